// An exemption, current or revoked.
// parameters: id
// columns: found [[department, superseded_at, party id], ...]
MATCH (x:Exemption {id: $id})-[:EXEMPTS]->(p:Party)
RETURN collect([x.department, x.superseded_at, p.id]) AS found
