// Who identifiers lead to, and what the sources said of them under these identifiers.
// parameters: keys [identifier key, ...]
// columns: found [[position in keys, party id, kind, name, name_norm, former_names, organization_type, on_public_payroll,
//   area_code, said, records], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (n:Identifier {key: key})-[:IDENTIFIES]->(p:Party)
RETURN collect([i, p.id, p.kind, p.name, p.name_norm, p.former_names, p.organization_type, p.on_public_payroll,
  p.area_code, n.said, n.records]) AS found
