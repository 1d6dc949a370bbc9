// A run of the ids of findings, in their order, as known now.
// parameters: after (finding id or ''), first
// columns: id
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (f:Finding)
WHERE f.id > $after AND f.recorded_at <= known
RETURN f.id AS id ORDER BY id LIMIT $first
