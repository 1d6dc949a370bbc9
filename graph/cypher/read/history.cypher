// What may have changed around each of several parties in a period: versions of links that began, ended, were recorded or
// superseded in it, and events of findings against it or that name it. What did change is decided in domain/walking.
// parameters
//   asked    {queries: [[party id, known at, first day, last day, first recorded time, first recorded time after it], ...]};
//            in a map, because Neo4j plans anew for lists of other lengths
//   limit    at most this many versions of each way and this many events of each party, the first in the order of their ids
// columns: i (position in queries), way ('OUT', 'IN', 'FINDINGS'), rows
//   OUT, IN   [[link id, since, until, recorded_at, superseded_at, supersedes], ...]
//   FINDINGS  [[event id, finding id, kind, occurred_on, recorded_at], ...]
UNWIND range(0, size($asked.queries) - 1) AS i
WITH i, $asked.queries[i] AS q
MATCH (p:Party {id: q[0]})
CALL (p, q) {
  MATCH (p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH]->(:Party)
  WHERE r.recorded_at <= q[1] AND ((r.since >= q[2] AND r.since <= q[3]) OR (r.until >= q[2] AND r.until <= q[3]) OR
    (r.recorded_at >= q[4] AND r.recorded_at < q[5]) OR (r.superseded_at >= q[4] AND r.superseded_at < q[5]))
  WITH r ORDER BY r.id LIMIT $limit
  RETURN collect([r.id, toString(r.since), toString(r.until), r.recorded_at, r.superseded_at, r.supersedes]) AS rows
}
RETURN i, 'OUT' AS way, rows
UNION ALL
UNWIND range(0, size($asked.queries) - 1) AS i
WITH i, $asked.queries[i] AS q
MATCH (p:Party {id: q[0]})
CALL (p, q) {
  MATCH (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH]-(:Party)
  WHERE r.recorded_at <= q[1] AND ((r.since >= q[2] AND r.since <= q[3]) OR (r.until >= q[2] AND r.until <= q[3]) OR
    (r.recorded_at >= q[4] AND r.recorded_at < q[5]) OR (r.superseded_at >= q[4] AND r.superseded_at < q[5]))
  WITH r ORDER BY r.id LIMIT $limit
  RETURN collect([r.id, toString(r.since), toString(r.until), r.recorded_at, r.superseded_at, r.supersedes]) AS rows
}
RETURN i, 'IN' AS way, rows
UNION ALL
UNWIND range(0, size($asked.queries) - 1) AS i
WITH i, $asked.queries[i] AS q
MATCH (p:Party {id: q[0]})
CALL (p, q) {
  MATCH (p)<-[:AGAINST]-(f:Finding)<-[:OF]-(e:Event)
  WHERE e.recorded_at <= q[1] AND e.superseded_at > q[1] AND e.occurred_on >= q[2] AND e.occurred_on <= q[3]
  WITH e, f ORDER BY e.id LIMIT $limit
  RETURN collect([e.id, f.id, e.kind, toString(e.occurred_on), e.recorded_at]) AS rows
}
RETURN i, 'FINDINGS' AS way, rows
UNION ALL
UNWIND range(0, size($asked.queries) - 1) AS i
WITH i, $asked.queries[i] AS q
MATCH (p:Party {id: q[0]})
CALL (p, q) {
  MATCH (p)<-[n:CONCERNS]-(f:Finding)<-[:OF]-(e:Event)
  WHERE n.recorded_at <= q[1] AND n.superseded_at > q[1] AND e.recorded_at <= q[1] AND e.superseded_at > q[1]
    AND e.occurred_on >= q[2] AND e.occurred_on <= q[3]
  WITH e, f ORDER BY e.id LIMIT $limit
  RETURN collect([e.id, f.id, e.kind, toString(e.occurred_on), e.recorded_at]) AS rows
}
RETURN i, 'FINDINGS' AS way, rows
