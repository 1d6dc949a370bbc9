// New exemptions.
// parameters: at, never, given.rows [[party id, id, matter, department, since, until, reason, authority], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Exemption {id: r[1], matter: r[2], department: r[3], since: r[4], until: r[5], reason: r[6], authority: r[7],
  recorded_at: $at, superseded_at: $never})-[:EXEMPTS]->(p)
