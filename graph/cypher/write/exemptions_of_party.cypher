// The exemptions of a party that hold now.
// parameters: id (party), never
// columns: found [[id, matter, department, since, until, reason, authority], ...]
MATCH (p:Party {id: $id})<-[:EXEMPTS]-(x:Exemption)
WHERE x.superseded_at = $never
RETURN collect([x.id, x.matter, x.department, toString(x.since), toString(x.until), x.reason, x.authority]) AS found
