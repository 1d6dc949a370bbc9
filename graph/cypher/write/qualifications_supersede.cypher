// Qualifications that are superseded now.
// parameters: at, given.rows [[id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (x:Qualification {id: r[0]})
SET x.superseded_at = $at
