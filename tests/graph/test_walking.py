"""Reading links for walks: all dates, as known when, of which kinds; and parties with many, which are left alone."""

from __future__ import annotations

from datetime import date

import pytest

from domain.links import LinkKind
from domain.parties import PartyKey, PartyKind
from domain.time import NEVER
from domain.walking.web import Tie
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Reader
from graph.walking import Opened, WalkReader
from resolvers.walking import EVERY_KIND
from tests.domain.walking.walked import dated, ties
from tests.support.clock import FakeClock
from tests.support.holdings import told
from tests.support.raw_links import PUBLISHED, put
from tests.support.statements import LinkCorrected, PartyStated
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
SECOND = 1_000_000
WIDE = {"fan": 100, "room": 1_000}


@pytest.fixture
def reader(connection: Connection) -> WalkReader:
    return WalkReader(connection)


def ids(opened: Opened) -> dict[str, list[str]]:
    """The ids of links by opening, written `party OUT`."""
    return {" ".join(opening): sorted(tie.id for tie in links) for opening, links in opened.links.items()}


async def test_links_of_each_way_with_kinds_and_dates(connection: Connection, reader: WalkReader) -> None:
    links = [
        *ties("a>b a>b:DIRECTOR c>a a>a"),
        dated(Tie("009", "c", "b", LinkKind.BRANCH), "2019-01-01", "2020-01-01"),
    ]
    await put(connection, links)
    opened = await reader.open([("a", "OUT"), ("a", "IN"), ("b", "IN"), ("nobody", "OUT")], EVERY_KIND, None, **WIDE)
    assert ids(opened) == {
        "a OUT": ["000", "001", "003"],
        "a IN": ["002", "003"],
        "b IN": ["000", "001", "009"],
        "nobody OUT": [],
    }
    assert sorted(opened.links["b", "IN"]) == [links[0], links[1], links[4]]
    assert (opened.known_at, opened.round_trips, opened.count()) == (PUBLISHED, 1, 8)
    some = await reader.open([("b", "IN")], frozenset({LinkKind.DIRECTOR, LinkKind.BRANCH}), None, **WIDE)
    assert ids(some) == {"b IN": ["001", "009"]}
    assert await reader.open([], EVERY_KIND, None, **WIDE) == Opened(known_at=PUBLISHED, round_trips=1)


async def test_as_known_at_a_time(connection: Connection, ledger: Ledger, clock: FakeClock, reader: WalkReader) -> None:
    teller = Teller(connection, ledger, clock)
    await teller.tell(
        [
            *told("P 60 A"),
            LinkCorrected(AT + SECOND, "right", "P-A", date(2019, 1, 1), None, "55"),
            PartyStated(AT + 2 * SECOND, "P", PartyKind.ENTERPRISE, "P new"),
        ]
    )
    (party,) = await Reader(connection).parties([PartyKey(key=party_key("A"))])
    assert party is not None
    found = {}
    for known_at in (AT - 1, AT + 1, AT + SECOND + 100, None):
        opened = await reader.open([(party.id, "IN")], EVERY_KIND, known_at, **WIDE)
        found[known_at] = [tie.since for tie in opened.links[party.id, "IN"]]
        if known_at is not None:
            assert opened.known_at == known_at
    assert list(found.values()) == [[], [None], [date(2019, 1, 1)], [date(2019, 1, 1)]]
    before, after = teller.link_ids["P-A"], teller.link_ids["right"]
    links = await reader.links([before, after, "none"], AT + 1)
    assert (links[before].superseded_at, str(links[before].share)) == (NEVER, "60")
    later = await reader.links([before], AT + 2 * SECOND)
    assert AT + SECOND <= later[before].superseded_at < AT + 2 * SECOND
    assert await reader.links([], AT) == {}
    holder = links[before].from_id
    then, at = await reader.parties([holder, "nobody"], AT + 1)
    now, _ = await reader.parties([holder], None)
    assert ([p.name for p in then.values()], at, [p.name for p in now.values()]) == (["P"], AT + 1, ["P new"])
    assert await reader.parties([holder], AT - 1) == ({}, AT - 1)


async def test_a_party_with_more_links_than_the_fan_is_crowded_in_that_way_only(
    connection: Connection, reader: WalkReader
) -> None:
    await put(connection, ties("h>a h>b h>c d>h h>d:DIRECTOR"))
    opened = await reader.open([("h", "OUT"), ("h", "IN")], EVERY_KIND, None, fan=3, room=100)
    assert (ids(opened), opened.crowded, opened.unread) == ({"h IN": ["003"]}, {("h", "OUT")}, set())
    directors = await reader.open([("h", "OUT")], frozenset({LinkKind.SHAREHOLDER}), None, fan=3, room=100)
    assert (ids(directors), directors.crowded) == ({"h OUT": ["000", "001", "002"]}, set())


async def test_those_with_more_than_their_part_are_read_by_themselves(
    connection: Connection, reader: WalkReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.walking._WIDTH", 4)
    monkeypatch.setattr("graph.walking._NARROWEST", 2)
    await put(connection, ties("h>a h>b h>c k>a k>b k>c k>d a>x b>x"))
    openings = [(party, "OUT") for party in "hkab"]
    opened = await reader.open(openings, EVERY_KIND, None, fan=10, room=100)  # type: ignore[arg-type]
    assert (opened.count(), opened.round_trips, opened.crowded, opened.unread) == (9, 2, set(), set())
    tight = await reader.open(openings, EVERY_KIND, None, fan=10, room=8)  # type: ignore[arg-type]
    assert ids(tight) == {"a OUT": ["007"], "b OUT": ["008"], "h OUT": ["000", "001", "002"]}
    assert (tight.crowded, tight.unread) == (set(), {("k", "OUT")})
    crowded = await reader.open(openings, EVERY_KIND, None, fan=3, room=100)  # type: ignore[arg-type]
    assert (crowded.count(), crowded.crowded, crowded.unread) == (5, {("k", "OUT")}, set())
    nothing = await reader.open([("h", "OUT"), ("c", "OUT")], EVERY_KIND, None, fan=10, room=0)
    assert (ids(nothing), nothing.unread) == ({"c OUT": []}, {("h", "OUT")})


async def test_the_links_of_a_crowd_by_kind_and_day(connection: Connection, reader: WalkReader) -> None:
    ended = dated(Tie("900", "h", "x", LinkKind.SHAREHOLDER), until="2019-01-01")
    await put(connection, [*ties("h>a h>b:DIRECTOR h>c d>h"), ended])
    day = date(2020, 1, 1)
    crowd = await reader.crowd(("h", "OUT"), EVERY_KIND, PUBLISHED, day, 100)
    assert (dict(crowd.ids), crowd.whole) == (
        {LinkKind.SHAREHOLDER: ("000", "002"), LinkKind.DIRECTOR: ("001",)},
        True,
    )
    of_any_day = await reader.crowd(("h", "OUT"), frozenset({LinkKind.SHAREHOLDER}), PUBLISHED, None, 100)
    assert dict(of_any_day.ids) == {LinkKind.SHAREHOLDER: ("000", "002", "900")}
    assert dict((await reader.crowd(("h", "IN"), EVERY_KIND, PUBLISHED, day, 100)).ids) == {
        LinkKind.SHAREHOLDER: ("003",)
    }
    assert not any((await reader.crowd(("h", "OUT"), EVERY_KIND, 1, day, 100)).ids.values())
    part = await reader.crowd(("h", "OUT"), EVERY_KIND, PUBLISHED, None, 2)
    assert (sum(len(found) for found in part.ids.values()), part.whole) == (2, False)
