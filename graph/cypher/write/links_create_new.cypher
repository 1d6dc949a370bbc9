// New links of one kind where the source says nothing yet between two parties, and only one of the rows does: then there
// is nothing to merge with. What is not created is left to links_known. The findings against one end of each are touched
// (graph/touching). `:SHAREHOLDER` stands for the kind.
// parameters: at, never, source, from_kinds, given.rows [[position, from key, to key, id, share, since, until, position, records], ...],
//   told {touched: 'from' or 'to', the end whose findings a link of this kind touches, null for none; below: whether it
//   touches those of what that end holds too}
// columns: found [created [position, ...], holding [id of an end that holds something, ...] where `below` is so]
UNWIND $given.rows AS r
MATCH (:Identifier {key: r[1]})-[:IDENTIFIES]->(a:Party)
MATCH (:Identifier {key: r[2]})-[:IDENTIFIES]->(b:Party)
WHERE a.kind IN $from_kinds AND b.kind <> 'PERSON'
WITH a, b, collect(r) AS rows
WHERE size(rows) = 1 AND a <> b AND NOT EXISTS { MATCH (a)-[l:SHAREHOLDER]->(b) WHERE l.source = $source }
WITH a, b, rows[0] AS r
CREATE (a)-[:SHAREHOLDER {id: r[3], share: r[4], since: r[5], until: r[6], position: r[7], source: $source,
  records: r[8], recorded_at: $at, superseded_at: $never, supersedes: null}]->(b)
WITH collect(r[0]) AS created, collect(DISTINCT CASE $told.touched WHEN 'from' THEN a WHEN 'to' THEN b ELSE null END) AS ends
WITH created, [x IN ends | [(x)<-[:AGAINST]-(f:Finding) | f]] AS touched,
  [x IN CASE WHEN $told.below THEN ends ELSE [] END WHERE size([(x)-[h:SHAREHOLDER]->(y:Party) | 1]) > 0 | x.id] AS holding
FOREACH (against IN touched | FOREACH (f IN against | SET f.touched_at = $at))
RETURN [created, holding] AS found
