// Where recipients are told.
// columns: recipient, url, key_id
MATCH (a:Address)
RETURN a.recipient AS recipient, a.url AS url, a.key_id AS key_id
ORDER BY recipient
