// The parties with findings that were recorded or revised after one time, up to another.
// parameters: since, until (recorded times)
// columns: id
MATCH (p:Party)
WHERE p.revised_at > $since AND p.revised_at <= $until
WITH p
MATCH (p)<-[:AGAINST]-(:Finding)
RETURN DISTINCT p.id AS id
