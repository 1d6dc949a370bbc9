// New cases, without their steps.
// parameters: at, given.rows [[party id, id, key, kind, number], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Case {id: r[1], key: r[2], kind: r[3], number: r[4], recorded_at: $at})-[:ABOUT]->(p)
