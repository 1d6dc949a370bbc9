// Exemptions that are revoked now.
// parameters: at, given.rows [[id, reason], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (x:Exemption {id: r[0]})
SET x.superseded_at = $at, x.revoked_because = r[1]
