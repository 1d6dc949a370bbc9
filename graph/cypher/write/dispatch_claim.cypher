// Takes a dispatch for sending, until a time: nobody else sends it before. The first SET takes its lock, so that of two who
// claim it the second sees what the first one did.
// parameters: key, now, until (recorded times)
// columns: attempts
MATCH (d:Dispatch {key: $key})
SET d.claims = coalesce(d.claims, 0) + 1
WITH d WHERE d.waiting IS NOT NULL AND d.next_at <= $now
SET d.next_at = $until, d.claimed_until = $until,
  d.heard_at = coalesce(d.heard_at, $now), d.attempts = d.attempts + 1
RETURN d.attempts AS attempts
