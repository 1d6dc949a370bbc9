// Every version of every rule document, and the time when they last changed.
// columns: kind, name, version, content, sha256, recorded_at (all null where there is no document yet), rules
MATCH (ledger:Ledger {id: 'ledger'})
OPTIONAL MATCH (d:RuleDocument)
RETURN d.kind AS kind, d.name AS name, d.version AS version, d.content AS content, d.sha256 AS sha256,
       d.recorded_at AS recorded_at, coalesce(ledger.rules, 0) AS rules
