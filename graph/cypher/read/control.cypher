// The holdings (股东) that computed control of some parties rests on, with links of all dates, as known at one recorded time.
// One round trip, however long the chains are.
//
// What is followed is narrowed here, generously, by what cannot matter on any day; what is control is decided in
// domain/ownership, from the links answered. Shares are floats here: a share above 50 is 50.0 or more as a float, and a
// float above 50.0 is a share above 50. A walk is a `reduce` over its levels, a level one round of control; written out
// level by level the same text costs Neo4j ten seconds to plan. `head([name IN [value] | …])` gives a value a name.
//
// Parameters
//   asked   {refs: [[i, party id, known_at, way], …]}; in a map, because Neo4j plans anew for lists of other lengths. way is
//             DOWN  the companies that the party may control. A company is followed where the party and those followed so
//                   far hold about half of it or more, every statement of every date added up.
//             UP    the parties that may control the company. An enterprise that holds something is followed, unless on all
//                   its days another holder, stated once, has more than half, and the others have less than half.
//   levels  so many rounds of control at most
//   most    at most so many companies for each ref
//   fan     at most so many holdings in one company
//   held    DOWN: at most so many holdings of the party and those followed, together
//   digits  the digits that ids end with, and 'other': many holdings are looked through in as many parts, for a list is
//             searched from its begin to its end
//   limit   at most this many findings or exposures of one party; one more is answered where there are more
// Answers `rows`, in runs of 100: [i, cut, companies, holders, declared]
//   cut        whether a limit kept something out: then what was found in the levels before it is answered
//   companies  [party, holdings [link, holder's id, holder's kind], findings against it (DOWN only)]: every holding in it, or one
//              more than `fan`. DOWN: those followed; UP: the company asked about and those followed
//   holders    UP: who alone has half or more of one of the companies: [party, findings against it where it is no person, for
//              persons role exposures, named exposures, exemptions]
//   declared   UP: [link, party] of the declared actual controllers of the company asked about that are no persons
//   party, link, finding, exposures and exemptions are as in read/evidence.
UNWIND $asked.refs AS ref
WITH ref WHERE ref[3] = 'DOWN'
MATCH (s:Party {id: ref[1]})
WHERE s.recorded_at <= ref[2]
WITH ref[0] AS i, ref[2] AS known, s
WITH i, known, s, reduce(walk = [[s], 1], level IN range(1, $levels) |
  CASE WHEN walk[1] <> 1 THEN walk ELSE
    head([held IN [reduce(held = [], m IN walk[0] | CASE WHEN size(held) > $held THEN held ELSE held +
      [(m)-[h:SHAREHOLDER]->(y:Party) WHERE h.recorded_at <= known AND h.superseded_at > known AND NOT y IN walk[0] |
        [y, CASE WHEN h.share IS NULL THEN 100.0 ELSE toFloat(last(split(h.share, '-'))) END, right(y.id, 1)]] END)] |
    head([found IN [reduce(found = [], digit IN CASE WHEN size(held) > 50 THEN $digits ELSE [''] END |
      head([part IN [[one IN held WHERE digit = '' OR one[2] = digit OR digit = 'other' AND NOT one[2] IN $digits]] |
      reduce(found = found, one IN part | CASE WHEN one[0] IN found THEN found
        WHEN one[1] >= 50.0 OR reduce(total = 0.0, other IN part |
          CASE WHEN other[0] = one[0] THEN total + other[1] ELSE total END) >= 49.9 THEN found + [one[0]]
        ELSE found END)]))] |
    CASE WHEN size(held) > $held OR size(walk[0]) + size(found) > $most + 1 THEN [walk[0], 2]
      WHEN size(found) = 0 THEN [walk[0], 0]
      ELSE [walk[0] + found, 1] END])])
  END) AS walk
