// The findings against parties are touched at this recorded time (graph/touching).
// parameters: at, given.rows [party id, ...]
// columns: none
UNWIND $given.rows AS id
MATCH (p:Party {id: id})<-[:AGAINST]-(f:Finding)
SET f.touched_at = $at
