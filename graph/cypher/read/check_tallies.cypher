// Checks made by departments in some months, by day and key, as known at a recorded time.
// parameters: months [text, 2019-08, ...], known_at or null (then what is published)
// columns: department, day (text), key_id, count
MATCH (ledger:Ledger {id: 'ledger'})
WITH coalesce($known_at, ledger.published) AS known
UNWIND $months AS month
MATCH (t:CheckTally {month: month})
WHERE t.recorded_at <= known
WITH t.department AS department, toString(t.day) AS day, t.key_id AS key_id, t.count AS count
RETURN department, day, key_id, sum(count) AS count
