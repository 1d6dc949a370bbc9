// Further rows in the double-publicity layout, each a text {"at", "cells"}. `:Penalty` stands for the label.
// parameters: rows [[id, layouts: text], ...]
// columns: none
UNWIND $rows AS r
MATCH (y:Penalty {id: r[0]})
SET y.layouts = coalesce(y.layouts, []) + r[1]
