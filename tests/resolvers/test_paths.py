"""Paths on real engines: the same as by brute force, on a day, as known at a time, past hubs, within limits."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.parties import PartyKey, PartyKind
from domain.walking.web import Following, Tie
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Reader
from graph.walking import WalkReader
from resolvers.clock import Clock
from resolvers.paths import PARALLEL, PathFinder, Paths, PathsQuery
from resolvers.walking import WalkLimit, WalkLimits
from tests.domain.walking.walked import all_ways, dated, neighbours, ties
from tests.support.clock import FakeClock
from tests.support.holdings import told
from tests.support.raw_links import PUBLISHED, put
from tests.support.statements import LinkCorrected, LinkEnded, PartyStated
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
SECOND = 1_000_000
FIRST_DAY = date(2020, 1, 1)


def finder(connection: Connection, **limits: Any) -> PathFinder:
    return PathFinder(WalkReader(connection), Reader(connection), Clock(), limits=WalkLimits(**limits))


def asked(start: str, end: str, **more: Any) -> PathsQuery:
    return PathsQuery(PartyKey(id=start), PartyKey(id=end), **more)


def ways(found: Paths) -> list[tuple[str, ...]]:
    return [tuple(party.id for party in way.parties) for way in found.ways]


def random_graphs(chance: random.Random, count: int) -> list[list[Tie]]:
    """Small multigraphs apart from each other: parties `12-a` …, links of several kinds, some of them dated."""
    graphs = []
    for number in range(count):
        names = [f"{number}-{letter}" for letter in "abcdefg"[: chance.randint(2, 7)]]
        graph = []
        for link in range(chance.choice([0, 9, 14, 18, 22])):
            since, until = sorted(FIRST_DAY + timedelta(days=chance.randint(0, 9)) for _ in range(2))
            graph.append(
                Tie(
                    f"{number:03}-{link:03}",
                    chance.choice(names),
                    chance.choice(names),
                    chance.choice([LinkKind.SHAREHOLDER, LinkKind.BRANCH, LinkKind.DIRECTOR]),
                    chance.choice([None, None, since]),
                    chance.choice([None, None, until + timedelta(days=1)]),
                )
            )
        graphs.append(graph)
    return graphs


async def test_as_brute_force_has_them_in_the_same_order_on_every_engine(connection: Connection) -> None:
    chance = random.Random(11)
    graphs = random_graphs(chance, 40)
    await put(
        connection,
        [tie for graph in graphs for tie in graph],
        also=[f"{number}-{end}" for number in range(40) for end in "ab"],
    )
    long_ones = 0
    for number, graph in enumerate(graphs):
        following: Following = chance.choice(["OUT", "IN", "BOTH", "BOTH", "BOTH"])
        kinds = chance.choice([None, None, frozenset({LinkKind.SHAREHOLDER, LinkKind.BRANCH})])
        day = chance.choice([None, FIRST_DAY + timedelta(days=chance.randint(0, 10))])
        max_length, first = chance.randint(2, 6), chance.randint(1, 12)
        found = await finder(connection, fan=chance.choice([2, 5_000, 5_000])).find(
            asked(
                *(f"{number}-a", f"{number}-b"),
                following=following,
                kinds=kinds,
                day=day,
                max_length=max_length,
                first=first,
            )
        )
        links = [tie for tie in graph if tie.holds_on(day) and (kinds is None or tie.kind in kinds)]
        expected = all_ways(neighbours(links, following), f"{number}-a", f"{number}-b", max_length)
        if found.complete:
            assert ways(found) == expected[:first]
            assert found.more in (None, len(expected) > first)
        else:
            assert found.limits == (WalkLimit.CROWDED,)
            assert set(ways(found)) <= set(expected)
        for way in found.ways:
            long_ones += len(way.steps) > 2
            for step in way.steps:
                ends = (step.from_party.id, step.to_party.id)
                joining = {"OUT": [ends], "IN": [ends[::-1]], "BOTH": [ends, ends[::-1]]}[following]
                assert [link.id for link in step.links] == sorted(
                    tie.id
                    for tie in links
                    if (tie.from_id, tie.to_id) in joining
                    and (found.complete or tie.id in {link.id for link in step.links})
                )
                assert step.link_count == len(step.links)
    assert long_ones > 5


async def test_every_link_comes_with_its_dates_and_source(connection: Connection) -> None:
    await put(connection, [dated(ties("a>b:BRANCH")[0], "2019-01-01", "2021-01-01")])
    found = await finder(connection).find(asked("b", "a", day=date(2020, 1, 1)))
    ((step,),) = [way.steps for way in found.ways]
    (link,) = step.links
    assert (step.from_party.id, step.to_party.id, link.from_id, link.to_id) == ("b", "a", "a", "b")
    assert (link.kind, link.since, link.until) == (LinkKind.BRANCH, date(2019, 1, 1), date(2021, 1, 1))
    assert (link.source, link.records, found.day, found.known_at) == ("raw", ("000",), date(2020, 1, 1), PUBLISHED)
    for day, count in ((date(2021, 1, 1), 0), (None, 1)):
        assert len((await finder(connection).find(asked("a", "b", day=day))).ways) == count


async def test_many_parallel_links_are_one_step(connection: Connection) -> None:
    await put(connection, ties(" ".join(["a>b"] * (PARALLEL + 7))))
    found = await finder(connection).find(asked("a", "b"))
    ((step,),) = [way.steps for way in found.ways]
    assert (len(step.links), step.link_count) == (PARALLEL, PARALLEL + 7)
    assert step.links[0].id == "000"


async def test_as_known_at_a_time(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    teller = Teller(connection, ledger, clock)
    await teller.tell(
        [
            *told("p 60 A, p 40@2019-01-01 B"),
            LinkCorrected(AT + SECOND, "wrong", "p-A", date(2021, 1, 1), None, "60"),
            LinkEnded(AT + 2 * SECOND, "ended", "p-B", date(2020, 6, 1)),
            PartyStated(AT + 3 * SECOND, "A", PartyKind.ENTERPRISE, "A new"),
        ]
    )
    ends = [PartyKey(key=party_key(name)) for name in "AB"]
    for known_at, day, count, name in [
        (AT + 1, date(2020, 1, 1), 1, "A"),
        (AT + SECOND + 100, date(2020, 1, 1), 0, "A"),
        (AT + SECOND + 100, date(2021, 1, 1), 1, "A"),
        (AT + 2 * SECOND + 100, date(2021, 1, 1), 0, "A"),
        (None, date(2021, 1, 1), 0, "A new"),
        (None, None, 1, "A new"),
    ]:
        found = await finder(connection).find(PathsQuery(*ends, day=day, known_at=known_at))
        assert (len(found.ways), found.start.name) == (count, name), (known_at, day)
        assert known_at is None or found.known_at == known_at
    then = await finder(connection).find(PathsQuery(*ends, known_at=AT + SECOND + 100))
    links = [link for way in then.ways for step in way.steps for link in step.links]
    assert [(link.until, link.superseded_at > AT * 2) for link in links] == [(None, True), (None, True)]
    with pytest.raises(CreditGraphError) as refused:
        await finder(connection).find(PathsQuery(*ends, known_at=AT - 1))
    assert (refused.value.code, refused.value.field) == (ErrorCode.UNKNOWN_PARTY, "from")


def hub(name: str, count: int, of: int) -> list[Tie]:
    return [Tie(f"{name}-{n:05}", name, f"{name}{n + of:05}", LinkKind.SHAREHOLDER) for n in range(count)]


async def test_a_hub_in_between_is_passed_without_reading_it(connection: Connection) -> None:
    links = [*hub("h", 3_000, 0), Tie("x1", "h00001", "x", LinkKind.BRANCH), Tie("x2", "x", "h00002", LinkKind.BRANCH)]
    await put(connection, links)
    found = await finder(connection, fan=500).find(asked("h00001", "h00002", day=date(2020, 1, 1)))
    assert ways(found) == [("h00001", "h", "h00002"), ("h00001", "x", "h00002")]
    # on both sides everything but the hub was read, so nothing else can lead from one to the other
    assert (found.complete, found.more, found.certain) == (True, False, 6)
    assert (found.limits, [party.id for party in found.not_walked]) == ((WalkLimit.CROWDED,), ["h"])
    assert found.links_read < 10
    from_it = await finder(connection, fan=500).find(asked("h", "x"))
    assert ways(from_it)[:2] == [("h", "h00001", "x"), ("h", "h00002", "x")]


async def test_between_two_hubs_the_answer_says_that_it_is_not_complete(connection: Connection) -> None:
    await put(connection, [*hub("h", 60, 0), *hub("k", 60, 0), *ties("a>h b>k h00030>k00030")])
    found = await finder(connection, fan=50).find(asked("a", "b"))
    assert (ways(found), found.complete, found.more, found.certain) == ([], False, None, 2)
    assert [party.id for party in found.not_walked] == ["h", "k"]
    whole = await finder(connection).find(asked("a", "b"))
    assert (ways(whole), whole.complete) == ([("a", "h", "h00030", "k00030", "k", "b")], True)


CHAIN = " ".join(f"{n}>{n + 1}" for n in range(10, 20))


async def test_round_trips_grow_with_the_length_only(connection: Connection) -> None:
    wide = [
        Tie(f"w{n:04}-{side}", *ends, LinkKind.SHAREHOLDER)
        for n in range(300)
        for side, ends in enumerate([("a", f"m{n:04}"), (f"m{n:04}", "b")])
    ]
    await put(connection, [*wide, *ties(CHAIN), *ties("a>m0000 m0000>b")])
    (narrow, broad) = [await finder(connection).find(asked(*ends, max_length=2)) for ends in (("10", "12"), ("a", "b"))]
    assert (len(narrow.ways), len(broad.ways)) == (1, 10)
    assert (narrow.round_trips, broad.round_trips) == (5, 5)
    by_length = [
        (await finder(connection).find(asked("10", str(10 + n), max_length=n))).round_trips for n in range(1, 9)
    ]
    # one for the ends, one for each step, two for what is shown
    assert by_length == [n + 3 for n in range(1, 9)]


@pytest.mark.parametrize(
    ("limits", "reached", "certain"),
    [({"parties": 2}, WalkLimit.PARTIES, 2), ({"links": 3}, WalkLimit.LINKS, 2), ({"seconds": -1}, WalkLimit.TIME, 1)],
)
async def test_a_limit_cuts_and_is_named(
    connection: Connection, limits: dict[str, Any], reached: WalkLimit, certain: int
) -> None:
    await put(connection, ties(CHAIN))
    found = await finder(connection, **limits).find(asked("10", "16"))
    assert (ways(found), found.complete, found.more) == ([], False, None)
    assert reached in found.limits
    assert found.certain == certain


async def test_what_was_found_before_a_limit_is_answered(connection: Connection) -> None:
    ticks = itertools.count()
    await put(connection, ties(f"10>x x>16 {CHAIN}"))
    slow = PathFinder(
        *(WalkReader(connection), Reader(connection), Clock()),
        limits=WalkLimits(seconds=3),
        now=lambda: float(next(ticks)),
    )
    found = await slow.find(asked("10", "16", max_length=8))
    assert ways(found) == [("10", "x", "16")]
    assert (found.complete, found.limits) == (False, (WalkLimit.TIME,))


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        (asked("a", "b", max_length=0), ErrorCode.INVALID_VALUE, "max_length"),
        (asked("a", "b", max_length=11), ErrorCode.INVALID_VALUE, "max_length"),
        (asked("a", "a"), ErrorCode.INVALID_VALUE, "to"),
        (asked("nobody", "b"), ErrorCode.UNKNOWN_PARTY, "from"),
        (asked("a", "nobody"), ErrorCode.UNKNOWN_PARTY, "to"),
        (asked("a", "b", kinds=frozenset()), ErrorCode.INVALID_VALUE, "kinds"),
        (asked("a", "b", known_at=2**62), ErrorCode.KNOWN_AT_IN_FUTURE, "known_at"),
    ],
)
async def test_what_is_refused(embedded_connection: Connection, query: PathsQuery, code: ErrorCode, field: str) -> None:
    await put(embedded_connection, ties("a>b"))
    with pytest.raises(CreditGraphError) as refused:
        await finder(embedded_connection).find(query)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_the_limits_are_documented() -> None:
    names: Sequence[str] = list(WalkLimits.__dataclass_fields__)
    assert all(f"`{name}`" in (WalkLimits.__doc__ or "") for name in names)
