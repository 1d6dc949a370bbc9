"""A key bound to a source (R45): it feeds that source only, and nothing that it wrote decides by itself."""

from __future__ import annotations

from typing import Any

import pytest

from domain.parties import PartyKey
from resolvers.parties import LinksQuery
from resolvers.principal import Scope
from schema.ids import NodeKind, to_global
from tests.support.api import Api
from tests.support.engines import execute

ROW = {"key": "pond-1", "kind": "enterprise", "name": "巴城一号蟹塘"}
LOAD = "mutation ($input: LoadPartiesInput!) { loadParties(input: $input) { created unchanged rejected } }"
PENALTIES = "mutation ($input: LoadPenaltiesInput!) { loadPenalties(input: $input) { received } }"
FINDINGS = "mutation ($input: LoadFindingsInput!) { loadFindings(input: $input) { received } }"
END = 'mutation ($id: ID!) { endLink(input: {id: $id, until: "2030-01-01"}) { changed userErrors { code } } }'
CORRECT = "mutation ($id: ID!) { correctLink(input: {id: $id, never: true}) { changed userErrors { code } } }"


@pytest.fixture(scope="module")
async def platform(city: Api) -> str:
    """The text of the platform's key."""
    return (await city.installation.keys.create("crab platform", frozenset({Scope.LOAD}), source="crab")).text


async def send(api: Api, key: str, query: str, variables: dict[str, Any]) -> Any:
    """`data`, or the code of the error."""
    body = {"query": query, "variables": variables}
    answer = (await api.client.post("/graphql", json=body, headers={"authorization": f"Bearer {key}"})).json()
    return answer["errors"][0]["extensions"]["code"] if "errors" in answer else answer["data"]


async def count(api: Api, pattern: str) -> object:
    connection = api.installation.services.connection
    return (await execute(connection, f"MATCH {pattern} RETURN count(*) AS n"))[0]["n"]


async def test_it_loads_under_its_own_source(city: Api, platform: str) -> None:
    loaded = await send(city, platform, LOAD, {"input": {"source": "crab", "rows": [ROW]}})
    assert loaded["loadParties"] == {"created": 1, "unchanged": 0, "rejected": 0}
    assert await count(city, "(:Identifier {key: 'KEY:crab:pond-1'})") == 1


async def test_it_loads_under_no_other(city: Api, platform: str) -> None:
    assert await send(city, platform, LOAD, {"input": {"source": "demo", "rows": [ROW]}}) == "FORBIDDEN"
    assert await count(city, "(:Identifier {key: 'KEY:demo:pond-1'})") == 0


@pytest.mark.parametrize("query", [END, CORRECT])
async def test_it_changes_no_link_of_another_source(city: Api, platform: str, query: str) -> None:
    parties = city.installation.services.parties
    [party] = await parties.resolve([PartyKey(key="KEY:demo:E01")])
    assert party is not None
    link = (await parties.links([LinksQuery(party.id)]))[0].items[0]
    assert link.source == "demo"
    before = await count(city, "(:Party)-[l]->(:Party)")
    assert await send(city, platform, query, {"id": to_global(NodeKind.LINK, link.id)}) == "FORBIDDEN"
    assert await parties.links_by_ids([link.id]) == [link]
    assert await count(city, "(:Party)-[l]->(:Party)") == before


async def test_it_states_no_penalty_and_no_finding(city: Api, platform: str) -> None:
    before = await count(city, "(:Finding)"), await count(city, "(:Penalty)")
    finding = {
        "number": "假1",
        "partyKey": "E01",
        "partyKeyScheme": "demo",
        "area": "ENVIRONMENT",
        "department": "KS_ECOLOGY_ENVIRONMENT",
        "actOn": "2025-01-01",
        "recognisedOn": "2025-02-01",
    }
    assert await send(city, platform, FINDINGS, {"input": {"source": "crab", "rows": [finding]}}) == "FORBIDDEN"
    penalty = {
        "documentNumber": "假罚1",
        "partyKey": "E01",
        "partyKeyScheme": "demo",
        "department": "KS_PUBLIC_SECURITY",
        "decidedOn": "2025-01-01",
    }
    assert await send(city, platform, PENALTIES, {"input": {"source": "crab", "rows": [penalty]}}) == "FORBIDDEN"
    assert (await count(city, "(:Finding)"), await count(city, "(:Penalty)")) == before


LINKS = """mutation ($input: LoadLinksInput!) {
  loadLinks(input: $input) { created rejected rowErrors { row field code } } }"""
ROWS = """mutation ($input: LoadPartiesInput!) {
  loadParties(input: $input) { created changed unchanged rejected rowErrors { row field code } } }"""
UPSERT = """mutation ($input: UpsertPartyInput!) { upsertParty(input: $input) { changed } }"""
RECORD = "mutation ($input: RecordLinkInput!) { recordLink(input: $input) { changed userErrors { code } } }"
DECIDE = """{ decide(party: {key: {source: "crab", key: "person"}}, matter: "PUBLIC_AUXILIARY_POST", asOf: "2025-06-30") {
  outcome grounds { clause { id } } reviews { code } } }"""
VETOED = "91329900MADEM0002E"
"""An enterprise of the demo city with a SERIOUS finding in force on 2025-06-30."""


@pytest.fixture
async def person(city: Api, platform: str) -> dict[str, Any]:
    """A person that the platform made known, who works at the vetoed enterprise, and how to name both in a link."""
    rows = [{"key": "person", "kind": "person", "name": "周养蟹"}]
    await send(city, platform, ROWS, {"input": {"source": "crab", "rows": rows}})
    return {"sourceKey": "person", "targetKey": VETOED, "targetKeyScheme": "uscc", "since": "2015-01-01"}


