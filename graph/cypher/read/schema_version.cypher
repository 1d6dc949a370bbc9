// How far the database has come: no record for a new one.
// columns: version
MATCH (schema:Schema {id: 'schema'})
RETURN schema.version AS version
