// Findings by their numbers, with every event, current or superseded, and what supports them.
// parameters: keys [number, ...]
// columns: found [[position in keys, id, area, department, party id, party kind,
//   events [[id, kind, occurred_on, superseded_at, act_on, grade, rectify_by, standard, expires_on, concerned,
//     reason], ...],
//   ids of penalties], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (f:Finding {number: key})-[:AGAINST]->(p:Party)
RETURN collect([i, f.id, f.area, f.department, p.id, p.kind,
  [(f)<-[:OF]-(e:Event) | [e.id, e.kind, toString(e.occurred_on), e.superseded_at, toString(e.act_on), e.grade,
    toString(e.rectify_by), e.standard, toString(e.expires_on), e.concerned, e.reason]],
  [(f)<-[:SUPPORTS]-(y:Penalty) | y.id]]) AS found
