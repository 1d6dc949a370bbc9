// One step of a walk along holdings (股东): the owners of some companies, the holdings of some parties, links of all dates, as
// known at one recorded time.
// parameters
//   known_at  recorded time or null; at the latest the published time
//   owners_of, holdings_of  party ids
//   limit     at most this many links of each party and direction, the first in the order of their ids (of recording)
// columns: known (the recorded time used), way ('KNOWN' once; 'IN' and 'OUT' for each party that is there), party (as in
//   read/evidence), links [[link as in read/evidence, the party at its other end], ...] in any order
MATCH (ledger:Ledger {id: 'ledger'})
RETURN CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known,
  'KNOWN' AS way, null AS party, [] AS links
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $owners_of AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
CALL (p, known) {
  MATCH (p)<-[r:SHAREHOLDER]-(q:Party)
  WHERE r.recorded_at <= known AND r.superseded_at > known
  WITH r, q, known ORDER BY r.id LIMIT $limit
  RETURN collect([[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
    r.recorded_at, r.superseded_at],
    [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END]]) AS links
}
RETURN known, 'IN' AS way,
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
   CASE WHEN p.revised_at > known THEN p.versions ELSE null END] AS party, links
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $holdings_of AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
CALL (p, known) {
  MATCH (p)-[r:SHAREHOLDER]->(q:Party)
  WHERE r.recorded_at <= known AND r.superseded_at > known
  WITH r, q, known ORDER BY r.id LIMIT $limit
  RETURN collect([[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
    r.recorded_at, r.superseded_at],
    [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END]]) AS links
}
RETURN known, 'OUT' AS way,
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
   CASE WHEN p.revised_at > known THEN p.versions ELSE null END] AS party, links
