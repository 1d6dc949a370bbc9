// Takes the ledger for this transaction: the write locks it, so the next statement reads what the last writer left.
// columns: loading (the fresh load that has the graph to itself, null for none)
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.taken = coalesce(ledger.taken, 0) + 1
RETURN ledger.loading AS loading
