// New findings, without their events.
// parameters: at, source, rows [[party id, id, number, area, department], ...]
// columns: none
UNWIND $rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Finding {id: r[1], number: r[2], area: r[3], department: r[4], source: $source, recorded_at: $at})-[:AGAINST]->(p)
