// The model's keys (design §4): each unique key a constraint, each key that lists are read by an index; and the ledger.
// Every statement may run twice, and in two servers at once. Statements end with `;` at the end of a line.
CREATE CONSTRAINT schema_id IF NOT EXISTS FOR (n:Schema) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT ledger_id IF NOT EXISTS FOR (n:Ledger) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT installation_id IF NOT EXISTS FOR (n:Installation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT party_id IF NOT EXISTS FOR (n:Party) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT identifier_key IF NOT EXISTS FOR (n:Identifier) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT finding_id IF NOT EXISTS FOR (n:Finding) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT finding_number IF NOT EXISTS FOR (n:Finding) REQUIRE n.number IS UNIQUE;
CREATE CONSTRAINT event_id IF NOT EXISTS FOR (n:Event) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT penalty_id IF NOT EXISTS FOR (n:Penalty) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT penalty_key IF NOT EXISTS FOR (n:Penalty) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT rule_document_key IF NOT EXISTS FOR (n:RuleDocument) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT api_key_id IF NOT EXISTS FOR (n:ApiKey) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT done_key IF NOT EXISTS FOR (n:Done) REQUIRE n.key IS UNIQUE;
CREATE INDEX party_name_norm IF NOT EXISTS FOR (n:Party) ON (n.name_norm);
// The embedded engine must know that a property is a number before it indexes it, or a range of it is a scan. (Neo4j knows;
// its community edition has no such constraint.)
// only on: embedded
CREATE CONSTRAINT party_revised_at_type IF NOT EXISTS FOR (n:Party) REQUIRE n.revised_at IS :: INTEGER;
CREATE INDEX party_revised_at IF NOT EXISTS FOR (n:Party) ON (n.revised_at);
CREATE INDEX finding_area IF NOT EXISTS FOR (n:Finding) ON (n.area);
CREATE INDEX finding_department IF NOT EXISTS FOR (n:Finding) ON (n.department);
CREATE INDEX legal_representative_id IF NOT EXISTS FOR ()-[r:LEGAL_REPRESENTATIVE]-() ON (r.id);
CREATE INDEX principal_id IF NOT EXISTS FOR ()-[r:PRINCIPAL]-() ON (r.id);
CREATE INDEX actual_controller_id IF NOT EXISTS FOR ()-[r:ACTUAL_CONTROLLER]-() ON (r.id);
CREATE INDEX shareholder_id IF NOT EXISTS FOR ()-[r:SHAREHOLDER]-() ON (r.id);
CREATE INDEX director_id IF NOT EXISTS FOR ()-[r:DIRECTOR]-() ON (r.id);
CREATE INDEX supervisor_id IF NOT EXISTS FOR ()-[r:SUPERVISOR]-() ON (r.id);
CREATE INDEX senior_manager_id IF NOT EXISTS FOR ()-[r:SENIOR_MANAGER]-() ON (r.id);
CREATE INDEX employee_id IF NOT EXISTS FOR ()-[r:EMPLOYEE]-() ON (r.id);
CREATE INDEX branch_id IF NOT EXISTS FOR ()-[r:BRANCH]-() ON (r.id);
MERGE (l:Ledger {id: 'ledger'}) ON CREATE SET l.at = 0, l.published = 0;
