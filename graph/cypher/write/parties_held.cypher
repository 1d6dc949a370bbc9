// The companies that parties hold shares in, at most so many.
// parameters: given.rows [party id, ...], never, most
// columns: found [[company id, whether there are findings against it, whether it holds shares itself], ...]
UNWIND $given.rows AS id
MATCH (p:Party {id: id})-[h:SHAREHOLDER]->(y:Party)
WHERE h.superseded_at = $never
WITH DISTINCT y LIMIT $most
RETURN collect([y.id, size([(y)<-[:AGAINST]-(f:Finding) | 1]) > 0, size([(y)-[g:SHAREHOLDER]->(z:Party) | 1]) > 0])
  AS found
