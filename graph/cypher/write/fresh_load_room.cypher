// What is there already where a register is to be loaded into an empty graph.
// columns: parties, penalties, findings
CALL () { MATCH (n:Party) RETURN count(n) AS parties }
CALL () { MATCH (n:Penalty) RETURN count(n) AS penalties }
CALL () { MATCH (n:Finding) RETURN count(n) AS findings }
RETURN parties, penalties, findings
