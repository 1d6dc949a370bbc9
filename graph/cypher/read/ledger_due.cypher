// What says whether anything that is due may have changed.
// columns: published (the last recorded time whose transaction is wholly visible), rules (when the rule documents last
//   changed), every (when a write last touched every finding, graph/touching)
MATCH (ledger:Ledger {id: 'ledger'})
RETURN ledger.published AS published, coalesce(ledger.rules, 0) AS rules, coalesce(ledger.every, 0) AS every
