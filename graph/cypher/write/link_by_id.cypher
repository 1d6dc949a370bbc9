// The ends and source of a link of one kind, by the id of any of its versions. `:SHAREHOLDER` stands for the kind.
// parameters: id
// columns: found [[from id, to id, source], ...]
MATCH (a)-[l:SHAREHOLDER]->(b)
WHERE l.id = $id
RETURN collect([a.id, b.id, l.source]) AS found
