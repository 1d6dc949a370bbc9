// Every version of the links of one kind and source between pairs of parties. `:SHAREHOLDER` stands for the kind.
// parameters: pairs [[from id, to id], ...], source
// columns: found [[position in pairs, id, share, since, until, position, records, recorded_at, superseded_at, supersedes], ...]
UNWIND range(0, size($pairs) - 1) AS i
WITH i, $pairs[i] AS pair
MATCH (a:Party {id: pair[0]})
MATCH (b:Party {id: pair[1]})
WITH i, a, b
MATCH (a)-[l:SHAREHOLDER]->(b)
WHERE l.source = $source
RETURN collect([i, l.id, l.share, toString(l.since), toString(l.until), l.position, l.records, l.recorded_at,
  l.superseded_at, l.supersedes]) AS found
