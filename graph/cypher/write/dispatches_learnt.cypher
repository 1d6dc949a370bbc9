// New dispatches of what recipients learnt by checks: they need not be delivered.
// parameters and columns: as in write/dispatches_create
UNWIND $given.rows AS r
MATCH (f:Finding {id: r[0]})
CREATE (:Dispatch {key: r[1], kind: 'TELL', base: r[2], round: r[3], subject_id: r[4], policy: r[5], policy_version: r[6],
  clause: r[7], matter: r[8], effect: r[9], grade: r[10], recipient: r[11], since: r[12], due_on: $day, recorded_at: $at,
  state: 'DELIVERED', learnt: true, told_at: $at, heard_at: $at, attempts: 0, next_at: 0})-[:ABOUT]->(f)
