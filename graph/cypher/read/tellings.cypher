// Everything that says who must be told of findings, and what the record says was told, as known now.
// parameters: ids [finding id, ...]
// columns: finding and party (as in read/evidence), roles [[link, person], ...], concerned [person, ...],
//   employments [[link, employer id], ...], exemptions [[party id, exemption], ...] (as in read/evidence),
//   held [[base, round, grade, whether it holds, [subject id, matter, recipient] where it was learnt by a check], ...], known, rules (when the rule documents last changed)
MATCH (ledger:Ledger {id: 'ledger'})
WITH ledger.published AS known, coalesce(ledger.rules, 0) AS rules
UNWIND $ids AS id
MATCH (f:Finding {id: id})-[:AGAINST]->(p:Party)
WHERE f.recorded_at <= known
RETURN known, rules,
  [f.id, f.number, f.area, f.department, f.recorded_at,
    [(f)<-[:OF]-(e:Event) WHERE e.recorded_at <= known AND e.superseded_at > known |
      [e.id, e.kind, toString(e.occurred_on), e.recorded_at, e.grade, toString(e.act_on), toString(e.rectify_by),
       e.standard, toString(e.expires_on)]],
    [(f)-[n:CONCERNS]->(x:Person) WHERE n.recorded_at <= known AND n.superseded_at > known | x.id],
    []] AS finding,
  [p.id, p.kind, p.name, p.former_names, p.organization_type, p.on_public_payroll, p.area_code, p.recorded_at,
    CASE WHEN p.revised_at > known THEN p.versions ELSE null END] AS party,
  [(p)<-[r:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(h:Person)
    WHERE r.recorded_at <= known AND r.superseded_at > known |
    [[r.id, type(r), toString(r.since), toString(r.until), r.share, r.position, r.source, r.records, r.recorded_at,
      r.superseded_at],
     [h.id, h.kind, h.name, h.former_names, h.organization_type, h.on_public_payroll, h.area_code, h.recorded_at,
      CASE WHEN h.revised_at > known THEN h.versions ELSE null END]]] AS roles,
  [(f)-[c:CONCERNS]->(y:Person) WHERE c.recorded_at <= known AND c.superseded_at > known |
    [y.id, y.kind, y.name, y.former_names, y.organization_type, y.on_public_payroll, y.area_code, y.recorded_at,
      CASE WHEN y.revised_at > known THEN y.versions ELSE null END]] AS concerned,
  [(p)-[m:EMPLOYEE]->(q:Party) WHERE m.recorded_at <= known AND m.superseded_at > known |
    [[m.id, type(m), toString(m.since), toString(m.until), m.share, m.position, m.source, m.records, m.recorded_at,
      m.superseded_at], q.id]] AS employments,
  [(p)<-[:EXEMPTS]-(v:Exemption) WHERE v.recorded_at <= known AND v.superseded_at > known |
    [p.id, [v.id, v.matter, v.department, toString(v.since), toString(v.until), v.reason, v.authority, v.recorded_at]]] +
  [(p)<-[s:LEGAL_REPRESENTATIVE|PRINCIPAL|ACTUAL_CONTROLLER]-(h:Person)<-[:EXEMPTS]-(v:Exemption)
    WHERE v.recorded_at <= known AND v.superseded_at > known |
    [h.id, [v.id, v.matter, v.department, toString(v.since), toString(v.until), v.reason, v.authority, v.recorded_at]]] +
  [(f)-[t:CONCERNS]->(y:Person)<-[:EXEMPTS]-(v:Exemption) WHERE v.recorded_at <= known AND v.superseded_at > known |
    [y.id, [v.id, v.matter, v.department, toString(v.since), toString(v.until), v.reason, v.authority, v.recorded_at]]]
    AS exemptions,
  [(f)<-[:ABOUT]-(d:Dispatch) WHERE d.kind = 'TELL' |
    [d.base, d.round, d.grade, d.recalled_at IS NULL,
      CASE WHEN d.learnt THEN [d.subject_id, d.matter, d.recipient] ELSE null END]] AS held
