behaviour AS (
  -- Files may hold an event twice until they are merged (ADR 30).
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY received_at, occurred_at) AS copy
    FROM behaviour_files WHERE date >= '{{seen_from}}' AND date <= '{{to}}'
  ) AS written WHERE copy = 1
)
