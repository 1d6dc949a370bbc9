// New identifiers of parties.
// parameters: at, given.rows [[party id, key, scheme, value, source, said, records], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Identifier {key: r[1], scheme: r[2], value: r[3], source: r[4], said: r[5], records: r[6], recorded_at: $at})
  -[:IDENTIFIES]->(p)
