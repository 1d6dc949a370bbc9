// Dispatches told in a time that had neither feedback nor a recall by another one.
// parameters: since, exclusive; before, inclusive; until (recorded times)
// columns: recipient, at (told_at), key
MATCH (d:Dispatch)
WHERE d.told_at > $since AND d.told_at <= $before
  AND (d.recalled_at IS NULL OR d.recalled_at > $until) AND (d.answered_at IS NULL OR d.answered_at > $until)
RETURN d.recipient AS recipient, d.told_at AS at, d.key AS key
