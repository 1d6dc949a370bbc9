// The identifiers of which a party can have one only.
// parameters: ids [party id, ...]
// columns: found [[party id, scheme, key], ...]
UNWIND $ids AS id
MATCH (p:Party {id: id})<-[:IDENTIFIES]-(n:Identifier)
WHERE n.scheme IN ['USCC', 'CITIZEN_ID']
RETURN collect([p.id, n.scheme, n.key]) AS found
