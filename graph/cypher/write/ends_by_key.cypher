// The parties that identifiers lead to.
// parameters: keys [identifier key, ...]
// columns: found [[position in keys, party id, kind], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (:Identifier {key: key})-[:IDENTIFIES]->(p:Party)
RETURN collect([i, p.id, p.kind]) AS found
