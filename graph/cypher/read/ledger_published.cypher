// The last recorded time whose transaction is wholly visible.
// columns: published
MATCH (ledger:Ledger {id: 'ledger'})
RETURN ledger.published AS published
