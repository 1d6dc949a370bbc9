// Persons who are no party concerned of a finding any more.
// parameters: at, never, given.rows [[finding id, person id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (f:Finding {id: r[0]})
MATCH (f)-[c:CONCERNS]->(x:Party)
WHERE x.id = r[1] AND c.superseded_at = $never
SET c.superseded_at = $at
