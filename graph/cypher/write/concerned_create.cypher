// Parties concerned (当事人) of findings.
// parameters: at, never, given.rows [[finding id, person id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (f:Finding {id: r[0]})
MATCH (x:Party {id: r[1]})
CREATE (f)-[:CONCERNS {recorded_at: $at, superseded_at: $never}]->(x)
