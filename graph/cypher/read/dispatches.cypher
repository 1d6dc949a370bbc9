// Dispatches by their keys.
// parameters: keys [key, ...]
// columns: dispatch [key, kind, finding id, subject id, policy, policy version, clause, matter, effect, grade, recipient,
//   since, due_on, recorded_at, state, attempts, told_at, recalled_at, recalls, reason, problem, heard_at, learnt,
//   feedback [[id, result, note, department, recorded_at], ...]]
UNWIND $keys AS key
MATCH (d:Dispatch {key: key})-[:ABOUT]->(f:Finding)
RETURN [d.key, d.kind, f.id, d.subject_id, d.policy, d.policy_version, d.clause, d.matter, d.effect, d.grade, d.recipient,
  toString(d.since), toString(d.due_on), d.recorded_at, d.state, d.attempts, d.told_at, d.recalled_at, d.recalls, d.reason,
  d.problem, d.heard_at, coalesce(d.learnt, false),
  [(d)<-[:ON]-(b:Feedback) | [b.id, b.result, b.note, b.department, b.recorded_at]]] AS dispatch
