// The findings that a write after one time touched (graph/touching). There is no other end: who touched a finding twice
// left the later time alone.
// parameters: since (recorded time)
// columns: id
MATCH (f:Finding)
WHERE f.touched_at > $since
RETURN f.id AS id
