-- The ways that visits begin: their first three pages or deeds, and how many visits took each.
WITH {{behaviour}}, steps AS (
  SELECT session_id, name AS first, lead(name, 1) OVER visit AS second, lead(name, 2) OVER visit AS third,
    row_number() OVER visit AS place
  FROM behaviour WHERE session_id IS NOT NULL
  WINDOW visit AS (PARTITION BY session_id ORDER BY occurred_at, event_id)
)
SELECT first, coalesce(second, '') AS second, coalesce(third, '') AS third, count(*) AS visits
FROM steps WHERE place = 1
GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT {{limit}}
