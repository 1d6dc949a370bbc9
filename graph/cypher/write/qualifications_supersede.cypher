// Qualifications that are superseded now.
// parameters: at, rows [[id], ...]
// columns: none
UNWIND $rows AS r
MATCH (x:Qualification {id: r[0]})
SET x.superseded_at = $at
