-- Customers by the month of their first order, and what they bought in the months after it.
WITH {{sales}}, {{orders}}, dated AS (
  SELECT customer_id, currency, net, CAST(concat(substr(day, 1, 7), '-01') AS date) AS month,
    CAST(concat(substr(min(day) OVER (PARTITION BY customer_id), 1, 7), '-01') AS date) AS cohort
  FROM orders
)
SELECT substr(CAST(cohort AS varchar), 1, 7) AS cohort, date_diff('month', cohort, month) AS months_later, currency,
  count(DISTINCT customer_id) AS buyers, count(*) AS orders, sum(net) AS net
FROM dated WHERE substr(CAST(cohort AS varchar), 1, 7) >= substr('{{asked_from}}', 1, 7)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT {{limit}}
