// An attempt that failed. `dead`: it was the last one. What was recalled meanwhile stays as it is.
// parameters: key, problem, next_at, dead
// columns: none
MATCH (d:Dispatch {key: $key})
WHERE d.state = 'PENDING'
SET d.problem = $problem, d.next_at = $next_at, d.claimed_until = null,
  d.state = CASE WHEN $dead THEN 'DEAD' ELSE 'PENDING' END,
  d.waiting = CASE WHEN $dead THEN null ELSE d.waiting END
