// Feedback on a dispatch; it no longer waits for one, and its recipient knows of it.
// parameters: at, key, id, result, note or null, department or null
// columns: none
MATCH (d:Dispatch {key: $key})
SET d.due_for = null, d.answered_for = d.recipient, d.answered_at = coalesce(d.answered_at, $at),
  d.heard_at = coalesce(d.heard_at, $at)
CREATE (:Feedback {id: $id, result: $result, note: $note, department: $department, recorded_at: $at})-[:ON]->(d)
