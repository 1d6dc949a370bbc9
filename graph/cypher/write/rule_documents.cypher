// Records new versions of rule documents, and on the ledger that the rules changed now.
// parameters: documents [[key, kind, name, version, content, sha256], ...], at
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.rules = $at
WITH ledger
UNWIND $documents AS d
CREATE (:RuleDocument {key: d[0], kind: d[1], name: d[2], version: d[3], content: d[4], sha256: d[5], recorded_at: $at})