WITH i, [i, walk[1] > 0,
  [y IN walk[0] WHERE y <> s |
    [[y.id, y.kind, y.name, y.former_names, y.organization_type, y.on_public_payroll, y.area_code, y.recorded_at,
      CASE WHEN y.revised_at > known THEN y.versions ELSE null END],
     [(y)<-[h:SHAREHOLDER]-(z:Party) WHERE h.recorded_at <= known AND h.superseded_at > known |
       [[h.id, type(h), toString(h.since), toString(h.until), h.share, h.position, h.source, h.records, h.recorded_at,
         h.superseded_at], z.id, z.kind]][..$fan + 1],
     [(y)<-[:AGAINST]-(f:Finding) WHERE f.recorded_at <= known |
       [f.id, f.number, f.area, f.department, f.recorded_at,
        [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
          [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
           e.standard, toString(e.expires_on)]],
        [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
        [(f)<-[u:SUPPORTS]-(v:Penalty) WHERE u.recorded_at <= known | v.id]]][..$limit + 1]]],
  [], []] AS row
RETURN i / 100 AS run, collect(row) AS rows
UNION ALL
UNWIND $asked.refs AS ref
WITH ref WHERE ref[3] = 'UP'
MATCH (s:Party {id: ref[1]})
WHERE s.recorded_at <= ref[2]
WITH ref[0] AS i, ref[2] AS known, s
WITH i, known, s, reduce(walk = [[s], [s], 1], level IN range(1, $levels) |
  CASE WHEN walk[2] <> 1 THEN walk ELSE
    head([next IN [reduce(next = [], y IN walk[1] |
      head([held IN [[(y)<-[h:SHAREHOLDER]-(z:Party) WHERE h.recorded_at <= known AND h.superseded_at > known |
        [z, z.kind, CASE WHEN h.share IS NULL THEN 0.0 ELSE toFloat(head(split(h.share, '-'))) END,
         CASE WHEN h.share IS NULL THEN 100.0 ELSE toFloat(last(split(h.share, '-'))) END,
         coalesce(toString(h.since), ''), coalesce(toString(h.until), '~')]]] |
      head([sums IN [[reduce(total = 0.0, x IN held | total + x[2]), reduce(total = 0.0, x IN held | total + x[3])]] |
      head([big IN [[d IN held WHERE d[2] > 50.0 AND (sums[0] < 99.999999 OR sums[1] - d[3] < 49.9)
        AND size([x IN held WHERE x[0] = d[0]]) = 1]] |
      CASE WHEN size(held) > $fan THEN next + [null] ELSE
        reduce(next = next, x IN held | CASE WHEN x[1] = 'PERSON' OR x[0] IN walk[0] OR x[0] IN next
          OR any(d IN big WHERE d[0] <> x[0] AND d[4] <= x[4] AND x[5] <= d[5]) THEN next ELSE next + [x[0]] END)
      END])])]))] |
    CASE WHEN any(z IN next WHERE z IS NULL) OR size(walk[0]) + size(next) > $most + 1 THEN [walk[0], [], 2]
      WHEN size(next) = 0 THEN [walk[0], [], 0]
      ELSE [walk[0] + next, next, 1] END])
  END) AS walk
WITH i, known, s, walk[2] > 0 AS cut, walk[0] AS companies,
  reduce(found = [], y IN walk[0] | reduce(found = found, z IN [(y)<-[h:SHAREHOLDER]-(z:Party)
    WHERE h.recorded_at <= known AND h.superseded_at > known
      AND (h.share IS NULL OR toFloat(last(split(h.share, '-'))) >= 50.0) | z] |
    CASE WHEN z IN found OR size(found) > $most THEN found ELSE found + [z] END)) AS holders
WITH i, [i, cut OR size(holders) > $most,
  [y IN companies |
    [[y.id, y.kind, y.name, y.former_names, y.organization_type, y.on_public_payroll, y.area_code, y.recorded_at,
      CASE WHEN y.revised_at > known THEN y.versions ELSE null END],
     [(y)<-[h:SHAREHOLDER]-(z:Party) WHERE h.recorded_at <= known AND h.superseded_at > known |
       [[h.id, type(h), toString(h.since), toString(h.until), h.share, h.position, h.source, h.records, h.recorded_at,
         h.superseded_at], z.id, z.kind]][..$fan + 1], []]],
  [z IN CASE WHEN size(holders) > $most THEN [] ELSE holders END |
    [[z.id, z.kind, z.name, z.former_names, z.organization_type, z.on_public_payroll, z.area_code, z.recorded_at,
      CASE WHEN z.revised_at > known THEN z.versions ELSE null END],
     [(z)<-[:AGAINST]-(f:Finding) WHERE f.recorded_at <= known AND z.kind <> 'PERSON' |
       [f.id, f.number, f.area, f.department, f.recorded_at,
        [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
          [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
           e.standard, toString(e.expires_on)]],
        [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
        [(f)<-[u:SUPPORTS]-(v:Penalty) WHERE u.recorded_at <= known | v.id]]][..$limit + 1],
     [(z)-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]->(q:Party)<-[:AGAINST]-(f:Finding)
       WHERE z.kind = 'PERSON' AND r.recorded_at <= known AND r.superseded_at > known AND f.recorded_at <= known |
       [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at,
         r.superseded_at],
        [q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
         CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
         [(f)<-[u:SUPPORTS]-(v:Penalty) WHERE u.recorded_at <= known | v.id]]]][..$limit + 1],
     [(z)<-[c:CONCERNS]-(f:Finding)-[:AGAINST]->(q:Party)
       WHERE z.kind = 'PERSON' AND c.recorded_at <= known AND c.superseded_at > known AND f.recorded_at <= known |
       [[q.id, q.kind, q.name, q.former_names, q.organization_type, q.on_public_payroll, q.area_code, q.recorded_at,
         CASE WHEN q.revised_at > known THEN q.versions ELSE null END],
        [f.id, f.number, f.area, f.department, f.recorded_at,
         [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
           [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
            e.standard, toString(e.expires_on)]],
         [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
         [(f)<-[u:SUPPORTS]-(v:Penalty) WHERE u.recorded_at <= known | v.id]]]][..$limit + 1],
     [(z)<-[:EXEMPTS]-(v:Exemption) WHERE z.kind = 'PERSON' AND v.recorded_at <= known AND v.superseded_at > known |
       [v.id, v.matter, v.department, toString(v.since), toString(v.until), v.reason, v.authority, v.recorded_at]]]],
  [(s)<-[a:ACTUAL_CONTROLLER]-(z:Party) WHERE a.recorded_at <= known AND a.superseded_at > known AND z.kind <> 'PERSON' |
    [[a.id, type(a), toString(a.since), toString(a.until), a.share, a.position, a.source, a.records, a.recorded_at,
      a.superseded_at],
     [z.id, z.kind, z.name, z.former_names, z.organization_type, z.on_public_payroll, z.area_code, z.recorded_at,
      CASE WHEN z.revised_at > known THEN z.versions ELSE null END]]][..$limit + 1]] AS row
RETURN i / 100 AS run, collect(row) AS rows