@pytest.mark.parametrize("relation", ["legal_representative", "principal", "actual_controller", "shareholder"])
async def test_r45_its_links_carry_no_finding_to_anybody(
    city: Api, platform: str, person: dict[str, Any], relation: str
) -> None:
    rows = [{**person, "relation": relation}, {**person, "relation": "employee"}]
    loaded = (await send(city, platform, LINKS, {"input": {"source": "crab", "rows": rows}}))["loadLinks"]
    assert (loaded["rejected"], loaded["rowErrors"]) == (1, [{"row": 0, "field": "relation", "code": "FORBIDDEN"}])
    link = {"source": "crab", "kind": relation.upper(), "from": {"key": {"source": "crab", "key": "person"}}}
    assert await send(city, platform, RECORD, {"input": {**link, "to": {"uscc": VETOED}}}) == "FORBIDDEN"
    decision = (await city.ask(DECIDE))["decide"]
    assert (decision["outcome"], decision["grounds"], decision["reviews"]) == ("CLEAR", [], [])


async def test_r45_the_same_link_of_a_register_does(city: Api, person: dict[str, Any]) -> None:
    loader = city.installation.loader
    [party] = await city.installation.services.parties.resolve([PartyKey(key="KEY:crab:person")])
    assert party is not None
    rows = [
        {"source_key": "person", "source_key_scheme": "crab", "target_key": VETOED, "target_key_scheme": "uscc"}
        | {"relation": "principal", "since": "2015-01-01"}
    ]
    loaded = await loader.load_links(rows, "register-of-principals")
    assert (loaded.created, loaded.row_errors) == (1, [])
    assert (await city.ask(DECIDE))["decide"]["outcome"] == "VETOED"
    link = (await city.installation.services.parties.links([LinksQuery(party.id)]))[0].items
    wrong = next(each.id for each in link if each.kind == "PRINCIPAL")
    corrected = "mutation ($id: ID!) { correctLink(input: {id: $id, never: true}) { changed } }"
    await city.ask(corrected, {"id": to_global(NodeKind.LINK, wrong)}, frozenset({Scope.LOAD}))
    assert (await city.ask(DECIDE))["decide"]["outcome"] == "CLEAR"


async def test_r45_it_changes_nothing_of_a_party_that_others_know(city: Api, platform: str) -> None:
    parties = city.installation.services.parties
    [before] = await parties.resolve([PartyKey(key=f"USCC:{VETOED}")])
    row = {"key": "firm", "kind": "enterprise", "name": "改名公司", "uscc": VETOED, "formerNames": ["旧名"]}
    for _ in range(2):
        await send(city, platform, ROWS, {"input": {"source": "crab", "rows": [{**row, "areaCode": "320583"}]}})
    bare = {"key": "firm", "kind": "enterprise", "name": "再改名公司"}
    await send(city, platform, ROWS, {"input": {"source": "crab", "rows": [bare]}})
    assert await parties.resolve([PartyKey(key=f"USCC:{VETOED}"), PartyKey(key="KEY:crab:firm")]) == [before, before]
    named = {"source": "crab", "id": to_global(NodeKind.PARTY, before.id if before else ""), "kind": "ENTERPRISE"}
    assert await send(city, platform, UPSERT, {"input": {**named, "name": "改名公司"}}) == "FORBIDDEN"
    assert await parties.resolve([PartyKey(key=f"USCC:{VETOED}")]) == [before]


async def test_r45_it_renames_what_it_alone_knows_and_says_nothing_of_the_payroll(city: Api, platform: str) -> None:
    rows = [
        {"key": "pond-9", "kind": "enterprise", "name": "九号蟹塘"},
        {"key": "p9", "kind": "person", "name": "王九", "onPublicPayroll": True},
    ]
    loaded = (await send(city, platform, ROWS, {"input": {"source": "crab", "rows": rows}}))["loadParties"]
    assert (loaded["created"], loaded["rowErrors"]) == (
        1,
        [{"row": 1, "field": "onPublicPayroll", "code": "FORBIDDEN"}],
    )
    renamed = [{"key": "pond-9", "kind": "enterprise", "name": "九号蟹业"}]
    await send(city, platform, ROWS, {"input": {"source": "crab", "rows": renamed}})
    [pond] = await city.installation.services.parties.resolve([PartyKey(key="KEY:crab:pond-9")])
    assert pond is not None
    assert (pond.name, pond.former_names) == ("九号蟹业", ("九号蟹塘",))


async def test_a_departments_register_says_who_represents_a_company_but_states_no_finding(city: Api) -> None:
    created = await city.installation.keys.create("office", frozenset({Scope.LOAD}), "KS_MARKET_REGULATION", "hall")
    key = created.text
    rows = [{"key": "rep", "kind": "person", "name": "吴代表", "onPublicPayroll": True}]
    loaded = await send(city, key, ROWS, {"input": {"source": "hall", "rows": rows}})
    assert loaded["loadParties"]["rowErrors"] == []
    link = {"sourceKey": "rep", "targetKey": VETOED, "targetKeyScheme": "uscc", "relation": "legal_representative"}
    made = await send(city, key, LINKS, {"input": {"source": "hall", "rows": [link | {"until": "2010-01-01"}]}})
    assert made["loadLinks"] == {"created": 1, "rejected": 0, "rowErrors": []}
    finding = {"number": "假2", "partyKey": VETOED, "partyKeyScheme": "uscc", "area": "ENVIRONMENT"}
    finding |= {"department": "KS_ECOLOGY_ENVIRONMENT", "actOn": "2025-01-01", "recognisedOn": "2025-02-01"}
    assert await send(city, key, FINDINGS, {"input": {"source": "hall", "rows": [finding]}}) == "FORBIDDEN"
