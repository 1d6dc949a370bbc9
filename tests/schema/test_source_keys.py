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
