// Names the installation that a new database belongs to; an older one keeps its name and its key's fingerprint.
// Parameters: graph (a new name), fingerprint
// Columns: graph, fingerprint (those that the database has now)
MERGE (i:Installation {id: 'installation'})
ON CREATE SET i.graph = $graph, i.identity_key_fingerprint = $fingerprint
RETURN i.graph AS graph, i.identity_key_fingerprint AS fingerprint
