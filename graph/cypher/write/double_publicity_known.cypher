// What came in the double-publicity layout, by key. `:Penalty` stands for the label.
// parameters: keys [key, ...]
// columns: found [[position in keys, id, layouts or null], ...]
UNWIND range(0, size($keys) - 1) AS i
WITH i, $keys[i] AS key
MATCH (y:Penalty {key: key})
RETURN collect([i, y.id, y.layouts]) AS found
