// New dispatches that recall others. What is recalled before it was delivered is delivered no more. Where nothing of it can have
// reached the recipient (`heard_at`: no attempt was made, no list showed it), the recall is delivered neither. Where an attempt is under
// way, the recall waits until it is over. The first SET takes the lock of what is recalled: an attempt is claimed before or after.
// parameters: at, day, given.rows [[key of the recalled one, key, reason], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (t:Dispatch {key: r[0]})-[:ABOUT]->(f:Finding)
SET t.recalled_at = $at
WITH r, t, f, t.heard_at IS NULL AS unheard
SET t.waiting = null, t.due_for = null, t.state = CASE WHEN t.state = 'PENDING' THEN 'STOPPED' ELSE t.state END
CREATE (:Dispatch {key: r[1], kind: 'RECALL', base: t.base, round: t.round, subject_id: t.subject_id, policy: t.policy,
  policy_version: t.policy_version, clause: t.clause, matter: t.matter, effect: t.effect, grade: t.grade,
  recipient: t.recipient, since: t.since, due_on: $day, recorded_at: $at, reason: r[2], recalls: t.key,
  state: CASE WHEN unheard THEN 'STOPPED' ELSE 'PENDING' END, waiting: CASE WHEN unheard THEN null ELSE t.recipient END,
  due_for: CASE WHEN unheard THEN null ELSE t.recipient END, attempts: 0, next_at: coalesce(t.claimed_until, 0)})
  -[:ABOUT]->(f)
