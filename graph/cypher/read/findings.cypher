// A run of findings in the order of their ids (that of recording), as known now.
// parameters: after (finding id or ''), area or null, first
// columns: party_id, finding (as in read/evidence, each event with its reason)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (f:Finding)
WHERE f.id > $after AND f.recorded_at <= known AND ($area IS NULL OR f.area = $area)
WITH f, known ORDER BY f.id LIMIT $first
MATCH (f)-[:AGAINST]->(p:Party)
RETURN p.id AS party_id,
  [f.id, f.number, f.area, f.department, f.recorded_at,
    [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
      [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
       e.standard, toString(e.expires_on), e.reason]],
    [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
    [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]] AS finding
ORDER BY f.id
