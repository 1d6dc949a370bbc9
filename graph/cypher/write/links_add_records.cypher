// Further records of links of one kind. `:SHAREHOLDER` stands for the kind.
// parameters: given.rows [[from id, to id, id, records], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (a:Party {id: r[0]})
MATCH (b:Party {id: r[1]})
WITH r, a, b
MATCH (a)-[l:SHAREHOLDER]->(b)
WHERE l.id = r[2]
SET l.records = l.records + r[3]
