// One step of a walk along links: the links that lead from some parties and to some parties, as known at one recorded time,
// with links of all dates. `:SHAREHOLDER` stands for the kinds that are walked.
// parameters
//   known_at  recorded time or null; at the latest the published time
//   asked     {outgoing, incoming: [party id, ...]}: whose links from them, and to them; in a map, because Neo4j plans anew
//             for lists of other lengths
//   limit     a party with so many links of that way or more (all versions counted) answers none of them
// columns: known (the recorded time used), way ('KNOWN' once; 'OUT' and 'IN' for each party that is there), party (its id),
//   many (how many links there are, `limit` at most), links [[link id, kind, party at the other end, since, until], ...]
// The count stops at the limit, so that a party with 100,000 links costs no more than one with `limit`.
MATCH (ledger:Ledger {id: 'ledger'})
RETURN CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known,
  'KNOWN' AS way, null AS party, 0 AS many, [] AS links
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $asked.outgoing AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
CALL (p) {
  MATCH (p)-[r:SHAREHOLDER]->()
  WITH r LIMIT $limit
  RETURN count(*) AS many
}
RETURN known, 'OUT' AS way, p.id AS party, many,
  CASE WHEN many >= $limit THEN [] ELSE
    [(p)-[r:SHAREHOLDER]->(q:Party) WHERE r.recorded_at <= known AND r.superseded_at > known |
      [r.id, type(r), q.id, toString(r.since), toString(r.until)]] END AS links
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
UNWIND $asked.incoming AS id
MATCH (p:Party {id: id})
WHERE p.recorded_at <= known
CALL (p) {
  MATCH (p)<-[r:SHAREHOLDER]-()
  WITH r LIMIT $limit
  RETURN count(*) AS many
}
RETURN known, 'IN' AS way, p.id AS party, many,
  CASE WHEN many >= $limit THEN [] ELSE
    [(p)<-[r:SHAREHOLDER]-(q:Party) WHERE r.recorded_at <= known AND r.superseded_at > known |
      [r.id, type(r), q.id, toString(r.since), toString(r.until)]] END AS links
