// Further rows in the double-publicity layout, each a text {"at", "cells"}. `:Penalty` stands for the label.
// parameters: given.rows [[id, layouts: text], ...]
// columns: none
UNWIND $given.rows AS r
MATCH (y:Penalty {id: r[0]})
SET y.layouts = coalesce(y.layouts, []) + r[1]
