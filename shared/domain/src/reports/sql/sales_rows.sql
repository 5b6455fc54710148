sales AS (
  -- Of every subject the last that was written (ADR 43).
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY subject ORDER BY version DESC, row_id) AS copy
    FROM sales_files WHERE date >= '{{from}}' AND date <= '{{to}}'
  ) AS written WHERE copy = 1
)
