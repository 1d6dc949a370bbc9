// Findings are touched at this recorded time (graph/touching).
// parameters: at, given.rows [finding id, ...]
// columns: none
UNWIND $given.rows AS id
MATCH (f:Finding {id: id})
SET f.touched_at = $at
