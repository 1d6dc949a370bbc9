// Everything that could bear on each party asked about, as known at one recorded time: a check's one round trip.
//
// Parameters
//   refs   list of [party id or null, identifier key or null, known_at or null]
//   limit  at most this many rows of each kind of evidence; one more is returned where there are more
// Answers `rows`, in runs: a record each would cost the driver three times as much as what is in it (two awaited reads,
// each with a timer). One row for each ref, in any order, and one with i = -1 that only tells the published time; a row is
// [i, rules, known, evidence]:
//   i          position in refs
//   rules      when the rule documents last changed
//   known      the recorded time as of which the row was read: known_at, at the latest the published time
//   evidence   null for an unknown party, else positional lists:
//              [party, own findings, role exposures, named exposures, responsible persons, control ties, holdings]
//              party     [id, kind, name, former_names, organization_type, on_public_payroll, area_code, recorded_at,
//                         versions where it was revised after `known`, else null]
//              finding   [id, number, area, department, recorded_at, events, ids of parties concerned, ids of penalties]
//              event     [id, kind, occurred_on, recorded_at, grade, act_on, rectify_by, standard, expires_on]
//              link      [id, kind, since, until, share, position, source, records, recorded_at, superseded_at]
//              role exposure [link, party, finding]; named exposure [party, finding]
//              responsible person [link, person, role exposures, named exposures, majority]
//              control tie [link, whether it starts at the party asked about, other party, finding]
//              holdings [majority, ids of persons with half or more of it, whether enterprises hold something of it]:
//                         whether there is control to be computed (read/control), on whatever day
//              majority  whether the party has half or more of a company, or a share that is not known; null where not
// Every pattern starts at a bound node and every value is a scalar or a list: the engines differ in cost by up to 250 times.
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS published, coalesce(ledger.rules, 0) AS rules
UNWIND range(-1, size($refs) - 1) AS i
WITH i, published, rules, CASE WHEN i < 0 THEN [null, null, null] ELSE $refs[i] END AS ref
// A null key would be a scan on the embedded engine: '' is nobody's.
WITH i, rules, coalesce(ref[0], '') AS id, coalesce(ref[1], '') AS key,
  CASE WHEN ref[2] IS NULL OR ref[2] > published THEN published ELSE ref[2] END AS known
OPTIONAL MATCH (byId:Party {id: id})
OPTIONAL MATCH (identifier:Identifier {key: key})-[:IDENTIFIES]->(byKey:Party)
  WHERE identifier.recorded_at <= known
WITH i, rules, known, coalesce(byId, byKey) AS p
WITH i, [i, rules, known, CASE WHEN p IS NULL OR p.recorded_at > known THEN null ELSE [
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
     CASE WHEN p.revised_at > known THEN p.versions ELSE null END],
  [(p)<-[:AGAINST]-(f:Finding) WHERE f.recorded_at <= known |
    [f.id, f.number, f.area, f.department, f.recorded_at,
     [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
       [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
        e.standard, toString(e.expires_on)]],
     [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
     [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]][..$limit + 1],
  [(p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
    WHERE r.recorded_at <= known AND r.superseded_at > known AND f.recorded_at <= known |
    [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at, r.superseded_at],
     [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]][..$limit + 1],
  [(p)<-[c:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party)
    WHERE c.recorded_at <= known AND c.superseded_at > known AND f.recorded_at <= known |
    [[q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]][..$limit + 1],
  [(p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(h:Person)
    WHERE r.recorded_at <= known AND r.superseded_at > known |
    [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at, r.superseded_at],
     [h.id, h.kind, h.name, h.former_names, h.organization_type, h.on_public_payroll, h.area_code, h.recorded_at,
     CASE WHEN h.revised_at > known THEN h.versions ELSE null END],
     [(h)-[s:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
       WHERE s.recorded_at <= known AND s.superseded_at > known AND f.recorded_at <= known AND q <> p |
       [[s.id, type(s), toString(s.since), toString(s.until), s.share, s.position, s.source, s.records, s.recorded_at, s.superseded_at],
        [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
         [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]][..$limit + 1],
     [(h)<-[c:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party)
       WHERE c.recorded_at <= known AND c.superseded_at > known AND f.recorded_at <= known AND q <> p |
       [[q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
         [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]][..$limit + 1],
     head([(h)-[m:SHAREHOLDER]->(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
       AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | true])]][..$limit + 1],
  [(p)-[t:SHAREHOLDER|ACTUAL_CONTROLLER]-(q:Party)<-[:AGAINST]-(f:Finding)
    WHERE t.recorded_at <= known AND t.superseded_at > known AND f.recorded_at <= known AND q <> p AND q.kind <> 'PERSON' AND p.kind <> 'PERSON' |
    [[t.id, type(t), toString(t.since), toString(t.until), t.share, t.position, t.source, t.records, t.recorded_at, t.superseded_at],
     startNode(t) = p,
     [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]][..$limit + 1],
  [head([(p)-[m:SHAREHOLDER]->(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | true]),
   [(p)<-[m:SHAREHOLDER]-(w:Person) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | w.id],
   head([(p)<-[m:SHAREHOLDER]-(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND w.kind <> 'PERSON' | true])]
] END] AS row
RETURN i / 100 AS run, collect(row) AS rows
