-- What advertising cost, by source, and the customers whom it brought: those whose first order ever lies in the span and
-- had a campaign of that source first, within thirty days before.
WITH {{sales}}, {{orders}}, {{behaviour}}, spent AS (
  -- The last import of a day, source and campaign counts.
  SELECT source, currency, sum(amount_minor) AS spend FROM (
    SELECT *, row_number() OVER (PARTITION BY subject ORDER BY version DESC, row_id) AS copy
    FROM spend_files WHERE date >= '{{asked_from}}' AND date <= '{{to}}'
  ) AS written WHERE copy = 1 GROUP BY 1, 2
), firsts AS (
  SELECT customer_id, currency, placed_at FROM (
    SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at, order_id) AS nth FROM orders
  ) AS numbered WHERE nth = 1 AND day >= '{{asked_from}}'
), known AS (
  SELECT DISTINCT anonymous_id, user_id FROM behaviour WHERE anonymous_id IS NOT NULL AND user_id IS NOT NULL
), touched AS (
  SELECT firsts.customer_id, behaviour.utm_source AS source, firsts.currency,
    row_number() OVER (PARTITION BY firsts.customer_id ORDER BY behaviour.occurred_at, behaviour.event_id) AS place
  FROM firsts JOIN known ON known.user_id = firsts.customer_id
  JOIN behaviour ON behaviour.anonymous_id = known.anonymous_id
  WHERE behaviour.utm_source IS NOT NULL AND behaviour.occurred_at <= firsts.placed_at
    AND date_diff('day', behaviour.occurred_at, firsts.placed_at) <= 30
), brought AS (
  SELECT source, currency, count(*) AS new_buyers FROM touched WHERE place = 1 GROUP BY 1, 2
)
SELECT coalesce(spent.source, brought.source) AS source, coalesce(spent.currency, brought.currency) AS currency,
  coalesce(spend, 0) AS spend, coalesce(new_buyers, 0) AS new_buyers
FROM spent FULL JOIN brought ON spent.source = brought.source AND spent.currency = brought.currency
ORDER BY 3 DESC, 1, 2 LIMIT {{limit}}
