// Every finding is touched at this recorded time (graph/touching).
// parameters: at
// columns: none
MATCH (ledger:Ledger {id: 'ledger'})
SET ledger.every = $at
