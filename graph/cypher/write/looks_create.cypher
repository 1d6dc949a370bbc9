// New looks.
// parameters: at, given.rows [[department, party id, matter, as_of, known_at, sha256, outcome, conclusion, note, looked_on, by, id,
//   key, month], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[1]})
CREATE (:Look {department: r[0], matter: r[2], as_of: r[3], known_at: r[4], sha256: r[5], outcome: r[6], conclusion: r[7],
  note: r[8], looked_on: r[9], by: r[10], id: r[11], key: r[12], month: r[13], recorded_at: $at})-[:ABOUT]->(p)
