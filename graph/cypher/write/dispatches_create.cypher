// New dispatches that tell. `waiting` and `due_for` name the recipient until it was told, and until it has answered.
// parameters: at, day, given.rows [[finding id, key, base, round, subject id, policy, policy version, clause, matter, effect, grade,
//   recipient, since], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (f:Finding {id: r[0]})
CREATE (:Dispatch {key: r[1], kind: 'TELL', base: r[2], round: r[3], subject_id: r[4], policy: r[5], policy_version: r[6],
  clause: r[7], matter: r[8], effect: r[9], grade: r[10], recipient: r[11], since: r[12], due_on: $day, recorded_at: $at,
  state: 'PENDING', waiting: r[11], due_for: r[11], attempts: 0, next_at: 0})-[:ABOUT]->(f)
