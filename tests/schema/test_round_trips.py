"""The number of round trips of a query grows with its depth, never with its rows."""

from __future__ import annotations

import pytest

from server.demo_city import DAY
from tests.support.api import Api


@pytest.fixture(autouse=True)
def known_keys(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that was seen once is not read again, however long a test takes."""
    monkeypatch.setattr(city.installation.keys, "_ttl", 3600.0)


PARTIES = "parties(name: \"演示\", first: %d) { nodes { %s } }"  # fmt: skip

QUERIES = [
    ("name", 0),
    ("identifiers { value }", 1),
    ("... on Enterprise { uscc } ... on Organization { uscc } identifiers { scheme }", 1),
    ("links(first: 20) { nodes { kind } }", 1),
    ("links(first: 20) { totalCount nodes { kind } }", 2),
    ("links(first: 20) { nodes { from { name } to { name } } }", 2),
    (
        "links(first: 5) { nodes { from { links(first: 5) { nodes { to { name } } } } } }",
        5,
    ),  # links met before run ahead
    ("findings { nodes { number } }", 1),
    ("findings { totalCount nodes { number party { name } partiesConcerned { name } penalty { documentNumber } } }", 4),
    # the evidence, at most two more for control by holdings, and the parties of findings
    (f'restrictions(asOf: "{DAY}") {{ outcome grounds {{ finding {{ party {{ name }} }} }} }}', 4),
]


@pytest.mark.parametrize(("fields", "levels"), QUERIES)
async def test_round_trips(city: Api, fields: str, levels: int) -> None:
    """`levels` round trips below the look-up by name itself, however many parties there are."""
    counted = []
    for first in (2, 30):
        await city.ask(f"{{ {PARTIES % (first, 'id')} }}")  # the key is known from now on
        city.reads = 0
        await city.ask(f"{{ {PARTIES % (first, 'id')} }}")
        alone = city.reads
        city.reads = 0
        data = await city.ask(f"{{ {PARTIES % (first, fields)} }}")
        assert len(data["parties"]["nodes"]) == first
        counted.append(city.reads - alone)
    assert counted == [levels, levels]


async def test_a_batch_of_checks_is_three_round_trips_and_one_without_any_holdings(city: Api) -> None:
    query = (
        "query($r: [DecisionRequest!]!) { decideMany(requests: $r) { decision { outcome grounds { clause { id } } } } }"
    )
    requests = [{"party": {"key": {"source": "demo", "key": f"E{n:02}"}}, "matter": "BIDDING"} for n in range(1, 39)]
    asked_for = {n: {"r": requests[:n]} for n in (12, 38)}
    counted = {}
    for n, asked in asked_for.items():
        await city.ask(query, asked)
        city.reads = 0
        await city.ask(query, asked)
        counted[n] = city.reads
    assert counted == {12: 3, 38: 3}
    without = [request for n, request in enumerate(requests, 1) if n in (3, 4, 6, 7, 8, 9, 13)]
    city.reads = 0
    await city.ask(query, {"r": without})
    assert city.reads == 1


@pytest.mark.parametrize(
    ("party", "matter", "trips"),
    [
        ('key: {source: "demo", key: "E03"}', "BIDDING", 1),  # it holds nothing, nobody of it, and who runs it nothing
        ('key: {source: "demo", key: "P23"}', "LAND_GRANT", 1),  # asked about in a matter that reaches no persons
        ('uscc: "91329900MADEM0002E"', "LAND_GRANT", 1),  # a matter for which no review of others is on
        ('uscc: "91329900MADEM0002E"', "BIDDING", 1),  # a person has 70 % of it, but there is no finding near
        ('key: {source: "demo", key: "P22"}', "HONOURS", 2),  # has all of a company, and 30 % of another
        ('key: {source: "demo", key: "P40"}', "HONOURS", 1),  # has 49 % of a company
        ('key: {source: "demo", key: "E12"}', "BIDDING", 3),  # a person controls it over another company
    ],
)
async def test_a_check_is_one_round_trip_and_at_most_three_for_control(
    city: Api, party: str, matter: str, trips: int
) -> None:
    query = (
        f'{{ decide(party: {{{party}}}, matter: "{matter}") {{ outcome party {{ name }} clearFrom summary grounds {{ '
        "path { parties { name } links { kind } } finding { number grade } } reviews { code parties { name } } } }"
    )
    await city.ask(query)
    city.reads = 0
    await city.ask(query)
    assert city.reads == trips
