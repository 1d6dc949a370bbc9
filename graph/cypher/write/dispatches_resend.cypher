// Dead dispatches are sent again, but for those that were recalled meanwhile.
// parameters: given.rows [[key], ...]
// columns: resent
UNWIND $given.rows AS r
MATCH (d:Dispatch {key: r[0], state: 'DEAD'})
WHERE d.recalled_at IS NULL
SET d.state = 'PENDING', d.waiting = d.recipient, d.attempts = 0, d.next_at = 0
RETURN count(d) AS resent
