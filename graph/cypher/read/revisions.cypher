// When parties were recorded or revised after a time, and how many each time.
// parameters: since (microseconds)
// columns: at, parties
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (p:Party)
WHERE p.revised_at > $since AND p.revised_at <= known
RETURN p.revised_at AS at, count(*) AS parties ORDER BY at
