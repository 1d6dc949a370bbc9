// Who runs some companies or is declared to control them: links of all dates, as known at one recorded time.
// parameters
//   known_at  recorded time or null; at the latest the published time
//   asked     {ids: [party id, ...]}; in a map, because Neo4j plans anew for lists of other lengths
//   limit     at most this many links of each party, the first in the order of their ids
// columns: known, company_id (null once), links [[link as in read/evidence, the party that it goes from], ...]
MATCH (ledger:Ledger {id: 'ledger'})
RETURN CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known,
  null AS company_id, [] AS links
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $asked.ids AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
CALL (p, known) {
  MATCH (p)<-[r:ACTUAL_CONTROLLER|SENIOR_MANAGER|LEGAL_REPRESENTATIVE|PRINCIPAL]-(q:Party)
  WHERE r.recorded_at <= known AND r.superseded_at > known
  WITH r, q, known ORDER BY r.id LIMIT $limit
  RETURN collect([[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
    r.recorded_at, r.superseded_at],
    [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END]]) AS links
}
RETURN known, p.id AS company_id, links
