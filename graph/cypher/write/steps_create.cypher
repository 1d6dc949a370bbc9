// New steps of cases.
// parameters: at, given.rows [[case id, id, kind, occurred_on, text, department], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (c:Case {id: r[0]})
CREATE (:Step {id: r[1], kind: r[2], occurred_on: r[3], text: r[4], department: r[5], recorded_at: $at})-[:STEP_OF]->(c)
