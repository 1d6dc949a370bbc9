// The installation that the database belongs to: no record for a new one.
// Columns: graph, fingerprint
MATCH (i:Installation {id: 'installation'})
RETURN i.graph AS graph, i.identity_key_fingerprint AS fingerprint
