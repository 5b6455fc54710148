histories AS (
  -- What models need of each customer's purchases in one currency: days on which they bought, and what those came to.
  SELECT customer_id, count(*) - 1 AS repeats,
    date_diff('day', CAST(first_day AS date), CAST(max(day) AS date)) AS recency,
    date_diff('day', CAST(first_day AS date), CAST('{{to}}' AS date)) AS age,
    sum(CASE WHEN day > first_day THEN spent ELSE 0 END) AS spent, sum(spent) AS total
  FROM (
    SELECT customer_id, day, sum(net) AS spent, min(day) OVER (PARTITION BY customer_id) AS first_day
    FROM orders WHERE currency = '{{currency}}' GROUP BY customer_id, day
  ) AS days
  GROUP BY customer_id, first_day
)
