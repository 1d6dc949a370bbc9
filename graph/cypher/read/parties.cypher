// Parties by id or by identifier, as known now.
// parameters: refs [[party id or null, identifier key or null], ...]
// columns: i (position in refs), party (as in read/evidence, without versions); no row for an unknown one
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND range(0, size($refs) - 1) AS i
// A null key would be a scan on the embedded engine: '' is nobody's.
WITH i, known, coalesce($refs[i][0], '') AS id, coalesce($refs[i][1], '') AS key
OPTIONAL MATCH (byId:Party {id: id})
OPTIONAL MATCH (identifier:Identifier {key: key})-[:IDENTIFIES]->(byKey:Party)
  WHERE identifier.recorded_at <= known
WITH i, known, coalesce(byId, byKey) AS p
WHERE p IS NOT NULL AND p.recorded_at <= known
RETURN i, known, [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code,
  p.recorded_at, CASE WHEN p.revised_at > known THEN p.versions ELSE null END] AS party
