// Every finding against each of several parties, as known now.
// parameters: ids [party id, ...]
// columns: party_id, finding (as in read/evidence, each event with its reason)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:AGAINST]-(f:Finding)
WHERE f.recorded_at <= known
RETURN p.id AS party_id,
  [f.id, f.number, f.area, f.department, f.recorded_at,
    [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
      [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
       e.standard, toString(e.expires_on), e.reason]],
    [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
    [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]] AS finding
