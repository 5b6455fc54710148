-- On which days customers bought the same goods, of those who did on three days at least.
WITH {{sales}}, days AS (
  SELECT customer_id, sku, date, count(*) OVER (PARTITION BY customer_id, sku) AS times
  FROM sales WHERE kind = 'sold' AND units > 0 AND customer_id IS NOT NULL AND sku IS NOT NULL
  GROUP BY customer_id, sku, date
)
SELECT customer_id, sku, date FROM days WHERE times >= 3 ORDER BY 1, 2, 3 LIMIT {{limit}}
