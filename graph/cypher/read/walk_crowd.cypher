// The ids of the links of one way of one party that has many, as known at one recorded time, on a day or of all dates.
// `:SHAREHOLDER` stands for the kinds that are walked.
// parameters
//   known_at  recorded time; id  party id; outgoing  true: the links from it, false: those to it
//   day       a date or null; most  so many of its links (all versions) are looked at, in the engine's own order
// columns: looked_at (how many were, `most` at most), kinds [[kind, [link id, ...]], ...]
MATCH (p:Party {id: $id})
WHERE $outgoing
CALL (p) {
  MATCH (p)-[r:SHAREHOLDER]->()
  WITH r LIMIT $most
  WITH type(r) AS kind, CASE WHEN r.recorded_at <= $known_at AND r.superseded_at > $known_at AND
    ($day IS NULL OR ((r.since IS NULL OR r.since <= $day) AND (r.until IS NULL OR $day < r.until))) THEN r.id END AS id
  RETURN kind, count(*) AS many, collect(id) AS ids
}
RETURN sum(many) AS looked_at, collect([kind, ids]) AS kinds
UNION ALL
MATCH (p:Party {id: $id})
WHERE NOT $outgoing
CALL (p) {
  MATCH (p)<-[r:SHAREHOLDER]-()
  WITH r LIMIT $most
  WITH type(r) AS kind, CASE WHEN r.recorded_at <= $known_at AND r.superseded_at > $known_at AND
    ($day IS NULL OR ((r.since IS NULL OR r.since <= $day) AND (r.until IS NULL OR $day < r.until))) THEN r.id END AS id
  RETURN kind, count(*) AS many, collect(id) AS ids
}
RETURN sum(many) AS looked_at, collect([kind, ids]) AS kinds
