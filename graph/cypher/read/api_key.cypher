// One API key by its id, revoked or not.
// Parameters: id
// Columns: id, hash, name, scopes, department, source, created_at, revoked_at
MATCH (k:ApiKey {id: $id})
RETURN k.id AS id, k.hash AS hash, k.name AS name, k.scopes AS scopes, k.department AS department, k.source AS source,
       k.created_at AS created_at, k.revoked_at AS revoked_at
