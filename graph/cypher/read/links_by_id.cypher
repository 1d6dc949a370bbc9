// Links by id, current or superseded, as recorded by now.
// parameters: ids [link id, ...]
// columns: link (as in read/evidence), from_id, to_id
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND $ids AS id
MATCH (a:Party)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH {id: id}]->(b:Party)
WHERE r.recorded_at <= known
RETURN [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, a.id AS from_id, b.id AS to_id
