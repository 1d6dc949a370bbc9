// Findings recognised in a run of days, as known at a recorded time: the graded findings of the monthly report.
// parameters: first, last (dates, both counted), known_at, departments
// columns: department, number, occurred_on (text)
MATCH (f:Finding)
WHERE f.department IN $departments AND f.recorded_at <= $known_at
MATCH (f)<-[:OF]-(e:Event)
WHERE e.kind = 'RECOGNIZED' AND e.recorded_at <= $known_at AND e.superseded_at > $known_at
  AND e.occurred_on >= $first AND e.occurred_on <= $last
RETURN f.department AS department, f.number AS number, toString(e.occurred_on) AS occurred_on
