// Penalties by id.
// parameters: ids [penalty id, ...]
// columns: penalty [id, party id, document_number, department, decided_on, act, category, content, amount_10k, valid_until,
//   publicised_until, basis, source, recorded_at]
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (y:Penalty {id: id})-[:IMPOSED_ON]->(p:Party)
WHERE y.recorded_at <= known
RETURN [y.id, p.id, y.document_number, y.department, toString(y.decided_on), y.act, y.category, y.content, y.amount_10k,
  toString(y.valid_until), toString(y.publicised_until), y.basis, y.source, y.recorded_at] AS penalty
