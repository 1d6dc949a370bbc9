// A step of a walk up along holdings (股东): the owners of some companies, links of all dates, as known at one recorded time;
// and, where they are few, those of the companies found, so that most walks end with one step.
// parameters
//   asked     {owners_of: [party id, ...]}; in a map, because Neo4j plans anew for lists of other lengths
//   known_at  recorded time or null; at the latest the published time
//   limit     a party that has more links than that in the direction (of all versions) is answered without them: what the
//             engines need for a hub of 100,000 links is then the time to count them
//   inner     likewise for the parties found; 0: only what is asked for
// columns: known (the recorded time used), run, way ('KNOWN' once, then 'IN'), rows [[party (as in read/evidence), how many
//   links, links or null], ...] of those parties that are there. A link is [link as in read/evidence, owner, owner's links or
//   null], three links deep; of the last only whether there are others. Null: not read; []: none. In any order.
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
     CASE WHEN q1.revised_at > known THEN q1.versions ELSE null END],
    CASE WHEN q1.kind = 'PERSON' OR size(COLLECT { MATCH (q1)<-[:SHAREHOLDER]-() RETURN 1 AS one LIMIT $inner + 1 }) > $inner THEN null ELSE
    [(q1)<-[r11:SHAREHOLDER]-(q11:Party) WHERE r11.recorded_at <= known AND r11.superseded_at > known |
     [[r11.id, type(r11), toString(r11.since), toString(r11.until), r11.share, r11.position, r11.source, r11.records,
       r11.recorded_at, r11.superseded_at],
      [q11.id, q11.kind, q11.name, q11.former_names, q11.organization_type, q11.on_public_payroll, q11.area_code, q11.recorded_at,
       CASE WHEN q11.revised_at > known THEN q11.versions ELSE null END],
      CASE WHEN q11.kind = 'PERSON' OR size(COLLECT { MATCH (q11)<-[:SHAREHOLDER]-() RETURN 1 AS one LIMIT $inner + 1 }) > $inner THEN null ELSE
      [(q11)<-[r111:SHAREHOLDER]-(q111:Party) WHERE r111.recorded_at <= known AND r111.superseded_at > known |
       [[r111.id, type(r111), toString(r111.since), toString(r111.until), r111.share, r111.position, r111.source, r111.records,
         r111.recorded_at, r111.superseded_at],
        [q111.id, q111.kind, q111.name, q111.former_names, q111.organization_type, q111.on_public_payroll, q111.area_code, q111.recorded_at,
         CASE WHEN q111.revised_at > known THEN q111.versions ELSE null END],
        CASE WHEN q111.kind = 'PERSON' OR EXISTS { (q111)<-[:SHAREHOLDER]-() } THEN null ELSE [] END]] END]] END]] END] AS row
RETURN known, run, 'IN' AS way, collect(row) AS rows
