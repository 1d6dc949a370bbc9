// Links by id, current or superseded, as recorded by now.
// parameters: ids [link id, ...]
// columns: link (as in read/evidence), from_id, to_id
// One part for each kind: only one type, unlabelled ends and a plain IN use the index of its ids on both engines.
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:LEGAL_REPRESENTATIVE]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:PRINCIPAL]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:ACTUAL_CONTROLLER]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:SHAREHOLDER]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:DIRECTOR]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:SUPERVISOR]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:SENIOR_MANAGER]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:EMPLOYEE]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
MATCH (a)-[r:BRANCH]->(b)
WHERE r.id IN $ids AND r.recorded_at <= ledger.published
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
