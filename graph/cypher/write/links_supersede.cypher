// Versions of links of one kind that are superseded now. `:SHAREHOLDER` stands for the kind.
// parameters: at, given.rows [[from id, to id, id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (a:Party {id: r[0]})
MATCH (b:Party {id: r[1]})
WITH r, a, b
MATCH (a)-[l:SHAREHOLDER]->(b)
WHERE l.id = r[2]
SET l.superseded_at = $at
