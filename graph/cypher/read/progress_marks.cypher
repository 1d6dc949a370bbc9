// The marks of a run of months as known at a recorded time, and which time that is; one row without a mark where there is none.
// parameters: first, last (months as text, 2019-08), known_at or null (then what is published)
// columns: known, mark [id, unit, item, month, standing, note, count, target, points, marked_by, recorded_at] or null
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known
OPTIONAL MATCH (m:ProgressMark)
WHERE m.month >= $first AND m.month <= $last AND m.recorded_at <= known AND m.superseded_at > known
RETURN known, CASE WHEN m IS NULL THEN null ELSE
  [m.id, m.unit, m.item, m.month, m.standing, m.note, m.count, m.target, m.points, m.marked_by, m.recorded_at] END AS mark
