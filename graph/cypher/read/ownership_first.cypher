// The first links along holdings (股东) of parties that have very many, in the order of their ids (of recording). Slow.
// parameters: known_at (a recorded time), asked {owners_of: [party id, ...], holdings_of: [...]}, limit
// columns: way ('IN' or 'OUT'), id, links [[link as in read/evidence, party at the other end], ...] in any order
UNWIND $asked.owners_of AS id
MATCH (p:Party {id: id})
CALL (p) {
  MATCH (p)<-[r:SHAREHOLDER]-(q:Party)
  WHERE r.recorded_at <= $known_at AND r.superseded_at > $known_at
  WITH r, q, $known_at AS known ORDER BY r.id LIMIT $limit
  RETURN collect([[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
     r.recorded_at, r.superseded_at],
    [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END]]) AS links
}
RETURN 'IN' AS way, id, links
UNION ALL
UNWIND $asked.holdings_of AS id
MATCH (p:Party {id: id})
CALL (p) {
  MATCH (p)-[r:SHAREHOLDER]->(q:Party)
  WHERE r.recorded_at <= $known_at AND r.superseded_at > $known_at
  WITH r, q, $known_at AS known ORDER BY r.id LIMIT $limit
  RETURN collect([[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
     r.recorded_at, r.superseded_at],
    [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END]]) AS links
}
RETURN 'OUT' AS way, id, links
