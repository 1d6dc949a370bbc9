// Dispatches that reached their recipient, also where they were recalled meanwhile.
// parameters: at, given.rows [[key], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (d:Dispatch {key: r[0]})
SET d.state = 'DELIVERED', d.told_at = coalesce(d.told_at, $at), d.waiting = null, d.problem = null,
  d.heard_at = coalesce(d.heard_at, $at), d.claimed_until = null
