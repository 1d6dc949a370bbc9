// Events that are superseded now.
// parameters: at, given.rows [[event id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (e:Event {id: r[0]})
SET e.superseded_at = $at
