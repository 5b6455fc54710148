-- What promotions took off orders that were placed in a span.
WITH {{sales}}
SELECT promotion, currency, count(DISTINCT order_id) AS orders, sum(discount_minor) AS discounts
FROM sales WHERE kind = 'promotion'
GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT {{limit}}
