// How many dispatches told in a time had neither feedback nor a recall by another one, by recipient.
// parameters: since, exclusive; before, inclusive; until (recorded times)
// columns: recipient, count
MATCH (d:Dispatch)
WHERE d.told_at > $since AND d.told_at <= $before
  AND (d.recalled_at IS NULL OR d.recalled_at > $until) AND (d.answered_at IS NULL OR d.answered_at > $until)
RETURN d.recipient AS recipient, count(d) AS count
