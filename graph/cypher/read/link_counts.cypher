// How many current links each of several parties has, in the kinds, on the day and in the direction asked for.
// parameters: queries as in read/links (the last position is not used)
// columns: i (position in queries), total
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
UNWIND range(0, size($queries) - 1) AS i
WITH i, known, $queries[i] AS q
MATCH (p:Party {id: q[0]})
OPTIONAL MATCH (p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER|SHAREHOLDER|DIRECTOR|SUPERVISOR|SENIOR_MANAGER|EMPLOYEE|BRANCH]-(:Party)
  WHERE r.recorded_at <= known AND r.superseded_at > known
    AND ((q[1] AND startNode(r).id = p.id) OR (q[2] AND endNode(r).id = p.id))
    AND (q[3] IS NULL OR type(r) IN q[3])
    AND (q[4] IS NULL OR ((r.since IS NULL OR r.since <= q[4]) AND (r.until IS NULL OR q[4] < r.until)))
RETURN i, count(DISTINCT r.id) AS total
