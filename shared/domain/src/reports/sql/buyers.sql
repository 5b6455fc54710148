-- Who bought in a span, for the first time or again. First means: of ten years.
WITH {{sales}}, {{orders}}, numbered AS (
  SELECT customer_id, day AS date, placed_at, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at, order_id) AS nth
  FROM orders
)
SELECT {{placed_bucket}} AS bucket, count(*) AS orders, count(DISTINCT customer_id) AS buyers,
  count(DISTINCT CASE WHEN nth = 1 THEN customer_id END) AS new_buyers,
  count(DISTINCT CASE WHEN nth > 1 THEN customer_id END) AS returning_buyers
FROM numbered WHERE date >= '{{asked_from}}'
GROUP BY 1 ORDER BY 1 LIMIT {{limit}}
