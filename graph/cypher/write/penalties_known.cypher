// Penalties by their keys.
// parameters: keys [penalty key, ...]
// columns: found [[position in keys, id, versions, records], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (y:Penalty {key: key})
RETURN collect([i, y.id, y.versions, y.records]) AS found
