// Exemptions that are revoked now.
// parameters: at, rows [[id, reason], ...]
// columns: none
UNWIND $rows AS r
MATCH (x:Exemption {id: r[0]})
SET x.superseded_at = $at, x.revoked_because = r[1]
