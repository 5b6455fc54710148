-- Where the fifths of customers begin, by currency: of the day of their last order (since 1970), of their orders, and of
-- what they spent. A score is the middle of the places that equals hold, as `domain::prediction::rfm` has it.
WITH {{sales}}, {{orders}}, customers AS (
  SELECT customer_id, currency, date_diff('day', CAST('1970-01-01' AS date), CAST(max(day) AS date)) AS last_day,
    count(*) AS bought, sum(net) AS spent
  FROM orders GROUP BY 1, 2
), measured AS (
  SELECT currency, 'recency' AS measure, last_day AS value FROM customers
  UNION ALL SELECT currency, 'frequency', bought FROM customers
  UNION ALL SELECT currency, 'money', spent FROM customers
), counted AS (
  SELECT currency, measure, value, count(*) AS alike FROM measured GROUP BY 1, 2, 3
), placed AS (
  SELECT currency, measure, value,
    5 * (2 * sum(alike) OVER (PARTITION BY currency, measure ORDER BY value) - alike) AS place,
    2 * sum(alike) OVER (PARTITION BY currency, measure) AS places
  FROM counted
), scored AS (
  SELECT currency, measure, value, CASE WHEN place < places THEN 1 WHEN place < 2 * places THEN 2
    WHEN place < 3 * places THEN 3 WHEN place < 4 * places THEN 4 ELSE 5 END AS score
  FROM placed
)
SELECT currency, measure, score, min(value) AS begins FROM scored GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT {{limit}}
