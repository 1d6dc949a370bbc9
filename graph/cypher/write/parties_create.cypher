// New parties of one kind. `:Enterprise` stands for the label of their kind.
// parameters: at, given.rows [[id, kind, name, name_norm, former_names, organization_type, on_public_payroll, area_code,
//   version text], ...]
// columns: none
UNWIND $given.rows AS r
CREATE (:Party:Enterprise {id: r[0], kind: r[1], name: r[2], name_norm: r[3], former_names: r[4],
  organization_type: r[5], on_public_payroll: r[6], area_code: r[7], recorded_at: $at, revised_at: $at,
  versions: [r[8]]})
