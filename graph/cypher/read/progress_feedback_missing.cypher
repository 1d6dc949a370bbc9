// Dispatches told in a time that had neither feedback nor a recall by another one, by recipient.
// parameters: since, exclusive; before, inclusive; until (recorded times); most
// columns: recipient, count, missing [[told_at, key], ...] at most `most`, the oldest first
MATCH (d:Dispatch)
WHERE d.told_at > $since AND d.told_at <= $before
WITH d
WHERE (d.recalled_at IS NULL OR d.recalled_at > $until)
  AND size([(d)<-[:ON]-(b:Feedback) WHERE b.recorded_at <= $until | b.id]) = 0
WITH d.recipient AS recipient, d.told_at AS at, d.key AS key ORDER BY at, key
WITH recipient, collect([at, key]) AS missing
RETURN recipient, size(missing) AS count, missing[..$most] AS missing
