// Penalties on which findings rest.
// parameters: at, given.rows [[penalty id, finding id], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (y:Penalty {id: r[0]})
MATCH (f:Finding {id: r[1]})
CREATE (y)-[:SUPPORTS {recorded_at: $at}]->(f)
