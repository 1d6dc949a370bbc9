// New events of findings. One that is superseded in the same moment was never visible, but is remembered: the row that
// stated it may come again.
// parameters: at, given.rows [[finding id, id, kind, occurred_on, superseded_at, act_on, grade, rectify_by, standard, expires_on,
//   concerned, reason], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (f:Finding {id: r[0]})
CREATE (:Event {id: r[1], kind: r[2], occurred_on: r[3], recorded_at: $at, superseded_at: r[4], act_on: r[5],
  grade: r[6], rectify_by: r[7], standard: r[8], expires_on: r[9], concerned: r[10], reason: r[11]})-[:OF]->(f)
