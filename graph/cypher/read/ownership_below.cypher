// A step of a walk down along holdings (股东): what some parties hold, and all owners of the companies found, links of all
// dates, as known at one recorded time; and, where they are few, what the companies found hold.
// parameters
//   asked     {owners_of: [party id, ...], holdings_of: [party id, ...]}; in a map, because Neo4j plans anew for lists of other lengths
//   known_at  recorded time or null; at the latest the published time
//   limit     a party that has more links than that in the direction (of all versions) is answered without them: what the
//             engines need for a hub of 100,000 links is then the time to count them
//   inner     likewise for the parties found; 0: only what is asked for
// columns: known (the recorded time used), run, way ('KNOWN' once; 'IN' owners, 'OUT' holdings), rows [[party (as in
//   read/evidence), how many links, links or null], ...] of those parties that are there. A link is
//   IN   [link as in read/evidence, owner]
//   OUT  [link, company held, its links IN or null, its links OUT or null], two links deep; of the last only whether there
//        are others
//   Null: not read; []: none. In any order.
// Every list starts at a bound node, and is one comprehension: both engines are slower by far with anything else. `COLLECT
// { … LIMIT }` ends at its limit, where the embedded engine's COUNT goes over all links, each time that a hub is met.
MATCH (ledger:Ledger {id: 'ledger'})
RETURN CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known, 0 AS run,
  'KNOWN' AS way, [] AS rows
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known, $asked.owners_of AS ids
UNWIND range(0, size(ids) - 1) AS i
MATCH (p:Party {id: ids[i]})
WHERE p.recorded_at <= known
WITH i, known, p, COUNT { (p)<-[:SHAREHOLDER]-() } AS degree
WITH i / 100 AS run, known, [[p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
  CASE WHEN p.revised_at > known THEN p.versions ELSE null END], degree,
  CASE WHEN degree > $limit THEN null ELSE
  [(p)<-[r1:SHAREHOLDER]-(q1:Party) WHERE r1.recorded_at <= known AND r1.superseded_at > known |
   [[r1.id, type(r1), toString(r1.since), toString(r1.until), r1.share, r1.position, r1.source, r1.records,
     r1.recorded_at, r1.superseded_at],
    [q1.id, q1.kind, q1.name, q1.former_names, q1.organization_type, q1.on_public_payroll, q1.area_code, q1.recorded_at,
     CASE WHEN q1.revised_at > known THEN q1.versions ELSE null END]]] END] AS row
RETURN known, run, 'IN' AS way, collect(row) AS rows
UNION ALL
MATCH (ledger:Ledger {id: 'ledger'})
WITH CASE WHEN $known_at IS NULL OR $known_at > ledger.published THEN ledger.published ELSE $known_at END AS known, $asked.holdings_of AS ids
UNWIND range(0, size(ids) - 1) AS i
MATCH (p:Party {id: ids[i]})
WHERE p.recorded_at <= known
WITH i, known, p, COUNT { (p)-[:SHAREHOLDER]->() } AS degree
WITH i / 100 AS run, known, [[p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
  CASE WHEN p.revised_at > known THEN p.versions ELSE null END], degree,
  CASE WHEN degree > $limit THEN null ELSE
  [(p)-[r2:SHAREHOLDER]->(q2:Party) WHERE r2.recorded_at <= known AND r2.superseded_at > known |
   [[r2.id, type(r2), toString(r2.since), toString(r2.until), r2.share, r2.position, r2.source, r2.records,
     r2.recorded_at, r2.superseded_at],
    [q2.id, q2.kind, q2.name, q2.former_names, q2.organization_type, q2.on_public_payroll, q2.area_code, q2.recorded_at,
     CASE WHEN q2.revised_at > known THEN q2.versions ELSE null END],
    CASE WHEN q2.kind = 'PERSON' OR size(COLLECT { MATCH (q2)<-[:SHAREHOLDER]-() RETURN 1 AS one LIMIT $inner + 1 }) > $inner THEN null ELSE
    [(q2)<-[r21:SHAREHOLDER]-(q21:Party) WHERE r21.recorded_at <= known AND r21.superseded_at > known |
     [[r21.id, type(r21), toString(r21.since), toString(r21.until), r21.share, r21.position, r21.source, r21.records,
       r21.recorded_at, r21.superseded_at],
      [q21.id, q21.kind, q21.name, q21.former_names, q21.organization_type, q21.on_public_payroll, q21.area_code, q21.recorded_at,
       CASE WHEN q21.revised_at > known THEN q21.versions ELSE null END]]] END,
    CASE WHEN q2.kind = 'PERSON' OR size(COLLECT { MATCH (q2)-[:SHAREHOLDER]->() RETURN 1 AS one LIMIT $inner + 1 }) > $inner THEN null ELSE
    [(q2)-[r22:SHAREHOLDER]->(q22:Party) WHERE r22.recorded_at <= known AND r22.superseded_at > known |
     [[r22.id, type(r22), toString(r22.since), toString(r22.until), r22.share, r22.position, r22.source, r22.records,
       r22.recorded_at, r22.superseded_at],
      [q22.id, q22.kind, q22.name, q22.former_names, q22.organization_type, q22.on_public_payroll, q22.area_code, q22.recorded_at,
       CASE WHEN q22.revised_at > known THEN q22.versions ELSE null END],
      CASE WHEN q22.kind = 'PERSON' OR size(COLLECT { MATCH (q22)<-[:SHAREHOLDER]-() RETURN 1 AS one LIMIT $inner + 1 }) > $inner THEN null ELSE
      [(q22)<-[r221:SHAREHOLDER]-(q221:Party) WHERE r221.recorded_at <= known AND r221.superseded_at > known |
       [[r221.id, type(r221), toString(r221.since), toString(r221.until), r221.share, r221.position, r221.source, r221.records,
         r221.recorded_at, r221.superseded_at],
        [q221.id, q221.kind, q221.name, q221.former_names, q221.organization_type, q221.on_public_payroll, q221.area_code, q221.recorded_at,
         CASE WHEN q221.revised_at > known THEN q221.versions ELSE null END]]] END,
      CASE WHEN q22.kind = 'PERSON' OR EXISTS { (q22)-[:SHAREHOLDER]->() } THEN null ELSE [] END]] END]] END] AS row
RETURN known, run, 'OUT' AS way, collect(row) AS rows
