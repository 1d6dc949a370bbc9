// A run of penalties in the order of their ids, with their parties and the last row that came in the double-publicity layout.
// parameters: after (penalty id or ''), department or null, first
// columns: id, penalty [document_number, department, decided_on, act, category, content, amount_10k, valid_until,
//   publicised_until, basis], layout (text or null), party (as in read/evidence), identifiers [[scheme, value], ...], known
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known
MATCH (y:Penalty)
WHERE y.id > $after AND y.recorded_at <= known AND ($department IS NULL OR y.department = $department)
WITH y, known ORDER BY y.id LIMIT $first
MATCH (y)-[:IMPOSED_ON]->(p:Party)
RETURN y.id AS id, [y.document_number, y.department, toString(y.decided_on), y.act, y.category, y.content, y.amount_10k,
    toString(y.valid_until), toString(y.publicised_until), y.basis] AS penalty,
  CASE WHEN y.layouts IS NULL THEN null ELSE y.layouts[size(y.layouts) - 1] END AS layout,
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at, null] AS party,
  [(p)<-[:IDENTIFIES]-(i:Identifier) | [i.scheme, i.value]] AS identifiers, known
ORDER BY id
