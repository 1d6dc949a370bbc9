// What parties are recorded to hold, as known now.
// parameters: ids [party id, ...]
// columns: qualification [id, party id, scheme, department, since, until, recorded_at]
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:HELD_BY]-(x:Qualification)
WHERE x.recorded_at <= known AND x.superseded_at > known
RETURN [x.id, p.id, x.scheme, x.department, toString(x.since), toString(x.until), x.recorded_at] AS qualification
