// Everything that could bear on each party asked about, as known at one recorded time: a check's one round trip.
//
// Parameters
//   asked   {refs: [[party id or null, identifier key or null, known_at or null], ...]}; in a map, because Neo4j plans anew for
//             lists of other lengths
//   over    a kind of evidence of a party that has so many parts or more is not fetched
//   nested  the same for its responsible persons, and for all that reaches them elsewhere, together
//   budget  where all together have more parts than that, those with more than their share are put off
//   levels  so many holdings in a row are looked along for what is near, and while there are at most
//   wide    so many parties side by side, or holdings in all
//   near    so many findings near a party are answered at most
// The parts of a piece of evidence are its findings' events, parties concerned and penalties: that is what fills memory, so it
// is counted before anything is fetched. What is not fetched depends on the party and the recorded time alone, never
// on who else is asked about; what is put off does.
// Answers `rows`, in runs: a record each would cost the driver three times as much as what is in it (two awaited reads,
// each with a timer). One row for each ref, in any order, and one with i = -1 that only tells the published time; a row is
// [i, rules, known, evidence]:
//   i          position in refs
//   rules      when the rule documents last changed
//   known      the recorded time as of which the row was read: known_at, at the latest the published time
//   evidence   null for an unknown party; a number for one that is put off: at most so many parts would be fetched; else
//              [party, own findings, role exposures, named exposures, responsible persons, control ties, exemptions, holdings], each kind
//              null where it was not fetched; of an enterprise or organization the second and third exposures are empty
//              party     [id, kind, name, former_names, organization_type, on_public_payroll, area_code, recorded_at,
//                         versions where it was revised after `known`, else null]
//              finding   [id, number, area, department, recorded_at, events, ids of parties concerned, ids of penalties]
//              event     [id, kind, occurred_on, recorded_at, grade, act_on, rectify_by, standard, expires_on]
//              link      [id, kind, since, until, share, position, source, records, recorded_at, superseded_at]
//              role exposure [link, party, finding]; named exposure [party, finding]
//              responsible person [link, person, role exposures or null, named exposures or null, majority]
//              exemption [id, matter, department, since, until, reason, authority, recorded_at]
//              control tie [link, whether it starts at the party asked about, other party, finding]
//              holdings [majority, ids of persons with half or more of it, whether enterprises hold something of it, near]:
//                         whether there is control to be computed (read/control), on whatever day
//              near      the findings that may be within reach of control, [[party's id, finding], ...], perhaps twice and without
//                         parties concerned and penalties: against a company that may be controlled by the party
//                         or by a person who is responsible for it or may control it, or against an enterprise that holds something
//                         of it, directly or not; or one that reaches such an owner elsewhere. What may be controlled is
//                         narrowed as in read/control, but more generously, and without looking at the day. Null where
//                         something is beyond `levels` or `wide`, or there are more than `near`
//              majority  whether the party has half or more of a company, or a share that is not known; null where not
// Every pattern starts at a bound node and every value is a scalar or a list: the engines differ in cost by up to 250 times.
// Counting is cheapest as size([… | 1]) on both; only COUNT { … LIMIT } stops early, so it counts what could be endless.
// A finding has its recognition at least, so where there are no parts there is no finding.
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger, ledger.published AS published, coalesce(ledger.rules, 0) AS rules
UNWIND range(-1, size($asked.refs) - 1) AS i
WITH i, ledger, published, rules, CASE WHEN i < 0 THEN [null, null, null] ELSE $asked.refs[i] END AS ref
// A null key would be a scan on the embedded engine: '' is nobody's.
WITH i, ledger, rules, coalesce(ref[0], '') AS id, coalesce(ref[1], '') AS key,
  CASE WHEN ref[2] IS NULL OR ref[2] > published THEN published ELSE ref[2] END AS known
OPTIONAL MATCH (byId:Party {id: id})
OPTIONAL MATCH (identifier:Identifier {key: key})-[:IDENTIFIES]->(byKey:Party)
  WHERE identifier.recorded_at <= known
