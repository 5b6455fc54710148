-- How many visitors went how far through steps in their order. Every first step is a try of its own, and a visitor
-- counts with the best of them; whoever begins in the span may end after it, within the window.
WITH {{behaviour}}, steps AS (
  SELECT anonymous_id AS visitor, {{property}} AS property, name, occurred_at AS reached, date
  FROM behaviour WHERE anonymous_id IS NOT NULL AND name IN ({{names}})
), step_1 AS (
  SELECT visitor, property, reached AS began, reached FROM steps
  WHERE name = {{first}} AND date >= '{{asked_from}}' AND date <= '{{asked_to}}'
){{later}}, depth AS (
  {{depth}}
)
SELECT step, property, count(DISTINCT visitor) AS visitors
FROM depth GROUP BY 1, 2 ORDER BY 1, 2 LIMIT {{limit}}
