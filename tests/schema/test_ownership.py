"""Who is behind a company and what is behind a party, as callers ask: exact decimals, pages, days, times, errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.links import LinkKind
from domain.time import from_recorded
from graph.ledger import Ledger
from graph.ownership import ReadBudget
from tests.schema.test_reading import PAGE, pages
from tests.support.api import Api, running_api
from tests.support.clock import FakeClock
from tests.support.engines import Engines
from tests.support.holdings import told
from tests.support.statements import LinkCorrected, LinkStated
from tests.support.telling import SOURCE, Teller

AT = 1_600_000_000_000_000
SECOND = 1_000_000
BEFORE = from_recorded(AT + SECOND).isoformat()

WORLD = ", ".join(
    [
        "p1 50 A1, B1 50 A1, q1 50 B1, A1 50 B1",  # a cycle of two
        "p2 40 A2, A2 50 B2, B2 60 C2, C2 30 A2",  # of three
        "A4 100 B4, B4 100 A4, A4 60 C4, p4 40 C4",  # a ring that owns itself wholly
        "p5 5-10 A5, q5 ? A5, r5 50 A5",
        "p6 100@/2020-01-01 A6, q6 100@2020-01-01 A6",
        "p7 60 A7",
        "p8 60 A8, p8 60 B8, A8 30 C8, B8 30 C8, q8 40 C8",  # control by two companies together
        "p9 60 A9, p9 55@2019-01-01 A9",
        "p0 20 A0, q0 10 A0",
        *(f"h{n} 1 Hub" for n in range(30)),
        "Hub 100 Under",
        *(f"r{n} 60 Round{n}, s{n} 40 Round{n}, Round{n} 60 Below{n}, t{n} ? Below{n}" for n in range(10, 19)),
    ]
)


@pytest.fixture(scope="module")
async def world(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    started = await engines.empty("embedded")
    clock = FakeClock()
    teller = Teller(
        started.connection, Ledger(started.connection, clock=clock, process_lock=started.process_lock), clock
    )
    await teller.tell(
        [
            *told(WORLD, also="m0 n0"),
            LinkStated(AT, "m0", LinkKind.SENIOR_MANAGER, "m0", "A0"),
            LinkStated(AT, "n0", LinkKind.LEGAL_REPRESENTATIVE, "n0", "A0"),
            LinkStated(AT, "d5", LinkKind.ACTUAL_CONTROLLER, "q5", "A5"),
            LinkCorrected(AT + 2 * SECOND, "p7 right", "p7-A7", share="40"),
        ]
    )
    async with running_api(started, tmp_path_factory.mktemp("api")) as api:
        yield api


def ref(name: str) -> str:
    return f'party(ref: {{key: {{source: "{SOURCE}", key: "{name}"}}}})'


async def owned(world: Api, name: str, fields: str) -> Any:
    return (await world.ask(f"{{ {ref(name)} {{ ... on Enterprise {{ {fields} }} }} }}"))["party"]


STAKES = "nodes { party { name } percent low high cyclic complete undetermined approximate } complete"


async def owners(world: Api, name: str, arguments: str = "") -> dict[str, Any]:
    call = f"effectiveOwners{f'({arguments})' if arguments else ''}"
    found = (await owned(world, name, f"{call} {{ {STAKES} }}"))["effectiveOwners"]
    return {stake["party"]["name"]: stake for stake in found["nodes"]}


async def test_cycles_are_solved_and_decimals_rounded_outwards(world: Api) -> None:
    found = await owners(world, "A1")
    assert list(found) == ["p1", "B1", "q1"]
    assert {name: (stake["low"], stake["percent"], stake["high"]) for name, stake in found.items()} == {
        "p1": ("66.666666666666", "66.666666666667", "66.666666666667"),
        "B1": ("50", "50", "50"),
        "q1": ("33.333333333333", "33.333333333333", "33.333333333334"),
    }
    assert all(stake["cyclic"] and stake["complete"] for stake in found.values())
    three = await owners(world, "A2")
    assert {name: stake["percent"] for name, stake in three.items()} == {
        "p2": "43.956043956044",  # 0.4 / (1 - 0.5 · 0.6 · 0.3)
        "C2": "30",
        "B2": "18",
    }


async def test_a_ring_that_owns_itself_has_no_number(world: Api) -> None:
    found = await owned(
        world, "C4", f"effectiveOwners {{ {STAKES} selfOwned {{ parties {{ name }} }} parts {{ circularPercent }} }}"
    )
    stakes = {stake["party"]["name"]: stake for stake in found["effectiveOwners"]["nodes"]}
    assert {name: (s["undetermined"], s["percent"], s["low"], s["high"]) for name, s in stakes.items()} == {
        "A4": (False, "60", "60", "60"),
        "B4": (True, None, None, None),
        "p4": (False, "40", "40", "40"),
    }
    assert list(stakes) == ["B4", "A4", "p4"]
    (ring,) = found["effectiveOwners"]["selfOwned"]
    assert {party["name"] for party in ring["parties"]} == {"A4", "B4"}
    assert found["effectiveOwners"]["parts"] == {"circularPercent": "60"}


async def test_ranges_and_unknown_shares_stay_open(world: Api) -> None:
    found = await owners(world, "A5")
    assert {name: (s["percent"], s["low"], s["high"], s["complete"]) for name, s in found.items()} == {
        "r5": ("50", "50", "50", True),
        "p5": (None, "5", "10", True),
        "q5": (None, "0", "45", False),
    }
    assert list(await owners(world, "A5", 'minPercent: "50"')) == ["r5"]
    assert list(await owners(world, "A5", 'minPercent: "45"')) == ["r5", "q5"]


async def test_as_of_before_and_after_a_change(world: Api) -> None:
    assert list(await owners(world, "A6", 'asOf: "2019-12-31"')) == ["p6"]
    assert list(await owners(world, "A6", 'asOf: "2020-01-01"')) == ["q6"]
    assert list(await owners(world, "A6")) == ["q6"]


async def test_known_at_before_and_after_a_correction(world: Api) -> None:
    assert (await owners(world, "A7"))["p7"]["percent"] == "40"
    assert (await owners(world, "A7", f'knownAt: "{BEFORE}"'))["p7"]["percent"] == "60"
    fields = f'controllers {{ percent }} before: controllers(knownAt: "{BEFORE}") {{ percent via {{ sharePercent }} }}'
    found = await owned(world, "A7", fields)
    assert found == {"controllers": [], "before": [{"percent": "60", "via": [{"sharePercent": "60"}]}]}
    unborn = await owned(world, "A7", 'effectiveOwners(knownAt: "2020-01-01T00:00:00Z") { nodes { percent } complete }')
    assert unborn == {"effectiveOwners": {"nodes": [], "complete": True}}


async def test_control_by_several_companies_and_its_proof(world: Api) -> None:
    fields = "controllers { party { name } percent low high certain direct via { from { name } to { name } } }"
    (control,) = (await owned(world, "C8", fields))["controllers"]
    proof = {(link["from"]["name"], link["to"]["name"]) for link in control.pop("via")}
    assert proof == {("p8", "A8"), ("p8", "B8"), ("A8", "C8"), ("B8", "C8")}
    numbers = {"percent": "60", "low": "60", "high": "60"}
    assert control == {"party": {"name": "p8"}, **numbers, "certain": True, "direct": False}
    inclusive = await owned(
        world, "C8", 'controllers(threshold: {percent: "40", inclusive: true}) { party { name } percent direct }'
    )
    assert inclusive["controllers"] == [
        {"party": {"name": "p8"}, "percent": "60", "direct": False},
        {"party": {"name": "q8"}, "percent": "40", "direct": True},
    ]
    downwards = await world.ask(f"{{ {ref('p8')} {{ controls {{ party {{ name }} percent direct }} }} }}")
    assert [(one["party"]["name"], one["percent"], one["direct"]) for one in downwards["party"]["controls"]] == [
        *(("A8", "60", True), ("B8", "60", True), ("C8", "60", False))
    ]


async def test_possible_control_is_told_apart(world: Api) -> None:
    fields = 'controllers(threshold: {percent: "40"}) { party { name } certain percent low high }'
    assert (await owned(world, "A5", fields))["controllers"] == [
        {"party": {"name": "r5"}, "certain": True, "percent": "50", "low": "50", "high": "50"},
        {"party": {"name": "q5"}, "certain": False, "percent": None, "low": "0", "high": "45"},
    ]


async def test_effective_holdings_and_the_chains_behind_a_stake(world: Api) -> None:
    fields = f"""effectiveHoldings {{ {STAKES} totalCount nodes {{
      paths {{ parties {{ name }} links {{ sharePercent source since }} }}
      chains(first: 1) {{ complete chains {{ low high path {{ parties {{ name }} }} }} }} }} }}"""
    found = (await world.ask(f"{{ {ref('p8')} {{ {fields} }} }}"))["party"]["effectiveHoldings"]
    assert found["totalCount"] == 3
    stakes = {stake["party"]["name"]: stake for stake in found["nodes"]}
    assert {name: stake["percent"] for name, stake in stakes.items()} == {"A8": "60", "B8": "60", "C8": "36"}
    ways = [[party["name"] for party in path["parties"]] for path in stakes["C8"]["paths"]]
    assert sorted(ways) == [["p8", "A8", "C8"], ["p8", "B8", "C8"]]
    assert [link["sharePercent"] for link in stakes["C8"]["paths"][0]["links"]] == ["60", "30"]
    assert all(link["source"].startswith(SOURCE) for path in stakes["C8"]["paths"] for link in path["links"])
    assert stakes["C8"]["chains"]["complete"] is False
    assert [(one["low"], one["high"]) for one in stakes["C8"]["chains"]["chains"]] == [("18", "18")]


async def test_statements_that_differ_stand_side_by_side(world: Api) -> None:
    fields = "effectiveOwners { nodes { percent } disputed { counted { sharePercent since } others { sharePercent } } }"
    found = (await owned(world, "A9", fields))["effectiveOwners"]
    assert found == {
        "nodes": [{"percent": "55"}],
        "disputed": [{"counted": {"sharePercent": "55", "since": "2019-01-01"}, "others": [{"sharePercent": "60"}]}],
    }


BENEFICIAL = """beneficialOwners { fallback complete personsPercent othersPercent unknownPercent excessPercent
  owners { party { name } certain reasons stake { percent } control { percent } roles { kind } }
  incomplete { party { name } low high } }"""


async def test_beneficial_owners_by_share_by_control_and_by_declaration(world: Api) -> None:
    found = (await owned(world, "C8", BENEFICIAL))["beneficialOwners"]
    assert [(one["party"]["name"], one["reasons"], one["stake"]["percent"]) for one in found["owners"]] == [
        ("q8", ["SHARE"], "40"),
        ("p8", ["SHARE", "CONTROL"], "36"),
    ]
    assert (found["fallback"], found["personsPercent"], found["unknownPercent"]) == (False, "76", "24")
    declared = (await owned(world, "A5", BENEFICIAL))["beneficialOwners"]
    by_name = {one["party"]["name"]: one for one in declared["owners"]}
    assert by_name["q5"]["reasons"] == ["SHARE", "DECLARED_CONTROL"]
    assert by_name["q5"]["roles"] == [{"kind": "ACTUAL_CONTROLLER"}]
    assert declared["incomplete"] == [{"party": {"name": "q5"}, "low": "0", "high": "45"}]
    assert [declared[f"{part}Percent"] for part in ("persons", "others", "unknown", "excess")] == ["55", "0", "45", "0"]


async def test_the_fallback_is_said_to_be_one(world: Api) -> None:
    found = (await owned(world, "A0", BENEFICIAL))["beneficialOwners"]
    assert found["fallback"] is True
    assert {one["party"]["name"]: one["reasons"] for one in found["owners"]} == {
        "m0": ["SENIOR_MANAGER"],
        "n0": ["LEGAL_REPRESENTATIVE"],
    }
    lower = await owned(world, "A0", 'beneficialOwners(minPercent: "15") { fallback owners { party { name } } }')
    assert lower == {"beneficialOwners": {"fallback": False, "owners": [{"party": {"name": "p0"}}]}}


async def test_lists_are_paged_without_loss_or_repetition(world: Api) -> None:
    page = PAGE.replace("nodes { id }", "nodes { party { id } }").replace("node { id }", "node { party { id } }")
    lists = [("Under", "effectiveOwners", "first: $first, after: $after", 31)]
    lists += [("C4", "effectiveOwners", "first: $first, after: $after", 3)]
    lists += [("C8", "controllerConnection", 'threshold: {percent: "5"}, first: $first, after: $after', 4)]
    for name, field, arguments, count in lists:
        fields = f"{field}({arguments}) {{ totalCount {page} }}"
        query = f"query($first: Int, $after: String) {{ {ref(name)} {{ ... on Enterprise {{ {fields} }} }} }}"
        found = await pages(world, query, ["party", field], 2)
        assert len(found) == len({node["party"]["id"] for node in found}) == count
    for field, count in (("effectiveHoldings", 3), ("controlConnection", 3)):
        asked = f"{field}(first: $first, after: $after) {{ {page} }}"
        query = f"query($first: Int, $after: String) {{ {ref('p8')} {{ {asked} }} }}"
        assert len(await pages(world, query, ["party", field], 2)) == count


async def test_a_hub_is_cut_and_said_to_be(world: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.installation.services.ownership, "_limits", ReadBudget(fan=20))
    fields = "totalCount complete unread { name } parts { unreadPercent }"
    found = await owned(
        world, "Under", f"effectiveOwners {{ {fields} }} controllerConnection {{ complete totalCount }}"
    )
    cut = {"complete": False, "unread": [{"name": "Hub"}]}
    assert found["effectiveOwners"] == {"totalCount": 1, **cut, "parts": {"unreadPercent": "100"}}
    assert found["controllerConnection"] == {"complete": False, "totalCount": 1}
    itself = (await owned(world, "Hub", f"effectiveOwners {{ {fields} }}"))["effectiveOwners"]
    assert (itself["totalCount"], itself["complete"], itself["unread"]) == (20, False, [{"name": "Hub"}])
    assert (await owned(world, "Hub", "beneficialOwners { complete }"))["beneficialOwners"] == {"complete": False}
    assert (await owners(world, "A7"))["p7"]["complete"] is True


async def test_when_the_time_is_over_the_answer_says_so(world: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.installation.services.ownership, "_seconds", -1.0)
    found = await owned(world, "A1", "controllerConnection { complete } beneficialOwners { complete }")
    assert found == {"controllerConnection": {"complete": False}, "beneficialOwners": {"complete": False}}


@pytest.mark.parametrize(
    ("call", "code", "field"),
    [
        ('effectiveOwners(minPercent: "-1") { complete }', "INVALID_VALUE", "minPercent"),
        ('effectiveOwners(minPercent: "100.01") { complete }', "INVALID_VALUE", "minPercent"),
        ('effectiveHoldings(minPercent: "-0.1") { complete }', "INVALID_VALUE", "minPercent"),
        ('beneficialOwners(minPercent: "0") { complete }', "INVALID_VALUE", "minPercent"),
        ('beneficialOwners(minPercent: "101") { complete }', "INVALID_VALUE", "minPercent"),
        ('controllers(threshold: {percent: "0"}) { percent }', "INVALID_VALUE", "threshold.percent"),
        ('controls(threshold: {percent: "0", inclusive: true}) { percent }', "INVALID_VALUE", "threshold.percent"),
        ('controllerConnection(threshold: {percent: "100.5"}) { complete }', "INVALID_VALUE", "threshold.percent"),
        ("effectiveOwners(first: 0) { complete }", "INVALID_VALUE", "first"),
        ("effectiveOwners(first: 201) { complete }", "TOO_MANY", "first"),
        ('effectiveOwners(after: "x") { complete }', "INVALID_CURSOR", "after"),
        ('effectiveOwners(knownAt: "2100-01-01T00:00:00Z") { complete }', "KNOWN_AT_IN_FUTURE", "knownAt"),
        ("effectiveOwners { nodes { paths(first: 21) { parties { id } } } }", "TOO_MANY", "first"),
    ],
)
async def test_what_is_refused_names_the_field(world: Api, call: str, code: str, field: str) -> None:
    error = await world.refused(f"{{ {ref('A7')} {{ ... on Enterprise {{ {call} }} }} }}")
    assert (error["code"], error["field"]) == (code, field)


async def test_one_bad_field_spoils_no_other(world: Api) -> None:
    call = 'good: effectiveOwners { totalCount } bad: effectiveOwners(knownAt: "2100-01-01T00:00:00Z") { totalCount }'
    body = (await world.post(f"{{ {ref('A7')} {{ name ... on Enterprise {{ {call} }} }} }}")).json()
    assert [error["extensions"]["code"] for error in body["errors"]] == ["KNOWN_AT_IN_FUTURE"]


LISTED = 'parties(name: "%s", first: %d) { nodes { %s } }'


@pytest.mark.parametrize(
    ("fields", "levels"),
    [
        ("effectiveHoldings { nodes { party { name } percent paths { parties { name } links { source } } } }", 1),
        ("controls { party { name } via { kind } }", 1),
        ("... on Enterprise { effectiveOwners { nodes { percent } disputed { counted { source } } } }", 1),
        (
            "... on Enterprise { effectiveOwners { totalCount } controllers { percent } controllerConnection { complete } }",
            1,
        ),
        ("... on Enterprise { beneficialOwners { owners { party { name } } } effectiveOwners { complete } }", 2),
        ("... on Enterprise { controllers { via { from { name } } } }", 2),
    ],
)
async def test_round_trips_do_not_grow_with_rows(
    world: Api, fields: str, levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`levels` round trips below the look-up by name itself, however many parties there are."""
    monkeypatch.setattr(world.installation.keys, "_ttl", 3600.0)  # a key that was seen once is not read again
    world.installation.keys._seen.clear()
    counted = []
    for first in (2, 9):
        await world.ask(f"{{ {LISTED % ('Round', first, 'id')} }}")
        world.reads = 0
        await world.ask(f"{{ {LISTED % ('Round', first, 'id')} }}")
        alone = world.reads
        world.reads = 0
        data = await world.ask(f"{{ {LISTED % ('Round', first, fields)} }}")
        assert len(data["parties"]["nodes"]) == first
        counted.append(world.reads - alone)
    assert counted == [levels, levels]
