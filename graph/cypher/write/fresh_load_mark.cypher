// Says which fresh load has the graph to itself, null for none any more.
// parameters: loading
// columns: loading
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.loading = $loading
RETURN ledger.loading AS loading
