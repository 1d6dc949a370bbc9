// Feedback given in a time: the dispatches that it is on.
// parameters: since, exclusive; until, inclusive (recorded times)
// columns: recipient, at (of the feedback), key (of the dispatch)
MATCH (b:Feedback)
WHERE b.recorded_at > $since AND b.recorded_at <= $until
MATCH (b)-[:ON]->(d:Dispatch)
RETURN d.recipient AS recipient, b.recorded_at AS at, d.key AS key
