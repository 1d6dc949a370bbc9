// New dispatches that recall others. What is recalled before it was delivered is delivered no more.
// parameters: at, day, rows [[key of the recalled one, key, reason], ...]
// columns: none
UNWIND $rows AS r
MATCH (t:Dispatch {key: r[0]})-[:ABOUT]->(f:Finding)
SET t.recalled_at = $at, t.waiting = null, t.due_for = null,
  t.state = CASE WHEN t.state = 'PENDING' THEN 'STOPPED' ELSE t.state END
CREATE (:Dispatch {key: r[1], kind: 'RECALL', base: t.base, round: t.round, subject_id: t.subject_id, policy: t.policy,
  policy_version: t.policy_version, clause: t.clause, matter: t.matter, effect: t.effect, grade: t.grade,
  recipient: t.recipient, since: t.since, due_on: $day, recorded_at: $at, reason: r[2], recalls: t.key,
  state: 'PENDING', waiting: t.recipient, due_for: t.recipient, attempts: 0, next_at: 0})-[:ABOUT]->(f)
