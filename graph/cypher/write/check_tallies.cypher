// Checks made, counted since the last time. A tally that is there already, for the answer to its writing was lost, is kept.
// parameters: at, given.rows [[id, department, key id, day, month, count], ...]
// columns: none
UNWIND $given.rows AS r
MERGE (t:CheckTally {id: r[0]})
ON CREATE SET t.department = r[1], t.key_id = r[2], t.day = r[3], t.month = r[4], t.count = r[5], t.recorded_at = $at
