// The identifiers of parties: what may be displayed of them.
// parameters: ids [party id, ...]
// columns: party_id, key, scheme, value, source
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:IDENTIFIES]-(n:Identifier)
WHERE n.recorded_at <= known
RETURN p.id AS party_id, n.key AS key, n.scheme AS scheme, n.value AS value, n.source AS source
