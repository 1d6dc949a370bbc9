// The findings against parties, those that concern them, and those against whatever they have or had a role in are touched
// at this recorded time (graph/touching).
// parameters: at, given.rows [party id, ...]
// columns: none
UNWIND $given.rows AS id
MATCH (p:Party {id: id})
WITH [(p)<-[:AGAINST]-(f:Finding) | f] + [(p)<-[:CONCERNS]-(f:Finding) | f] +
  [(p)-[:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding) | f] AS findings
UNWIND findings AS f
SET f.touched_at = $at
