-- Orders of a span by the first or the last campaign that had brought the customer within thirty days before. Who a
-- visitor is, is known where one event carries both ids.
WITH {{sales}}, {{orders}}, {{behaviour}}, known AS (
  SELECT DISTINCT anonymous_id, user_id FROM behaviour WHERE anonymous_id IS NOT NULL AND user_id IS NOT NULL
), touches AS (
  SELECT known.user_id AS customer_id, behaviour.occurred_at AS touched_at, {{property}} AS property, behaviour.event_id
  FROM behaviour JOIN known ON behaviour.anonymous_id = known.anonymous_id
  WHERE behaviour.utm_source IS NOT NULL
), ranked AS (
  SELECT orders.order_id, orders.currency, orders.net, touches.property,
    row_number() OVER (PARTITION BY orders.order_id ORDER BY touches.touched_at {{direction}}, touches.event_id) AS place
  FROM orders LEFT JOIN touches ON touches.customer_id = orders.customer_id
    AND touches.touched_at <= orders.placed_at AND date_diff('day', touches.touched_at, orders.placed_at) <= 30
)
SELECT coalesce(property, '') AS property, currency, count(*) AS orders, sum(net) AS net
FROM ranked WHERE place = 1
GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT {{limit}}
