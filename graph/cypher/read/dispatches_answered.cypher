// A page of the dispatches to one recipient that it has answered, in the order of recording.
// parameters: recipient, at, key (those of the last one seen, 0 and '' for the first page), first
// columns: dispatch (as in read/dispatches)
MATCH (d:Dispatch {answered_for: $recipient})
WHERE d.recorded_at > $at OR (d.recorded_at = $at AND d.key > $key)
WITH d ORDER BY d.recorded_at, d.key LIMIT $first
MATCH (d)-[:ABOUT]->(f:Finding)
RETURN [d.key, d.kind, f.id, d.subject_id, d.policy, d.policy_version, d.clause, d.matter, d.effect, d.grade, d.recipient,
  toString(d.since), toString(d.due_on), d.recorded_at, d.state, d.attempts, d.told_at, d.recalled_at, d.recalls, d.reason,
  d.problem, d.heard_at, coalesce(d.learnt, false),
  [(d)<-[:ON]-(b:Feedback) | [b.id, b.result, b.note, b.department, b.recorded_at]]] AS dispatch
