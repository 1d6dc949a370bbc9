// The marks of a run of months that hold now, inside the transaction that writes others.
// parameters: first, last (months as text), never (superseded_at of what holds)
// columns: mark, as in read/progress_marks
MATCH (m:ProgressMark)
WHERE m.month >= $first AND m.month <= $last AND m.superseded_at = $never
RETURN [m.id, m.unit, m.item, m.month, m.standing, m.note, m.count, m.target, m.points, m.marked_by, m.recorded_at] AS mark
