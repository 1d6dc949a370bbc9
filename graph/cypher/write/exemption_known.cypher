// An exemption, current or revoked.
// parameters: id
// columns: found [[department, superseded_at], ...]
MATCH (x:Exemption {id: $id})
RETURN collect([x.department, x.superseded_at]) AS found
