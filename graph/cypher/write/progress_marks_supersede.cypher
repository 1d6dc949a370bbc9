// Marks that other marks of the same cell and month supersede now.
// parameters: at, given.rows [[id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (m:ProgressMark {id: r[0]})
SET m.superseded_at = $at
