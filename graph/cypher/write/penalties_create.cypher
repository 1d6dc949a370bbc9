// New penalties.
// parameters: at, source, given.rows [[party id, id, key, document_number, department, decided_on, act, category, content,
//   amount_10k, valid_until, publicised_until, basis, records, version texts], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Penalty {id: r[1], key: r[2], document_number: r[3], department: r[4], decided_on: r[5], act: r[6],
  category: r[7], content: r[8], amount_10k: r[9], valid_until: r[10], publicised_until: r[11], basis: r[12],
  source: $source, records: r[13], versions: r[14], recorded_at: $at, revised_at: $at})-[:IMPOSED_ON]->(p)
