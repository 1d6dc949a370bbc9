// Parties by id.
// parameters: keys [party id, ...]
// columns: found [[position in keys, id, kind, name, name_norm, former_names, organization_type, on_public_payroll,
//   area_code, null, null], ...] as in parties_known
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (p:Party {id: key})
RETURN collect([i, p.id, p.kind, p.name, p.name_norm, p.former_names, p.organization_type, p.on_public_payroll,
  p.area_code, null, null]) AS found
