// Feedback given in a time, by recipient: how many, and the first keys of the dispatches.
// parameters: since, exclusive; until, inclusive (recorded times); most
// columns: recipient, count, given [[recorded_at, dispatch key], ...] at most `most`, the oldest first
MATCH (b:Feedback)
WHERE b.recorded_at > $since AND b.recorded_at <= $until
MATCH (b)-[:ON]->(d:Dispatch)
WITH d.recipient AS recipient, b.recorded_at AS at, d.key AS key ORDER BY at, key
WITH recipient, collect([at, key]) AS given
RETURN recipient, size(given) AS count, given[..$most] AS given
