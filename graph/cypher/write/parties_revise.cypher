// New versions of parties.
// parameters: at, given.rows [[id, name, name_norm, former_names, organization_type, on_public_payroll, area_code,
//   version text], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (p:Party {id: r[0]})
SET p.name = r[1], p.name_norm = r[2], p.former_names = r[3], p.organization_type = r[4], p.on_public_payroll = r[5],
  p.area_code = r[6], p.revised_at = $at, p.versions = p.versions + [r[7]]
