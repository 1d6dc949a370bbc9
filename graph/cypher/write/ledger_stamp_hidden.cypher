// Gives out a recorded time as ledger_stamp does, and publishes nothing: what a fresh load writes is not seen before its end.
// parameters: now (microseconds since the epoch)
// columns: at
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger, ledger.at AS last
SET ledger.at = CASE WHEN last < $now THEN $now ELSE last + 1 END
RETURN ledger.at AS at
