// New marks.
// parameters: at, never, given.rows [[id, unit, item, month, standing, note, count, target, points, marked_by, supersedes], ...]
// columns: none
UNWIND $given.rows AS r
CREATE (:ProgressMark {id: r[0], unit: r[1], item: r[2], month: r[3], standing: r[4], note: r[5], count: r[6],
  target: r[7], points: r[8], marked_by: r[9], supersedes: r[10], recorded_at: $at, superseded_at: $never})
