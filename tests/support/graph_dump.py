"""Everything that a graph says, without our ids and recorded times, in one comparable form."""

from __future__ import annotations

import json
from typing import Any

from domain.time import NEVER
from graph.connection import Connection

PARTIES = """
MATCH (p:Party)
OPTIONAL MATCH (p)<-[:IDENTIFIES]-(n:Identifier)
WITH p, collect([n.key, n.scheme, n.value, n.source, n.said, n.records]) AS identifiers
RETURN p.id AS id, labels(p) AS labels, p.kind AS kind, p.name AS name, p.name_norm AS name_norm,
  p.former_names AS former_names, p.organization_type AS organization_type, p.on_public_payroll AS on_public_payroll,
  p.area_code AS area_code, p.versions AS versions, identifiers
"""
LINKS = """
MATCH (a:Party)-[l]->(b:Party)
RETURN type(l) AS kind, a.id AS from_id, b.id AS to_id, l.id AS id, l.share AS share, toString(l.since) AS since,
  toString(l.until) AS until, l.position AS position, l.source AS source, l.records AS records,
  l.superseded_at AS superseded_at, l.supersedes AS supersedes
"""
FINDINGS = """
MATCH (f:Finding)-[:AGAINST]->(p:Party)
OPTIONAL MATCH (f)<-[:OF]-(e:Event)
WITH f, p, collect([e.kind, toString(e.occurred_on), toString(e.act_on), e.grade, toString(e.rectify_by), e.standard,
  toString(e.expires_on), e.reason, e.superseded_at, size(coalesce(e.concerned, []))]) AS events
OPTIONAL MATCH (f)-[c:CONCERNS]->(x:Person)
WITH f, p, events, collect([x.id, c.superseded_at]) AS concerned
OPTIONAL MATCH (f)<-[:SUPPORTS]-(y:Penalty)
RETURN p.id AS party, f.number AS number, f.area AS area, f.department AS department, f.source AS source, events,
  concerned, collect(y.document_number) AS penalties
"""
PENALTIES = """
MATCH (y:Penalty)-[:IMPOSED_ON]->(p:Party)
RETURN p.id AS party, y.document_number AS document_number, y.department AS department,
  toString(y.decided_on) AS decided_on, y.act AS act, y.category AS category, y.content AS content,
  y.amount_10k AS amount_10k, toString(y.valid_until) AS valid_until, toString(y.publicised_until) AS publicised_until,
  y.basis AS basis, y.source AS source, y.records AS records, size(y.versions) AS versions
"""


async def dump(connection: Connection) -> list[str]:
    """One sorted line for each party, link version, finding and penalty. Two graphs that say the same have equal dumps."""
    parties = {record["id"]: record.data() for record in await connection.read(PARTIES)}
    names = {id_: min(item[0] for item in party["identifiers"]) for id_, party in parties.items()}
    lines = []
    for party in parties.values():
        del party["id"]
        versions = [json.loads(text) for text in party["versions"]]
        party["versions"] = [{key: value for key, value in version.items() if key != "at"} for version in versions]
        party["identifiers"] = sorted(party["identifiers"], key=str)
        party["labels"] = sorted(party["labels"])
        lines.append(_line("party", party))
    links = [record.data() for record in await connection.read(LINKS)]
    said = {
        link["id"]: _without(link, "id", "supersedes", "superseded_at", "records", "from_id", "to_id") for link in links
    }
    for link in links:
        link |= {"from_id": names[link["from_id"]], "to_id": names[link["to_id"]]}
        link |= {"superseded_at": link["superseded_at"] != NEVER, "supersedes": said.get(link["supersedes"])}
        lines.append(_line("link", _without(link, "id")))
    for record in await connection.read(FINDINGS):
        finding = record.data()
        finding["party"] = names[finding["party"]]
        finding["events"] = sorted(([*e[:8], e[8] != NEVER, e[9]] for e in finding["events"]), key=str)
        finding["concerned"] = sorted([names[c[0]], c[1] != NEVER] for c in finding["concerned"] if c[0])
        finding["penalties"] = sorted(finding["penalties"])
        lines.append(_line("finding", finding))
    for record in await connection.read(PENALTIES):
        penalty = record.data()
        penalty["party"] = names[penalty["party"]]
        lines.append(_line("penalty", penalty))
    return sorted(lines)


def _without(values: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _line(what: str, values: dict[str, Any]) -> str:
    return f"{what} {json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)}"
