// The looks of some months, as known at a recorded time.
// parameters: months [text, 2019-08, ...], known_at or null (then what is published)
// columns: look [department, party id, matter, as_of, known_at, sha256, outcome, conclusion, note, looked_on, by, id,
//   recorded_at]
MATCH (ledger:Ledger {id: 'ledger'})
WITH coalesce($known_at, ledger.published) AS known
UNWIND $months AS month
MATCH (l:Look {month: month})-[:ABOUT]->(p:Party)
WHERE l.recorded_at <= known
RETURN [l.department, p.id, l.matter, toString(l.as_of), l.known_at, l.sha256, l.outcome, l.conclusion, l.note,
  toString(l.looked_on), l.by, l.id, l.recorded_at] AS look
