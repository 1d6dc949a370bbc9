// What a source said last of a party under its own key, and in which records.
// parameters: given.rows [[identifier key, said, records], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (n:Identifier {key: r[0]})
SET n.said = r[1], n.records = r[2]
