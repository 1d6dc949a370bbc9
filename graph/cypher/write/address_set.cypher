// Where a recipient is told from now on.
// parameters: recipient, url, key_id
// columns: none
MERGE (a:Address {recipient: $recipient})
SET a.url = $url, a.key_id = $key_id
