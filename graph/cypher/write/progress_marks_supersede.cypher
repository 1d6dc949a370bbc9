// Marks that other marks of the same cell and month supersede now.
// parameters: at, rows [[id], ...]
// columns: none
UNWIND $rows AS r
MATCH (m:ProgressMark {id: r[0]})
SET m.superseded_at = $at
