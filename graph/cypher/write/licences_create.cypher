// New licences, without the cells of their rows.
// parameters: at, source, given.rows [[party id, id, key, document_number, organ, decided_on], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Licence {id: r[1], key: r[2], document_number: r[3], department: r[4], decided_on: r[5], source: $source,
  recorded_at: $at})-[:GRANTED_TO]->(p)
