-- One page of who bought the same goods on three days at least, with the last of these days: who will need them soonest first, by
-- what lay between their purchases on the whole.
WITH {{sales}}, days AS (
  SELECT customer_id, sku, date, count(*) OVER (PARTITION BY customer_id, sku) AS times,
    CAST(min(date) OVER (PARTITION BY customer_id, sku) AS date) AS first_day,
    CAST(max(date) OVER (PARTITION BY customer_id, sku) AS date) AS last_day,
    row_number() OVER (PARTITION BY customer_id, sku ORDER BY date DESC) AS back
  FROM sales WHERE kind = 'sold' AND units > 0 AND customer_id IS NOT NULL AND sku IS NOT NULL
  GROUP BY customer_id, sku, date
), often AS (
  SELECT *, date_diff('day', CAST('1970-01-01' AS date), last_day)
    + CAST(date_diff('day', first_day, last_day) AS double) / (times - 1) AS nearly
  FROM days WHERE times >= 3
), placed AS (
  SELECT *, dense_rank() OVER (ORDER BY nearly, customer_id, sku) AS place FROM often
)
SELECT customer_id, sku, date, times FROM placed
WHERE back <= {{remembered}} AND place > {{skipped}} AND place <= {{skipped}} + {{limit}} ORDER BY place, date
