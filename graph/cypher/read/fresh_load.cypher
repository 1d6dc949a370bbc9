// The fresh load that has the graph to itself, or was interrupted; null for none.
// columns: loading
MATCH (ledger:Ledger {id: 'ledger'})
RETURN ledger.loading AS loading
