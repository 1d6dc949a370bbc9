// The names of the parties recorded or revised within a time, both ends inclusive.
// parameters: since, until (microseconds)
// columns: id, kind, name, former_names
MATCH (p:Party)
WHERE p.revised_at >= $since AND p.revised_at <= $until
RETURN p.id AS id, p.kind AS kind, p.name AS name, p.former_names AS former_names
