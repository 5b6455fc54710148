orders AS (
  -- Orders of customers of which something is left; guests are nobody's.
  SELECT order_id, customer_id, currency, min(date) AS day, min(happened_at) AS placed_at, sum(total_minor) AS net
  FROM sales WHERE kind IN ('sold', 'shipping', 'cancelled', 'rest', 'written_off') AND customer_id IS NOT NULL
  GROUP BY 1, 2, 3 HAVING sum(units) > 0
)
