"""Neighbourhoods on real engines: the same as by plain Python, past crowds, in round trips by depth only."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.walking.web import Tie
from graph.connection import Connection
from graph.walking import WalkReader
from resolvers.clock import Clock
from resolvers.neighbourhoods import Neighbourhood, NeighbourhoodQuery, Neighbourhoods
from resolvers.walking import EVERY_KIND, WalkLimit, WalkLimits
from tests.domain.walking.walked import dated, ties
from tests.support.raw_links import AT, PUBLISHED, put

DAY = date(2020, 1, 1)
SHARES, SEATS = LinkKind.SHAREHOLDER, LinkKind.DIRECTOR


def neighbourhoods(connection: Connection, **limits: Any) -> Neighbourhoods:
    return Neighbourhoods(WalkReader(connection), Clock(), limits=WalkLimits(**limits))


async def around(
    connection: Connection, party: str, *, limits: dict[str, Any] | None = None, **more: Any
) -> Neighbourhood:
    (found,) = await neighbourhoods(connection, **(limits or {})).around([NeighbourhoodQuery(party, **more)])
    return found


def distances(found: Neighbourhood) -> dict[str, int]:
    return {party.id: distance for party, distance in found.parties}


def link_ids(found: Neighbourhood) -> list[str]:
    return [link.id for link in found.links]


def left_out(found: Neighbourhood) -> dict[LinkKind, tuple[int, bool]]:
    return {one.kind: (one.count, one.exact) for one in found.left_out}


def plainly(links: Sequence[Tie], asked: NeighbourhoodQuery) -> tuple[dict[str, int], set[str], Counter[LinkKind]]:
    """What is to be found, without any reading: distances, links kept, and kinds of links left out."""
    kept, shown = {asked.party_id: 0}, set()
    seen: dict[str, Tie] = {}
    for level in range(asked.depth):
        nearer = {party for party, distance in kept.items() if distance == level}
        new = [
            tie
            for tie in links
            if tie.id not in seen
            and tie.holds_on(asked.day)
            and (asked.kinds is None or tie.kind in asked.kinds)
            and (
                (asked.following != "IN" and tie.from_id in nearer)
                or (asked.following != "OUT" and tie.to_id in nearer)
            )
        ]
        seen.update((tie.id, tie) for tie in new)
        for tie in sorted(new):
            for party in (tie.from_id, tie.to_id):
                if party not in kept and len(kept) <= asked.limit:
                    kept[party] = level + 1
        shown |= {tie.id for tie in new if {tie.from_id, tie.to_id} <= kept.keys()}
    return kept, shown, Counter(tie.kind for tie in seen.values() if tie.id not in shown)


async def test_as_plain_python_has_them(connection: Connection) -> None:
    chance = random.Random(5)
    names = [f"p{n:02}" for n in range(30)]
    links = []
    for number in range(70):
        since = DAY + timedelta(days=chance.randint(-5, 5))
        ends = chance.choice(names), chance.choice(names)
        kind = chance.choice([SHARES, SEATS, LinkKind.BRANCH])
        dates = chance.choice(
            [(None, None), (None, None), (since, None), (None, since), (since, since + timedelta(days=3))]
        )
        links.append(Tie(f"{number:03}", *ends, kind, *dates))
    await put(connection, links, also=[name for name in names if not any(name in tie[1:3] for tie in links)])
    queries = [
        NeighbourhoodQuery(
            chance.choice(names),
            depth=chance.randint(1, 3),
            kinds=chance.choice([None, frozenset({SHARES, LinkKind.BRANCH})]),
            following=chance.choice(["OUT", "IN", "BOTH"]),  # type: ignore[arg-type]
            day=chance.choice([None, DAY]),
            limit=chance.choice([2, 5, 200]),
        )
        for _ in range(40)
    ]
    answers = await neighbourhoods(connection).around(queries)
    complete = 0
    for asked, found in zip(queries, answers, strict=True):
        kept, shown, rest = plainly(links, asked)
        assert distances(found) == kept, asked
        assert link_ids(found) == sorted(shown), asked
        assert left_out(found) == {kind: (count, True) for kind, count in rest.items()}, asked
        assert found.complete == (not rest)
        assert (found.day, found.known_at, found.limits, found.not_walked) == (asked.day, PUBLISHED, (), ())
        complete += found.complete
    assert 5 < complete < 35


async def test_the_nearest_stand_first_and_the_party_itself_before_all(connection: Connection) -> None:
    await put(connection, ties("z>y z>b y>a"))
    found = await around(connection, "z", depth=2)
    assert [(party.id, distance) for party, distance in found.parties] == [("z", 0), ("b", 1), ("y", 1), ("a", 2)]


async def test_as_known_when_nothing_was_recorded_yet(connection: Connection) -> None:
    await put(connection, ties("a>b"))
    found = await around(connection, "a", known_at=AT - 1)
    assert (found.parties, found.links, found.complete, found.known_at) == ((), (), True, AT - 1)
    assert len((await around(connection, "a", known_at=AT)).parties) == 2


def crowd() -> list[Tie]:
    """A hub of 600 links: 500 shares, of which every fifth has ended, and 100 seats; the 10 first of them lead on."""
    shares = [
        dated(Tie(f"{n:03}", "hub", f"s{n:03}", SHARES), until="2019-01-01" if n % 5 == 0 else None) for n in range(500)
    ]
    seats = [Tie(f"{n + 500:03}", f"d{n:03}", "hub", SEATS) for n in range(100)]
    return [*shares, *seats, *(Tie(f"9{n:02}", f"s{n:03}", "far", SHARES) for n in range(10))]


async def test_around_a_crowd_the_first_recorded_are_kept_and_the_others_counted(connection: Connection) -> None:
    await put(connection, crowd())
    found = await around(connection, "hub", day=DAY, limit=20, limits={"fan": 90})
    assert set(distances(found)) == {"hub", *(f"s{n:03}" for n in range(26) if n % 5)}
    assert len(found.links) == 20
    assert left_out(found) == {SHARES: (380, True), SEATS: (100, True)}
    assert (found.complete, found.limits, found.not_walked) == (False, (WalkLimit.CROWDED,), ())
    of_any_day = await around(connection, "hub", day=None, limit=20, limits={"fan": 90})
    assert left_out(of_any_day) == {SHARES: (480, True), SEATS: (100, True)}
    small = await around(connection, "hub", day=DAY, limit=20, limits={"fan": 5_000})
    assert (distances(small), link_ids(small), left_out(small)) == (distances(found), link_ids(found), left_out(found))


async def test_a_capped_count_says_so(connection: Connection) -> None:
    await put(connection, crowd())
    found = await around(connection, "hub", day=None, limit=20, limits={"fan": 90, "crowd": 400})
    # of either direction 400 at most are looked at: 400 of 500 shares, all 100 seats
    assert left_out(found) == {SHARES: (380, False), SEATS: (100, False)}


async def test_a_crowd_met_on_the_way_is_shown_but_not_walked_through(connection: Connection) -> None:
    await put(connection, crowd())
    found = await around(connection, "s001", day=DAY, depth=3, limits={"fan": 90})
    # far is reached by its own link, and what else leads to far
    assert distances(found) == {"s001": 0, "hub": 1, "far": 1, **{f"s{n:03}": 2 for n in range(10) if n != 1}}
    assert (found.complete, found.limits, [party.id for party in found.not_walked]) == (
        False,
        (WalkLimit.CROWDED,),
        ["hub"],
    )
    assert left_out(found) == {}


async def test_limits_of_a_walk_are_named(connection: Connection) -> None:
    await put(connection, ties("a>b a>c b>d c>e"))
    few = await around(connection, "a", depth=2, limits={"links": 2})
    assert (distances(few), few.limits) == ({"a": 0, "b": 1, "c": 1}, (WalkLimit.LINKS,))
    assert [party.id for party in few.not_walked] == ["b", "c"]
    assert not few.complete
    late = await around(connection, "a", depth=2, limits={"seconds": -1})
    assert (distances(late), late.limits, late.complete) == ({"a": 0, "b": 1, "c": 1}, (WalkLimit.TIME,), False)
    narrow = await around(connection, "a", depth=2, limits={"parties": 2})
    assert (distances(narrow), narrow.limits, narrow.complete) == (
        {"a": 0, "b": 1, "c": 1, "d": 2},
        (WalkLimit.PARTIES,),
        False,
    )


async def test_round_trips_grow_with_the_depth_only(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = [Tie(f"{n:03}-{m}", f"a{n:03}", f"b{n:03}{m}", SHARES) for n in range(50) for m in range(5)]
    deep = [Tie(f"{n:03}-x", f"b{n:03}0", "x", SHARES) for n in range(50)]
    await put(connection, [*wide, *deep])
    trips = []
    read = connection.read

    async def counted(query: str, /, **params: Any) -> Any:
        trips.append(query)
        return await read(query, **params)

    monkeypatch.setattr(connection, "read", counted)
    for depth in (1, 2, 3):
        for count in (1, 50):
            trips.clear()
            await neighbourhoods(connection).around([NeighbourhoodQuery(f"a{n:03}", depth=depth) for n in range(count)])
            assert len(trips) == depth + 2


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"depth": 0}, ErrorCode.INVALID_VALUE, "depth"),
        ({"depth": 4}, ErrorCode.INVALID_VALUE, "depth"),
        ({"limit": 0}, ErrorCode.INVALID_VALUE, "limit"),
        ({"limit": 201}, ErrorCode.INVALID_VALUE, "limit"),
        ({"kinds": frozenset()}, ErrorCode.INVALID_VALUE, "kinds"),
        ({"known_at": 2**62}, ErrorCode.KNOWN_AT_IN_FUTURE, "known_at"),
    ],
)
async def test_what_is_refused(
    embedded_connection: Connection, more: dict[str, Any], code: ErrorCode, field: str
) -> None:
    with pytest.raises(CreditGraphError) as refused:
        await around(embedded_connection, "a", **more)
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_several_questions_of_different_kinds_and_times_at_once(connection: Connection) -> None:
    await put(connection, ties("a>b a>c:DIRECTOR"))
    shares = NeighbourhoodQuery("a", kinds=frozenset({SHARES}))
    everything, before = NeighbourhoodQuery("a", kinds=EVERY_KIND), NeighbourhoodQuery("a", known_at=AT - 1)
    answers = await neighbourhoods(connection).around([shares, everything, before, shares])
    assert [sorted(distances(found)) for found in answers] == [["a", "b"], ["a", "b", "c"], [], ["a", "b"]]
