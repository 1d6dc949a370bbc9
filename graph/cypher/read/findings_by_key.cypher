// Findings by id or by number, as known now.
// parameters: refs [[finding id or null, number or null], ...]
// columns: i (position in refs), party_id, finding (as in read/evidence, each event with its reason); no row for an unknown one
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND range(0, size($refs) - 1) AS i
// A null key would be a scan on the embedded engine: '' is nobody's.
WITH i, known, coalesce($refs[i][0], '') AS id, coalesce($refs[i][1], '') AS number
OPTIONAL MATCH (byId:Finding {id: id})
OPTIONAL MATCH (byNumber:Finding {number: number})
WITH i, known, coalesce(byId, byNumber) AS f
WHERE f IS NOT NULL AND f.recorded_at <= known
MATCH (f)-[:AGAINST]->(p:Party)
RETURN i, p.id AS party_id,
  [f.id, f.number, f.area, f.department, f.recorded_at,
    [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
      [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
       e.standard, toString(e.expires_on), e.reason]],
    [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
    [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]] AS finding
