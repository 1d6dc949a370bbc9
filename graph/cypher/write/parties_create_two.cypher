// New parties of one kind with two identifiers each. `:Enterprise` stands for the label of their kind.
// parameters: at, given.rows [[id, kind, name, name_norm, former_names, organization_type, on_public_payroll, area_code,
//   version text, then for each identifier key, scheme, value, source, said, records], ...]
// columns: none
UNWIND $given.rows AS r
CREATE (p:Party:Enterprise {id: r[0], kind: r[1], name: r[2], name_norm: r[3], former_names: r[4],
  organization_type: r[5], on_public_payroll: r[6], area_code: r[7], recorded_at: $at, revised_at: $at,
  versions: [r[8]]})
CREATE (:Identifier {key: r[9], scheme: r[10], value: r[11], source: r[12], said: r[13], records: r[14],
  recorded_at: $at})-[:IDENTIFIES]->(p)
CREATE (:Identifier {key: r[15], scheme: r[16], value: r[17], source: r[18], said: r[19], records: r[20],
  recorded_at: $at})-[:IDENTIFIES]->(p)
