-- Visitors, visits and pages, and the orders of the same time. Visitors without an id (no consent) are pages only.
WITH {{sales}}, {{behaviour}}, seen AS (
  SELECT {{seen_bucket}} AS bucket, count(DISTINCT anonymous_id) AS visitors, count(DISTINCT session_id) AS visits,
    sum(CASE WHEN kind = 'page' THEN 1 ELSE 0 END) AS pages, count(*) AS events
  FROM behaviour GROUP BY 1
), placed AS (
  SELECT {{bucket}} AS bucket, count(DISTINCT order_id) AS orders FROM sales WHERE kind = 'shipping' GROUP BY 1
)
SELECT coalesce(seen.bucket, placed.bucket) AS bucket, coalesce(visitors, 0) AS visitors, coalesce(visits, 0) AS visits,
  coalesce(pages, 0) AS pages, coalesce(events, 0) AS events, coalesce(orders, 0) AS orders
FROM seen FULL JOIN placed ON seen.bucket = placed.bucket
ORDER BY 1 LIMIT {{limit}}
