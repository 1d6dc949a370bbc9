// The findings of which an event was recorded after one time, up to another. What supersedes an event is an event.
// parameters: since, until (recorded times)
// columns: id
MATCH (e:Event)
WHERE e.recorded_at > $since AND e.recorded_at <= $until
MATCH (e)-[:OF]->(f:Finding)
RETURN DISTINCT f.id AS id
