// The penalties of departments that were decided in a period, as known now.
// parameters: departments [code, ...], first (day) or null, last (day, inclusive) or null
// columns: penalty (as in read/penalties)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $departments AS department
MATCH (y:Penalty {department: department})-[:IMPOSED_ON]->(p:Party)
WHERE y.recorded_at <= known AND ($first IS NULL OR y.decided_on >= $first) AND ($last IS NULL OR y.decided_on <= $last)
RETURN [y.id, p.id, y.document_number, y.department, toString(y.decided_on), y.act, y.category, y.content, y.amount_10k,
  toString(y.valid_until), toString(y.publicised_until), y.basis, y.source, y.recorded_at] AS penalty
