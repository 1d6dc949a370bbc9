// When parties were recorded or revised within a time, and how many each time. The caller reads what is published first,
// by a query of its own: the embedded engine seeks a range between parameters, and scans where an end was read before.
// parameters: since, exclusive; until, inclusive: at the latest the published time (microseconds)
// columns: at, parties
MATCH (p:Party)
WHERE p.revised_at > $since AND p.revised_at <= $until
RETURN p.revised_at AS at, count(*) AS parties ORDER BY at
