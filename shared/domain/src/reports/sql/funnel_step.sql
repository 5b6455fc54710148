, step_{{this}} AS (
  SELECT before.visitor, before.property, before.began, min(steps.reached) AS reached
  FROM step_{{last}} AS before JOIN steps ON steps.visitor = before.visitor
  WHERE steps.name = {{name}} AND steps.reached >= before.reached
    AND date_diff('millisecond', before.began, steps.reached) <= {{window_ms}}
  GROUP BY 1, 2, 3
)
