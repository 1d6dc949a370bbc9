// A case by its key, with its steps.
// parameters: key
// columns: found [[id, kind, number, party id, steps [[id, kind, occurred_on, text, department, recorded_at], ...]], ...]
MATCH (c:Case {key: $key})-[:ABOUT]->(p:Party)
RETURN collect([c.id, c.kind, c.number, p.id,
  [(c)<-[:STEP_OF]-(s:Step) | [s.id, s.kind, toString(s.occurred_on), s.text, s.department, s.recorded_at]]]) AS found
