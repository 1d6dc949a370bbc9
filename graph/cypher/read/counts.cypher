// How much is in the graph, for a person to look at.
// Columns: enterprises, organizations, persons, findings, penalties, keys
CALL () { MATCH (n:Enterprise) RETURN count(n) AS enterprises }
CALL () { MATCH (n:Organization) RETURN count(n) AS organizations }
CALL () { MATCH (n:Person) RETURN count(n) AS persons }
CALL () { MATCH (n:Finding) RETURN count(n) AS findings }
CALL () { MATCH (n:Penalty) RETURN count(n) AS penalties }
CALL () { MATCH (n:ApiKey) WHERE n.revoked_at IS NULL RETURN count(n) AS keys }
RETURN enterprises, organizations, persons, findings, penalties, keys
