// A recipient has no address any more.
// parameters: recipient
// columns: removed
MATCH (a:Address {recipient: $recipient})
DETACH DELETE a
RETURN 1 AS removed
