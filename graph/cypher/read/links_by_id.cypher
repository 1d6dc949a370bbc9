// Links by id, current or superseded, as recorded by now.
// parameters: ids [link id, ...]
// columns: known (once: the published time), link (as in read/evidence), from_id, to_id. Those recorded later than `known`
//   are for the reader to leave out: with the ledger beside it, the embedded engine scans all links for a pattern.
// One part for each kind: only one type, unlabelled ends and a plain IN use the index of its ids on both engines.
MATCH (ledger:Ledger {id: 'ledger'})
RETURN ledger.published AS known, null AS link, null AS from_id, null AS to_id
UNION ALL
MATCH (a)-[r:LEGAL_REPRESENTATIVE]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:PRINCIPAL]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:ACTUAL_CONTROLLER]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:SHAREHOLDER]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:DIRECTOR]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:SUPERVISOR]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:SENIOR_MANAGER]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:EMPLOYEE]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (a)-[r:BRANCH]->(b)
WHERE r.id IN $ids
RETURN null AS known, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
