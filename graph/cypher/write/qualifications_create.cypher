// New qualifications.
// parameters: at, never, given.rows [[party id, id, scheme, department, since, until], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Qualification {id: r[1], scheme: r[2], department: r[3], since: r[4], until: r[5], recorded_at: $at,
  superseded_at: $never})-[:HELD_BY]->(p)
