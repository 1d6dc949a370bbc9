// Remembers what is answered to a call.
// parameters: at, given.rows [[key, result], ...]
// columns: none
UNWIND $given.rows AS r
CREATE (:Done {key: r[0], result: r[1], recorded_at: $at})
