// Publishes every committed write, under the lock of ledger_take: whoever stamped before has committed by now.
// columns: published
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.published = ledger.at
RETURN ledger.published AS published
