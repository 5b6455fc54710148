-- What subjects of an experiment did after they had seen it, by arm and by what they were when they saw it. A subject is a
-- customer where a visitor is known to be one; who saw two arms is in none.
WITH {{sales}}, {{orders}}, {{behaviour}}, known AS (
  SELECT anonymous_id, min(user_id) AS user_id FROM behaviour
  WHERE anonymous_id IS NOT NULL AND user_id IS NOT NULL GROUP BY 1 HAVING min(user_id) = max(user_id)
), firsts AS (
  SELECT customer_id, min(placed_at) AS first_at FROM orders GROUP BY 1
), shown AS (
  SELECT coalesce(known.user_id, behaviour.anonymous_id) AS subject, occurred_at, device,
    coalesce(utm_source, '') AS utm_source, coalesce(utm_campaign, '') AS utm_campaign,
    regexp_extract(properties, '"arm":"([a-z0-9-]+)"', 1) AS arm
  FROM behaviour LEFT JOIN known ON known.anonymous_id = behaviour.anonymous_id
  WHERE behaviour.anonymous_id IS NOT NULL AND name = 'experiment_viewed' AND date >= '{{asked_from}}'
    AND regexp_extract(properties, '"experiment":"([a-z0-9-]+)"', 1) = '{{experiment}}'
), subjects AS (
  SELECT subject, min(arm) AS arm, min(occurred_at) AS seen_at, min_by(device, occurred_at) AS device,
    min_by(utm_source, occurred_at) AS utm_source, min_by(utm_campaign, occurred_at) AS utm_campaign
  FROM shown WHERE arm <> '' GROUP BY 1 HAVING min(arm) = max(arm)
), did AS (
  {{did}}
), each AS (
  SELECT subjects.subject, arm, {{property}} AS property, count(did.done_at) AS times,
    sum(did.amount) AS amount
  FROM subjects LEFT JOIN firsts ON firsts.customer_id = subjects.subject
    LEFT JOIN did ON did.subject = subjects.subject AND did.done_at >= subjects.seen_at
  GROUP BY 1, 2, 3
), measured AS (
  SELECT property, arm, times, CAST({{measured}} AS double) AS measured FROM each
)
SELECT property, arm, count(*) AS subjects, sum(CASE WHEN times > 0 THEN 1 ELSE 0 END) AS did,
  CAST(round(avg(measured) * 1000000) AS bigint) AS mean,
  CAST(round(coalesce(var_samp(measured), 0) * 1000000) AS bigint) AS variance
FROM measured GROUP BY 1, 2 ORDER BY 1, 2 LIMIT {{limit}}
