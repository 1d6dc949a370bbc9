// Keys and lists of a department's desk.
CREATE INDEX penalty_department IF NOT EXISTS FOR (n:Penalty) ON (n.department);
CREATE CONSTRAINT licence_id IF NOT EXISTS FOR (n:Licence) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT licence_key IF NOT EXISTS FOR (n:Licence) REQUIRE n.key IS UNIQUE;
CREATE INDEX licence_department IF NOT EXISTS FOR (n:Licence) ON (n.department);
CREATE CONSTRAINT exemption_id IF NOT EXISTS FOR (n:Exemption) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT qualification_id IF NOT EXISTS FOR (n:Qualification) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT case_id IF NOT EXISTS FOR (n:Case) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT case_key IF NOT EXISTS FOR (n:Case) REQUIRE n.key IS UNIQUE;
CREATE INDEX case_kind IF NOT EXISTS FOR (n:Case) ON (n.kind);
CREATE CONSTRAINT step_id IF NOT EXISTS FOR (n:Step) REQUIRE n.id IS UNIQUE;
