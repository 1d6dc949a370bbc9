// Says that the database has come to a version; never takes it back to an earlier one.
// parameters: version
// columns: version
MERGE (schema:Schema {id: 'schema'})
ON CREATE SET schema.version = $version
ON MATCH SET schema.version = CASE WHEN schema.version < $version THEN $version ELSE schema.version END
RETURN schema.version AS version
