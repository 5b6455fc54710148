-- One page of all customers, who promises most first; where everybody stands among all is the middle of the places that equals
-- hold, doubled, as `domain::prediction::rfm` has it.
WITH {{sales}}, {{orders}}, {{histories}}, placed AS (
  SELECT *, 2 * count(*) OVER (ORDER BY recency - age) - count(*) OVER (PARTITION BY recency - age) AS recency_place,
    2 * count(*) OVER (ORDER BY repeats) - count(*) OVER (PARTITION BY repeats) AS frequency_place,
    2 * count(*) OVER (ORDER BY total) - count(*) OVER (PARTITION BY total) AS money_place,
    count(*) OVER () AS customers
  FROM histories
)
SELECT customer_id, repeats, recency, age, spent, total, recency_place, frequency_place, money_place, customers
FROM placed ORDER BY {{promise}} DESC, customer_id OFFSET {{skipped}} LIMIT {{limit}}
