// What is known of penalties now, with their further versions and records.
// parameters: at, given.rows [[id, decided_on, act, category, content, amount_10k, valid_until, publicised_until, basis, records,
//   further version texts], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (y:Penalty {id: r[0]})
SET y.decided_on = r[1], y.act = r[2], y.category = r[3], y.content = r[4], y.amount_10k = r[5], y.valid_until = r[6],
  y.publicised_until = r[7], y.basis = r[8], y.records = r[9], y.versions = y.versions + r[10],
  y.revised_at = CASE WHEN size(r[10]) > 0 THEN $at ELSE y.revised_at END
