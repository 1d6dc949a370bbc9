// The parties with ids.
// parameters: keys [party id, ...]
// columns: found [[position in keys, party id, kind], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (p:Party {id: key})
RETURN collect([i, p.id, p.kind]) AS found
