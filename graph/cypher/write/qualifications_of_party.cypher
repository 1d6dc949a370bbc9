// What a party is recorded to hold now.
// parameters: id (party), never
// columns: found [[id, scheme, department, since, until], ...]
MATCH (p:Party {id: $id})<-[:HELD_BY]-(x:Qualification)
WHERE x.superseded_at = $never
RETURN collect([x.id, x.scheme, x.department, toString(x.since), toString(x.until)]) AS found
