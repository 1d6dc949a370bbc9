"""Paths, neighbourhoods and histories as a caller sees them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api

E = '{key: {source: "demo", key: "%s"}}'

LINKED = (
    "query($from: PartyRef!, $to: PartyRef!, $max: Int, $first: Int) { paths(from: $from, to: $to, anyDay: true, "
    "maxLength: $max, first: $first) { complete hasMore certainLength limits notWalked { name } asOf knownAt partiesRead "
    "linksRead from { name } to { name } paths { length parties { id name } links { id kind since until source record "
    "recordedAt } steps { from { id } to { id } linkCount links { id from { id } to { id } } } } } }"
)


async def represented(city: Api) -> tuple[dict[str, Any], dict[str, Any]]:
    """A person of the demo city and an enterprise whose legal representative it is, the first with other links too."""
    data = await city.ask(
        '{ parties(name: "演示", first: 60) { nodes { id name links(direction: IN, kinds: [LEGAL_REPRESENTATIVE], first: 3) '
        "{ nodes { from { id name links(first: 2) { totalCount } } } } } } }"
    )
    for party in data["parties"]["nodes"]:
        for link in party["links"]["nodes"]:
            if link["from"]["links"]["totalCount"] > 1:
                return link["from"], party
    raise AssertionError("nobody in the city has two links")


async def test_paths_between_a_person_and_its_company(city: Api) -> None:
    person, company = await represented(city)
    asked = {"from": {"id": person["id"]}, "to": {"id": company["id"]}}
    found = (await city.ask(LINKED, {**asked, "max": 3, "first": 5}))["paths"]
    assert (found["from"], found["to"]) == ({"name": person["name"]}, {"name": company["name"]})
    first = found["paths"][0]
    assert (first["length"], [party["id"] for party in first["parties"]]) == (1, [person["id"], company["id"]])
    assert "LEGAL_REPRESENTATIVE" in [link["kind"] for link in first["links"]]
    assert {link["source"] for link in first["links"]} == {"demo"}
    (step,) = first["steps"]
    assert (step["from"]["id"], step["to"]["id"], step["linkCount"]) == (
        person["id"],
        company["id"],
        len(first["links"]),
    )
    assert [link["id"] for link in step["links"]] == [link["id"] for link in first["links"]]
    lengths = [path["length"] for path in found["paths"]]
    assert lengths == sorted(lengths)
    assert (found["complete"], found["limits"], found["notWalked"], found["asOf"]) == (True, [], [], None)
    assert found["certainLength"] >= 1
    assert found["linksRead"] >= 1
    again = (await city.ask(LINKED, {**asked, "max": 3, "first": 5}))["paths"]
    assert again == found


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (f"from: {E % 'E01'}, to: {E % 'E01'}", "INVALID_VALUE", "to"),
        (f"from: {E % 'nobody'}, to: {E % 'E01'}", "UNKNOWN_PARTY", "from"),
        (f"from: {E % 'E01'}, to: {E % 'nobody'}", "UNKNOWN_PARTY", "to"),
        (f'from: {{uscc: "1"}}, to: {E % "E01"}', "INVALID_IDENTIFIER", "from.uscc"),
        (f"from: {E % 'E01'}, to: {E % 'E02'}, maxLength: 0", "INVALID_VALUE", "maxLength"),
        (f"from: {E % 'E01'}, to: {E % 'E02'}, maxLength: 11", "INVALID_VALUE", "maxLength"),
        (f"from: {E % 'E01'}, to: {E % 'E02'}, first: 0", "INVALID_VALUE", "first"),
        (f"from: {E % 'E01'}, to: {E % 'E02'}, first: 201", "TOO_MANY", "first"),
        (f"from: {E % 'E01'}, to: {E % 'E02'}, kinds: []", "INVALID_VALUE", "kinds"),
        (f'from: {E % "E01"}, to: {E % "E02"}, anyDay: true, asOf: "2020-01-01"', "BAD_REQUEST", "anyDay"),
        (f'from: {E % "E01"}, to: {E % "E02"}, knownAt: "2999-01-01T00:00:00Z"', "KNOWN_AT_IN_FUTURE", "knownAt"),
    ],
)
async def test_paths_refused(city: Api, arguments: str, code: str, field: str) -> None:
    refused = await city.refused(f"{{ paths({arguments}) {{ complete }} }}")
    assert (refused["code"], refused.get("field")) == (code, field)


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ("neighbourhood(depth: 0) { complete }", "INVALID_VALUE", "depth"),
        ("neighbourhood(depth: 4) { complete }", "INVALID_VALUE", "depth"),
        ("neighbourhood(limit: 0) { complete }", "INVALID_VALUE", "limit"),
        ("neighbourhood(limit: 201) { complete }", "INVALID_VALUE", "limit"),
        ("neighbourhood(kinds: []) { complete }", "INVALID_VALUE", "kinds"),
        ('neighbourhood(knownAt: "2999-01-01T00:00:00Z") { complete }', "KNOWN_AT_IN_FUTURE", "knownAt"),
        ('history(from: "2020-01-02", to: "2020-01-01") { complete }', "INVALID_PERIOD", "to"),
        ('history(from: "2020-01-01", to: "2020-01-01", first: 0) { complete }', "INVALID_VALUE", "first"),
        ('history(from: "2020-01-01", to: "2020-01-01", after: "x") { complete }', "INVALID_CURSOR", "after"),
    ],
)
async def test_fields_of_a_party_refused(city: Api, fields: str, code: str, field: str) -> None:
    refused = await city.refused(f"{{ party(ref: {E % 'E01'}) {{ {fields} }} }}")
    assert (refused["code"], refused.get("field")) == (code, field)


async def test_a_neighbourhood(city: Api) -> None:
    person, company = await represented(city)
    query = (
        "query($ref: PartyRef!, $limit: Int) { party(ref: $ref) { neighbourhood(depth: 2, anyDay: true, limit: $limit) { "
        "parties { distance party { id } } links { kind from { id } to { id } } leftOut { kind count exact } complete "
        "limits notWalked { id } asOf knownAt } } }"
    )
    found = (await city.ask(query, {"ref": {"id": person["id"]}}))["party"]["neighbourhood"]
    assert found["parties"][0] == {"distance": 0, "party": {"id": person["id"]}}
    assert {"distance": 1, "party": {"id": company["id"]}} in found["parties"]
    there = {one["party"]["id"] for one in found["parties"]}
    assert len(there) == len(found["parties"]) > 2
    assert {end["id"] for link in found["links"] for end in (link["from"], link["to"])} <= there
    assert (found["complete"], found["leftOut"], found["limits"], found["notWalked"]) == (True, [], [], [])
    narrow = (await city.ask(query, {"ref": {"id": person["id"]}, "limit": 1}))["party"]["neighbourhood"]
    assert len(narrow["parties"]) == 2
    assert not narrow["complete"]
    assert {one["exact"] for one in narrow["leftOut"]} == {True}


async def test_a_history_page_by_page(city: Api) -> None:
    person, _ = await represented(city)
    query = (
        'query($ref: PartyRef!, $first: Int, $after: String) { party(ref: $ref) { history(from: "1990-01-01", '
        'to: "2100-01-01", first: $first, after: $after) { complete knownAt pageInfo { hasNextPage endCursor '
        "hasPreviousPage } edges { cursor node { kind } } nodes { kind axis on recordedAt link { id since } before { id } "
        "finding { event finding { number } } } } } }"
    )
    whole = (await city.ask(query, {"ref": {"id": person["id"]}, "first": 200}))["party"]["history"]
    assert whole["complete"]
    assert not whole["pageInfo"]["hasNextPage"]
    kinds = [node["kind"] for node in whole["nodes"]]
    assert {"LINK_BEGAN", "LINK_RECORDED"} <= set(kinds)
    assert [edge["node"]["kind"] for edge in whole["edges"]] == kinds
    for node in whole["nodes"]:
        assert node["axis"] == ("RECORD" if node["kind"] in ("LINK_RECORDED", "LINK_CORRECTED") else "WORLD")
        if node["kind"] == "LINK_BEGAN":
            assert node["link"]["since"] == node["on"]
    days = [node["on"] for node in whole["nodes"]]
    assert days == sorted(days)
    first = (await city.ask(query, {"ref": {"id": person["id"]}, "first": 1}))["party"]["history"]
    after = first["pageInfo"]["endCursor"]
    second = (await city.ask(query, {"ref": {"id": person["id"]}, "first": 200, "after": after}))["party"]["history"]
    assert first["nodes"] + second["nodes"] == whole["nodes"]
    assert second["pageInfo"]["hasPreviousPage"]


async def test_events_of_findings_are_in_the_history_of_whom_they_are_against(city: Api) -> None:
    found = await city.ask("{ findings(first: 1) { nodes { number party { id } events { kind occurredOn } } } }")
    (finding,) = found["findings"]["nodes"]
    query = (
        'query($ref: PartyRef!) { party(ref: $ref) { history(from: "1990-01-01", to: "2100-01-01", axis: WORLD, first: 200) '
        "{ nodes { kind on link { id } before { id } finding { event finding { number } } } } } }"
    )
    data = await city.ask(query, {"ref": {"id": finding["party"]["id"]}})
    told = [
        (node["finding"]["event"], node["on"])
        for node in data["party"]["history"]["nodes"]
        if node["finding"] and node["finding"]["finding"]["number"] == finding["number"]
    ]
    assert told == [(event["kind"], event["occurredOn"]) for event in finding["events"]]


@pytest.mark.parametrize(
    ("fields", "levels"),
    [
        ("neighbourhood { complete }", 3),
        ("neighbourhood(depth: 2) { parties { party { name } } }", 4),
        ("neighbourhood(depth: 3) { links { kind } }", 5),
        ('history(from: "2020-01-01", to: "2030-01-01") { nodes { kind link { since } } }', 3),
    ],
)
async def test_round_trips_of_lists(city: Api, fields: str, levels: int) -> None:
    counted = []
    for first in (2, 30):
        await city.ask(f'{{ parties(name: "演示", first: {first}) {{ nodes {{ id }} }} }}')
        city.reads = 0
        await city.ask(f'{{ parties(name: "演示", first: {first}) {{ nodes {{ id }} }} }}')
        alone = city.reads
        city.reads = 0
        await city.ask(f'{{ parties(name: "演示", first: {first}) {{ nodes {{ {fields} }} }} }}')
        counted.append(city.reads - alone)
    assert counted == [levels, levels]
