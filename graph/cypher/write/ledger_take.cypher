// Takes the ledger for this transaction: the write locks it, so the next statement reads what the last writer left.
// columns: taken
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.taken = coalesce(ledger.taken, 0) + 1
RETURN ledger.taken AS taken
