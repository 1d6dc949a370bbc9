// The cases of a kind, as known now.
// parameters: kind
// columns: found (as in write/cases_known)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (c:Case {kind: $kind})-[:ABOUT]->(p:Party)
WHERE c.recorded_at <= known
RETURN [c.id, c.kind, c.number, p.id,
  [(c)<-[:STEP_OF]-(s:Step) WHERE s.recorded_at <= known |
    [s.id, s.kind, toString(s.occurred_on), s.text, s.department, s.recorded_at]]] AS found
