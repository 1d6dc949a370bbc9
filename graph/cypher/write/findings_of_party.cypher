// The numbers of every finding against a party.
// parameters: id (party)
// columns: found [number, ...]
MATCH (p:Party {id: $id})<-[:AGAINST]-(f:Finding)
RETURN collect(f.number) AS found
