-- The histories of which models are learnt. Ids are drawn by chance from their end on: their ends' order is one of chance,
-- and the same at every look.
WITH {{sales}}, {{orders}}, {{histories}}
SELECT repeats, recency, age, spent FROM histories ORDER BY reverse(customer_id) LIMIT {{limit}}
