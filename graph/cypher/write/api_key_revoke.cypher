// Revokes an API key from a time on; the time of the first revocation stays.
// Parameters: id, at
// Columns: id (no row where there is no such key)
MATCH (k:ApiKey {id: $id})
SET k.revoked_at = coalesce(k.revoked_at, $at)
RETURN k.id AS id
