// A run of licences in the order of their ids, with the last row that came of each.
// parameters: after (licence id or ''), department or null, first
// columns: id, layout (text)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (y:Licence)
WHERE y.id > $after AND y.recorded_at <= known AND ($department IS NULL OR y.department = $department)
WITH y ORDER BY y.id LIMIT $first
RETURN y.id AS id, y.layouts[size(y.layouts) - 1] AS layout
ORDER BY id
