// A page of the current links of each of several parties, in the order of their ids (which is that of recording).
// parameters
//   queries  [[party id, with outgoing, with incoming, kinds or null, day or null, after link id or ''], ...]
//   first    at most this many links for each query and direction
// columns: i (position in queries), link (as in read/evidence), from_id, to_id
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND range(0, size($queries) - 1) AS i
WITH i, known, $queries[i] AS q
MATCH (p:Party {id: q[0]})
CALL (p, q, known) {
  WITH p, q, known WHERE q[1]
  MATCH (p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH]->(o:Party)
  WHERE r.id > q[5] AND r.recorded_at <= known AND r.superseded_at > known
    AND (q[3] IS NULL OR type(r) IN q[3])
    AND (q[4] IS NULL OR ((r.since IS NULL OR r.since <= q[4]) AND (r.until IS NULL OR q[4] < r.until)))
  RETURN r, p.id AS from_id, o.id AS to_id ORDER BY r.id LIMIT $first
  UNION
  WITH p, q, known WHERE q[2]
  MATCH (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH]-(o:Party)
  WHERE r.id > q[5] AND r.recorded_at <= known AND r.superseded_at > known
    AND (q[3] IS NULL OR type(r) IN q[3])
    AND (q[4] IS NULL OR ((r.since IS NULL OR r.since <= q[4]) AND (r.until IS NULL OR q[4] < r.until)))
  RETURN r, o.id AS from_id, p.id AS to_id ORDER BY r.id LIMIT $first
}
RETURN i, [r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records,
  r.recorded_at, r.superseded_at] AS link, from_id, to_id
