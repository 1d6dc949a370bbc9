// New versions of links of one kind. `:SHAREHOLDER` stands for the kind.
// parameters: at, never, source, given.rows [[from id, to id, id, share, since, until, position, records, supersedes], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (a:Party {id: r[0]})
MATCH (b:Party {id: r[1]})
CREATE (a)-[:SHAREHOLDER {id: r[2], share: r[3], since: r[4], until: r[5], position: r[6], source: $source,
  records: r[7], recorded_at: $at, superseded_at: $never, supersedes: r[8]}]->(b)
