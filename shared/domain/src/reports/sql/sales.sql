-- What was sold, cancelled and given back, by time and by one property of orders or lines. Orders count on the day they
-- were placed, as they stand; refunds on the day they were granted. Net is what is left: it is the sum of every row.
WITH {{sales}}
SELECT {{bucket}} AS bucket, {{property}} AS property, currency,
  count(DISTINCT CASE WHEN kind IN ('sold', 'shipping') THEN order_id END) AS orders,
  sum(CASE WHEN kind = 'sold' THEN units ELSE 0 END) AS units,
  sum(CASE WHEN kind = 'sold' THEN subtotal_minor ELSE 0 END) AS gross,
  sum(CASE WHEN kind = 'sold' THEN discount_minor ELSE 0 END) AS discounts,
  sum(CASE WHEN kind IN ('sold', 'shipping') THEN total_minor ELSE 0 END) AS ordered,
  -sum(CASE WHEN kind IN ('cancelled', 'rest') THEN total_minor ELSE 0 END) AS cancelled,
  -sum(CASE WHEN kind = 'written_off' THEN total_minor ELSE 0 END) AS written_off,
  -sum(CASE WHEN kind = 'refunded' THEN total_minor ELSE 0 END) AS refunded,
  sum(tax_minor) AS tax,
  sum(total_minor) AS net
FROM sales WHERE kind <> 'promotion'
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT {{limit}}
