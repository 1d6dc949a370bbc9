// Steps of cases in a run of days, as known at a recorded time: commitments made and cases filed.
// parameters: kinds [case kind, ...], steps [step kind, ...], first, last (dates, both counted), known_at
// columns: kind, number, department, occurred_on (text)
UNWIND $kinds AS kind
MATCH (c:Case {kind: kind})<-[:STEP_OF]-(s:Step)
WHERE s.kind IN $steps AND s.recorded_at <= $known_at AND s.occurred_on >= $first AND s.occurred_on <= $last
RETURN c.kind AS kind, c.number AS number, s.department AS department, toString(s.occurred_on) AS occurred_on
