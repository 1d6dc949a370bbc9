// Deletes nodes of one label, as many as one transaction takes, with their links. `:Party` stands for the label.
// parameters: many
// columns: gone
MATCH (n:Party)
WITH n LIMIT $many
DETACH DELETE n
RETURN count(*) AS gone
