// The exemptions of parties that are not revoked, as known now.
// parameters: ids [party id, ...]
// columns: party_id, exemption [id, matter, department, since, until, reason, authority, recorded_at]
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:EXEMPTS]-(x:Exemption)
WHERE x.recorded_at <= known AND x.superseded_at > known
RETURN p.id AS party_id, [x.id, x.matter, x.department, toString(x.since), toString(x.until), x.reason, x.authority,
  x.recorded_at] AS exemption
