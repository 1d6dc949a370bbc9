// Stores a new API key; the same call again changes nothing.
// Parameters: id, hash, name, scopes, department, source, created_at
MERGE (k:ApiKey {id: $id})
ON CREATE SET k.hash = $hash, k.name = $name, k.scopes = $scopes, k.department = $department, k.source = $source,
              k.created_at = $created_at
