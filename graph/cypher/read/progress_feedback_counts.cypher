// How much feedback was given in a time, by recipient.
// parameters: since, exclusive; until, inclusive (recorded times)
// columns: recipient, count
MATCH (b:Feedback)
WHERE b.recorded_at > $since AND b.recorded_at <= $until
MATCH (b)-[:ON]->(d:Dispatch)
RETURN d.recipient AS recipient, count(b) AS count
