// Events that are superseded now.
// parameters: at, rows [[event id], ...]
// columns: none
UNWIND $rows AS r
MATCH (e:Event {id: r[0]})
SET e.superseded_at = $at