WITH i, ledger, rules, known, coalesce(byId, byKey) AS p
// Whoever is unknown is the ledger from here on: a list of nodes has no nulls.
WITH i, rules, known, CASE WHEN p IS NULL OR p.recorded_at > known THEN ledger ELSE p END AS p
WITH i, rules, known, p, CASE WHEN p:Enterprise OR p:Organization THEN size([
    (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(:Person)
      WHERE r.recorded_at <= known AND r.superseded_at > known
    | 1][..$nested]) ELSE 0 END AS people
WITH i, rules, known, p, people,
  CASE WHEN p:Ledger THEN 0 ELSE size([
    (p)<-[:AGAINST]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$over]) END AS own,
  CASE WHEN p:Person THEN size([
    (p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(:Party)<-[:AGAINST]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE r.recorded_at <= known AND r.superseded_at > known
        AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$over]) ELSE 0 END AS roles,
  CASE WHEN p:Person THEN size([
    (p)<-[c:CONCERNS]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE c.recorded_at <= known AND c.superseded_at > known
        AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$over]) ELSE 0 END AS named,
  CASE WHEN people = 0 OR people >= $nested THEN 0 WHEN people <= 20 THEN size([
    (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(:Person)
      -[s:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE r.recorded_at <= known AND r.superseded_at > known AND s.recorded_at <= known AND s.superseded_at > known AND q <> p
        AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$nested])
    ELSE COUNT {
    MATCH (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(:Person)
      -[s:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE r.recorded_at <= known AND r.superseded_at > known AND s.recorded_at <= known AND s.superseded_at > known
      AND q <> p AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
      RETURN 1 AS one LIMIT $nested
    }
  END AS elsewhere,
  CASE WHEN people > 0 AND people < $nested THEN size([
    (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(:Person)<-[c:CONCERNS]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE r.recorded_at <= known AND r.superseded_at > known AND c.recorded_at <= known AND c.superseded_at > known
        AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$nested]) ELSE 0 END AS naming,
  CASE WHEN p:Enterprise OR p:Organization THEN size([
    (p)-[t:SHAREHOLDER|ACTUAL_CONTROLLER]-(q:Party)<-[:AGAINST]-(f:Finding)-[x:OF|CONCERNS|SUPPORTS]-(y)
      WHERE t.recorded_at <= known AND t.superseded_at > known AND q <> p AND q.kind <> 'PERSON'
        AND f.recorded_at <= known AND coalesce(x.recorded_at, y.recorded_at) <= known
    | 1][..$over]) ELSE 0 END AS ties,
  size([(p)<-[:EXEMPTS]-(v:Exemption) WHERE v.recorded_at <= known AND v.superseded_at > known | 1][..$over]) AS exempt
WITH i, rules, known, p, people, own, roles, named, elsewhere, naming, ties, exempt,
  reduce(sum = 0, n IN [own, roles, named, ties, exempt] | sum + CASE WHEN n < $over THEN n ELSE 0 END)
    + reduce(sum = 0, n IN [people, elsewhere, naming] | sum + CASE WHEN n < $nested THEN n ELSE 0 END) AS mine
WITH collect([i, rules, known, people, own, roles, named, elsewhere, naming, ties, exempt, mine]) AS counted, collect(p) AS parties,
  sum(mine) AS total
UNWIND range(0, size(parties) - 1) AS at
WITH total, parties[at] AS p, counted[at] AS c
WITH total, p, c[0] AS i, c[1] AS rules, c[2] AS known, c[3] AS people, c[4] AS own, c[5] AS roles, c[6] AS named,
  c[7] AS elsewhere, c[8] AS naming, c[9] AS ties, c[10] AS exempt, c[11] AS mine
WITH i, [i, rules, known, CASE
  WHEN p:Ledger THEN null
  WHEN size($asked.refs) > 1 AND total > $budget AND mine * size($asked.refs) > $budget THEN mine
  ELSE [
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
  CASE WHEN p.revised_at > known THEN p.versions ELSE null END],
  CASE WHEN own = 0 THEN [] WHEN own >= $over THEN null ELSE [(p)<-[:AGAINST]-(f:Finding) WHERE f.recorded_at <= known |
    [f.id, f.number, f.area, f.department, f.recorded_at,
     [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
       [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
        e.standard, toString(e.expires_on)]],
     [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
     [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]] END,
  CASE WHEN roles = 0 THEN [] WHEN roles >= $over THEN null ELSE [
    (p)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
    WHERE r.recorded_at <= known AND r.superseded_at > known AND f.recorded_at <= known |
    [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at, r.superseded_at],
     [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]] END,
  CASE WHEN named = 0 THEN [] WHEN named >= $over THEN null ELSE [
    (p)<-[c:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party)
    WHERE c.recorded_at <= known AND c.superseded_at > known AND f.recorded_at <= known |
    [[q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]] END,
  CASE WHEN people = 0 THEN [] WHEN people >= $nested THEN null ELSE [
    (p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(h:Person)
    WHERE r.recorded_at <= known AND r.superseded_at > known |
    [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at, r.superseded_at],
     [h.id, h.kind, h.name, h.former_names, h.organization_type, h.on_public_payroll, h.area_code, h.recorded_at,
     CASE WHEN h.revised_at > known THEN h.versions ELSE null END],
     CASE WHEN elsewhere = 0 THEN [] WHEN elsewhere >= $nested THEN null ELSE [
       (h)-[s:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
       WHERE s.recorded_at <= known AND s.superseded_at > known AND f.recorded_at <= known AND q <> p |
       [[s.id, type(s), toString(s.since), toString(s.until), s.share, s.position, s.source, s.records, s.recorded_at, s.superseded_at],
        [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
        CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
         [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]] END,
     CASE WHEN naming = 0 THEN [] WHEN naming >= $nested THEN null ELSE [
       (h)<-[c:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party)
       WHERE c.recorded_at <= known AND c.superseded_at > known AND f.recorded_at <= known AND q <> p |
       [[q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
        CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
         [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]] END,
     head([(h)-[m:SHAREHOLDER]->(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
       AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | true])]] END,
  CASE WHEN ties = 0 THEN [] WHEN ties >= $over THEN null ELSE [
    (p)-[t:SHAREHOLDER|ACTUAL_CONTROLLER]-(q:Party)<-[:AGAINST]-(f:Finding)
    WHERE t.recorded_at <= known AND t.superseded_at > known AND f.recorded_at <= known AND q <> p AND q.kind <> 'PERSON' |
    [[t.id, type(t), toString(t.since), toString(t.until), t.share, t.position, t.source, t.records, t.recorded_at, t.superseded_at],
     startNode(t) = p,
     [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
     CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
     [f.id, f.number, f.area, f.department, f.recorded_at,
      [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
        [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
         e.standard, toString(e.expires_on)]],
      [(f)-[n:CONCERNS]->(z:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | z.id],
      [(f)<-[u:SUPPORTS]-(y:Penalty) WHERE u.recorded_at <= known | y.id]]]] END,
  CASE WHEN exempt = 0 THEN [] WHEN exempt >= $over THEN null ELSE [
    (p)<-[:EXEMPTS]-(v:Exemption) WHERE v.recorded_at <= known AND v.superseded_at > known |
    [v.id, v.matter, v.department, toString(v.since), toString(v.until), v.reason, v.authority, v.recorded_at]] END,
  [head([(p)-[m:SHAREHOLDER]->(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | true]),
   [(p)<-[m:SHAREHOLDER]-(w:Person) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND (m.share IS NULL OR toFloat(last(split(m.share, '-'))) >= 50.0) | w.id],
   head([(p)<-[m:SHAREHOLDER]-(w:Party) WHERE m.recorded_at <= known AND m.superseded_at > known
      AND w.kind <> 'PERSON' | true]),
   head([above IN [reduce(walk = [[p], [p]], level IN range(1, $levels) |
     CASE WHEN size(walk[1]) = 0 OR size(walk[1]) > $wide THEN walk ELSE
       head([next IN [reduce(next = [], c IN walk[1] | next +
         [(c)<-[h:SHAREHOLDER]-(y:Party) WHERE h.recorded_at <= known AND h.superseded_at > known AND NOT y IN walk[0]
           AND (y.kind <> 'PERSON' OR h.share IS NULL OR toFloat(last(split(h.share, '-'))) >= 50.0) | y])] |
       [walk[0] + next, [y IN next WHERE y.kind <> 'PERSON']]]) END)] |
   head([starts IN [reduce(starts = [p], y IN [y IN above[0] WHERE y.kind = 'PERSON'] +
     [(p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(y:Person)
       WHERE r.recorded_at <= known AND r.superseded_at > known | y] |
     CASE WHEN y IN starts THEN starts ELSE starts + [y] END)] |
   head([below IN [reduce(walk = [starts, starts, []], level IN range(1, $levels) |
     CASE WHEN size(walk[1]) = 0 OR size(walk[1]) > $wide OR size(walk[2]) > $wide THEN walk ELSE
       head([held IN [reduce(held = walk[2], c IN walk[1] | held +
         [(c)-[h:SHAREHOLDER]->(y:Party) WHERE h.recorded_at <= known AND h.superseded_at > known AND y <> p
           AND (size([(y)<-[:AGAINST]-(f:Finding) | 1]) > 0 OR size([(y)-[:SHAREHOLDER]->(z:Party) | 1]) > 0) |
           [y, CASE WHEN h.share IS NULL THEN 100.0 ELSE toFloat(last(split(h.share, '-'))) END]])] |
       CASE WHEN size(held) > $wide THEN [walk[0], walk[1], held] ELSE
         head([next IN [reduce(next = [], one IN held | CASE WHEN one[0] IN walk[0] OR one[0] IN next THEN next
           WHEN one[1] >= 49.9 OR size([other IN held WHERE other[0] = one[0] | 1]) > 1 THEN next + [one[0]]
           ELSE next END)] |
         [walk[0] + next, next, held]]) END]) END)] |
   CASE WHEN size(above[1]) > 0 OR size(below[1]) > 0 THEN null ELSE
     head([found IN [reduce(found = [], y IN above[0] + below[0] | found +
         [(y)<-[:AGAINST]-(f:Finding) WHERE y <> p AND f.recorded_at <= known | f]) +
       reduce(found = [], y IN [y IN above[0] WHERE y <> p AND y.kind = 'PERSON'] | found +
         [(y)-[:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
           WHERE q <> p AND f.recorded_at <= known | f] +
         [(y)<-[:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party) WHERE q <> p AND f.recorded_at <= known | f])] |
     CASE WHEN size(found) > $near THEN null ELSE [f IN found |
       [head([(f)-[:AGAINST]->(q:Party) | q.id]),
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]], [], []]]] END]) END])])])]
] END] AS row
RETURN i / 100 AS run, collect(row) AS rows
