// What was answered to the call with this idempotency key.
// parameters: key
// columns: found [result, ...]
MATCH (d:Done {key: $key})
RETURN collect(d.result) AS found
