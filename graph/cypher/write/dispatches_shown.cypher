// Dispatches that are shown to their recipient, in a list: it may know of them from now on, though they are not delivered yet.
// parameters: at, given.rows [[key], ...]
// columns: keys (of those that were not recalled before)
UNWIND $given.rows AS r
MATCH (d:Dispatch {key: r[0]})
SET d.heard_at = coalesce(d.heard_at, $at)
WITH d WHERE d.recalled_at IS NULL
RETURN collect(d.key) AS keys
