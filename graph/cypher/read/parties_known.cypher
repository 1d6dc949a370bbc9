// Parties by id, as known at one recorded time.
// parameters: asked {ids: [party id, ...]} (in a map, because Neo4j plans anew for lists of other lengths); known_at  recorded
//   time or null; at the latest the published time
// columns: known (the recorded time used), party (as in read/evidence); once with null; no row for who was not recorded by then
MATCH (ledger:Ledger {id: 'ledger'})
RETURN CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known, null AS party
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $asked.ids AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
RETURN known, [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
  CASE WHEN p.revised_at > known THEN p.versions ELSE null END] AS party
