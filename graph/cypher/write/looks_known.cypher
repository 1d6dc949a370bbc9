// Looks by their key, inside the transaction that writes another.
// parameters: key
// columns: found [look as in read/looks, ...]
MATCH (l:Look {key: $key})-[:ABOUT]->(p:Party)
RETURN collect([l.department, p.id, l.matter, toString(l.as_of), l.known_at, l.sha256, l.outcome, l.conclusion, l.note,
  toString(l.looked_on), l.by, l.id, l.recorded_at]) AS found
