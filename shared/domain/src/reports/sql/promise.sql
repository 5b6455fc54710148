(
  -- What somebody is worth in the time to come, nearly: as `domain::prediction::forecast` has it, but everybody leaves with the mean
  -- of their chances.
  CASE WHEN repeats > 0 THEN 1E0 / (1E0 + exp(least(700E0, ln({{a}}) - ln({{b}} + repeats - 1E0)
    + ({{r}} + repeats) * (ln({{alpha}} + age / 7E0) - ln({{alpha}} + recency / 7E0))))) ELSE 1E0 END
  * (1E0 - exp(-({{r}} + repeats)
    * ln(1E0 + {{a}} / ({{a}} + {{b}} + repeats) * {{weeks}} / ({{alpha}} + age / 7E0))))
  * ({{a}} + {{b}} + repeats) / {{a}}
  * CASE WHEN repeats > 0 AND spent > 0 AND {{p}} * repeats + {{q}} > 1E0
      THEN {{p}} * ({{gamma}} + spent) / ({{p}} * repeats + {{q}} - 1E0)
    WHEN {{q}} > 1E0 THEN {{p}} * {{gamma}} / ({{q}} - 1E0) ELSE 0E0 END
)
