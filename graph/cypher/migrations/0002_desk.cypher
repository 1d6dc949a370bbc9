// Keys and lists of a department's desk.
CREATE INDEX penalty_department IF NOT EXISTS FOR (n:Penalty) ON (n.department);
