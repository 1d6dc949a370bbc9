// Every version of every rule document that is published, and the time when they last changed. A change under way may be
// seen by halves: it is not published yet, its documents are left out, and the time is that of publication, so that
// whoever compares times looks again.
// columns: kind, name, version, content, sha256, recorded_at (all null where there is no document yet), rules
MATCH (ledger:Ledger {id: 'ledger'})
OPTIONAL MATCH (d:RuleDocument)
  WHERE d.recorded_at <= ledger.published
RETURN d.kind AS kind, d.name AS name, d.version AS version, d.content AS content, d.sha256 AS sha256,
       d.recorded_at AS recorded_at,
       CASE WHEN ledger.rules > ledger.published THEN ledger.published ELSE coalesce(ledger.rules, 0) END AS rules
