// Gives out a recorded time later than every one before (design §2.8), under the lock of ledger_take. Every earlier
// writer has committed by now, so what they wrote is published.
// parameters: now (microseconds since the epoch)
// columns: at
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger, ledger.at AS last
SET ledger.published = last, ledger.at = CASE WHEN last < $now THEN $now ELSE last + 1 END
RETURN ledger.at AS at
