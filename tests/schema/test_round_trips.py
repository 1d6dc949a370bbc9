"""The number of round trips of a query grows with its depth, never with its rows."""

from __future__ import annotations

import pytest

from server.demo_city import DAY
from tests.support.api import Api

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
    (f'restrictions(asOf: "{DAY}") {{ outcome grounds {{ finding {{ party {{ name }} }} }} }}', 2),
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


async def test_a_batch_of_checks_is_one_round_trip(city: Api) -> None:
    query = (
        "query($r: [DecisionRequest!]!) { decideMany(requests: $r) { decision { outcome grounds { clause { id } } } } }"
    )
    requests = [{"party": {"key": {"source": "demo", "key": f"E{n:02}"}}, "matter": "BIDDING"} for n in range(1, 39)]
    await city.ask(query, {"r": requests})
    city.reads = 0
    await city.ask(query, {"r": requests})
    assert city.reads == 1


async def test_a_check_is_one_round_trip(city: Api) -> None:
    query = (
        '{ decide(party: {uscc: "91329900MADEM0002E"}, matter: "BIDDING") { outcome party { name } clearFrom summary '
        "grounds { path { parties { name } links { kind } } finding { number grade } } reviews { code parties { name } } } }"
    )
    await city.ask(query)
    city.reads = 0
    await city.ask(query)
    assert city.reads == 1
