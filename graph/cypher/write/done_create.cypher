// Remembers what is answered to a call.
// parameters: at, rows [[key, result], ...]
// columns: none
UNWIND $rows AS r
CREATE (:Done {key: r[0], result: r[1], recorded_at: $at})
