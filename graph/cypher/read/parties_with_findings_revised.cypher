// The parties with findings that were recorded or revised after one time, up to another. (Asked by a second MATCH, the
// embedded engine looks at every finding.)
// parameters: since, until (recorded times)
// columns: id
MATCH (p:Party)
WHERE p.revised_at > $since AND p.revised_at <= $until
WITH p.id AS id, size([(p)<-[:AGAINST]-(f:Finding) | f.id]) AS findings
WHERE findings > 0
RETURN id
