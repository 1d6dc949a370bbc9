// New findings, without their events.
// parameters: at, source, given.rows [[party id, id, number, area, department], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Finding {id: r[1], number: r[2], area: r[3], department: r[4], source: $source, recorded_at: $at})-[:AGAINST]->(p)
