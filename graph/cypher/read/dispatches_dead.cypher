// Dispatches that were given up, but for those that were recalled: nothing is to be done about them.
// parameters: first
// columns: dispatch (as in read/dispatches)
MATCH (d:Dispatch {state: 'DEAD'})
WHERE d.recalled_at IS NULL
WITH d LIMIT $first
MATCH (d)-[:ABOUT]->(f:Finding)
RETURN [d.key, d.kind, f.id, d.subject_id, d.policy, d.policy_version, d.clause, d.matter, d.effect, d.grade, d.recipient,
  toString(d.since), toString(d.due_on), d.recorded_at, d.state, d.attempts, d.told_at, d.recalled_at, d.recalls, d.reason,
  d.problem, d.heard_at, coalesce(d.learnt, false), []] AS dispatch
