"""Closures of holdings: what is reached upwards and downwards, as known when, in how many round trips, and what is cut."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from domain.links import LinkKind
from domain.parties import PartyKey, PartyKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.ownership import Closure, OwnershipReader, ReadBudget
from graph.reader import Reader
from tests.support.clock import FakeClock
from tests.support.holdings import holdings, told
from tests.support.statements import LinkCorrected, LinkEnded, LinkStated, PartyStated
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
SECOND = 1_000_000


@pytest.fixture
def reader(connection: Connection) -> OwnershipReader:
    return OwnershipReader(connection)


@pytest.fixture
def teller(connection: Connection, ledger: Ledger, clock: FakeClock) -> Teller:
    return Teller(connection, ledger, clock)


async def ids(connection: Connection, names: str) -> list[str]:
    found = await Reader(connection).parties([PartyKey(key=party_key(name)) for name in names.split()])
    return [party.id if party else "" for party in found]


def pairs(closure: Closure) -> list[str]:
    """The holdings by the names of their ends."""
    name = {party_id: party.name for party_id, party in closure.parties.items()}
    return sorted(f"{name[link.from_id]} {link.share or '?'} {name[link.to_id]}" for link in closure.history.links)


def listed(text: str) -> list[str]:
    return sorted(statement.strip() for statement in text.split(","))


def named(closure: Closure, party_ids: Iterable[str]) -> set[str]:
    return {closure.parties[party_id].name for party_id in party_ids}


WORLD = (
    """p 60 A, q 40 A, A 70 B, r 30 B, B 50 C, C 10 A, s 5-10 C, t ? D, C 100 D, u 20 X, D 80 X, A 1 B, v 9 Z, W 3 Z"""
)


async def test_upwards_every_holding_in_every_company_reached_and_nothing_below(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(told(WORLD))
    (c,) = await ids(connection, "C")
    found = await reader.upward([c])
    assert pairs(found) == listed("p 60 A, q 40 A, C 10 A, A 70 B, A 1 B, r 30 B, B 50 C, s 5-10 C")
    assert {party.name for party in found.parties.values()} == {"p", "q", "r", "s", "A", "B", "C"}
    assert {found.parties[party].kind for party in found.history.kinds} == {PartyKind.PERSON, PartyKind.ENTERPRISE}
    assert found.complete
    assert found.known_at > AT


async def test_downwards_everything_held_and_everybody_else_who_holds_it(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(told(WORLD))
    (b,) = await ids(connection, "B")
    found = await reader.downward([b])
    assert pairs(found) == sorted(
        [
            "B 50 C",
            "s 5-10 C",
            "C 10 A",
            "p 60 A",
            "q 40 A",
            "A 70 B",
            "A 1 B",
            "r 30 B",
            "C 100 D",
            "t ? D",
            "D 80 X",
            "u 20 X",
        ]
    )
    assert found.complete
    (v,) = await ids(connection, "v")
    assert pairs(await reader.downward([v])) == ["W 3 Z", "v 9 Z"]


async def test_several_at_once_and_those_that_nobody_has(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(told(WORLD))
    b, z, p = await ids(connection, "B Z p")
    found = await reader.upward([b, "nobody", z, b, p])
    assert pairs(found) == sorted(
        ["A 70 B", "A 1 B", "r 30 B", "p 60 A", "q 40 A", "C 10 A", "B 50 C", "s 5-10 C", "v 9 Z", "W 3 Z"]
    )
    assert p in found.parties
    for nothing in (await reader.upward(["nobody"]), await reader.downward([])):
        assert (nothing.parties, nothing.history.links, nothing.complete) == ({}, (), True)
        assert nothing.known_at == found.known_at


async def test_round_trips_grow_with_the_length_of_chains_only(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    chain = ",".join(f"C{n} 60 C{n + 1}, p{n} 40 C{n + 1}" for n in range(9))
    wide = ",".join(f"p{n} 1 W" for n in range(60))
    await teller.tell(told(f"{chain}, {wide}, W 100 X, X 100 Y"))
    chain_ids = await ids(connection, "C1 C3 C4 C6 C9")
    assert [(await reader.upward([start])).round_trips for start in chain_ids] == [1, 1, 2, 2, 3]
    together = await reader.upward(chain_ids)
    assert (together.round_trips, len(together.history.links)) == (1, 18)
    w, x, y, p = await ids(connection, "W X Y p7")
    assert [(await reader.upward([start])).round_trips for start in (w, x, y)] == [1, 2, 2]
    assert len((await reader.upward([y])).history.links) == 62
    assert (await reader.downward([p])).round_trips <= 4


async def test_links_of_all_dates_as_known_at_a_time(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(
        [
            *told("p 60@2019-01-01 A, q 40 A", also="r"),
            *holdings("r 10@/2018-01-01 A", at=AT + SECOND),
            LinkCorrected(AT + 5 * SECOND, "right", "p-A", date(2019, 1, 1), None, "55"),
            LinkEnded(AT + 9 * SECOND, "ended", "q-A", date(2020, 1, 1)),
        ]
    )
    (a,) = await ids(connection, "A")
    assert pairs(await reader.upward([a])) == ["p 55 A", "q 40 A", "r 10 A"]
    for known_at, expected in (
        (AT - 1, []),
        (AT + SECOND // 2, ["p 60 A", "q 40 A"]),
        (AT + 4 * SECOND, ["p 60 A", "q 40 A", "r 10 A"]),
        (AT + 6 * SECOND, ["p 55 A", "q 40 A", "r 10 A"]),
    ):
        found = await reader.upward([a], known_at)
        assert pairs(found) == expected
        assert found.known_at == known_at
        assert (a in found.parties) == (known_at >= AT)
    before, after = [await reader.upward([a], AT + n * SECOND) for n in (8, 10)]
    assert {link.until for link in before.history.links} == {None, date(2018, 1, 1)}
    assert {link.until for link in after.history.links} == {None, date(2018, 1, 1), date(2020, 1, 1)}
    later = await reader.upward([a], AT + 100 * SECOND)
    assert AT + 9 * SECOND <= later.known_at == after.known_at < AT + 10 * SECOND


async def test_names_as_they_were_known(connection: Connection, reader: OwnershipReader, teller: Teller) -> None:
    await teller.tell([*told("B 60 A"), PartyStated(AT + SECOND, "B", PartyKind.ENTERPRISE, "B new")])
    a, b = await ids(connection, "A B")
    assert (await reader.upward([a])).parties[b].name == "B new"
    assert (await reader.upward([a], AT + SECOND // 2)).parties[b].name == "B"
    assert (await reader.downward([b], AT + SECOND // 2)).parties[b].name == "B"


async def test_what_a_budget_cuts_is_named_and_the_same_everywhere(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(told("p 10 A, q 20 A, r 30 A, B 40 A, s 100 B, A 100 C, A 100 D, A 100 E"))
    (c,) = await ids(connection, "C")
    depth = await reader.upward([c], budget=ReadBudget(depth=2))
    assert pairs(depth) == ["A 100 C", "B 40 A", "p 10 A", "q 20 A", "r 30 A"]
    assert named(depth, depth.history.owners_unread) == {"B"}
    assert not depth.complete
    for cut in (ReadBudget(fan=3), ReadBudget(links=4), ReadBudget(parties=1)):
        found = await reader.upward([c], budget=cut)
        assert (pairs(found), named(found, found.history.owners_unread)) == (["A 100 C"], {"A"})
        assert not found.complete
    exactly = await reader.upward([c], budget=ReadBudget(fan=4, links=6, parties=3, depth=3))
    assert (len(exactly.history.links), exactly.complete) == (6, True)


async def test_of_a_party_asked_about_the_first_links_are_kept(
    connection: Connection, reader: OwnershipReader, teller: Teller
) -> None:
    await teller.tell(
        [*told("p 10 A, q 20 A", also="r B C D"), *holdings("r 30 A, A 5 B, A 5 C, A 5 D", at=AT + SECOND)]
    )
    (a,) = await ids(connection, "A")
    found = await reader.upward([a], budget=ReadBudget(fan=2))
    assert pairs(found) == ["p 10 A", "q 20 A"]
    assert named(found, found.history.owners_unread) == {"A"}
    down = await reader.downward([a], budget=ReadBudget(fan=2))
    assert len(down.history.links) == 2
    assert (named(down, down.history.holdings_unread), down.history.owners_unread) == ({"A"}, frozenset())
    assert not down.complete


async def test_a_company_with_many_owners_is_asked_for_again_and_found_whole(
    connection: Connection, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.ownership_walk.WIDE_LINKS", 4)
    monkeypatch.setattr("graph.ownership_walk.DEEP_LINKS", 4)
    monkeypatch.setattr("graph.ownership_walk.LEAST", 2)
    await teller.tell(told(",".join(f"p{n} 1 A" for n in range(9)) + ", q 1 B, A 1 C, B 1 C"))
    (c,) = await ids(connection, "C")
    found = await OwnershipReader(connection).upward([c])
    assert (len(found.history.links), found.complete, found.round_trips) == (12, True, 3)


async def test_no_step_is_begun_after_the_time(connection: Connection, teller: Teller) -> None:
    await teller.tell(told("p 10 A, A 50 B, B 50 C, C 50 D, D 50 E"))
    (e,) = await ids(connection, "E")
    ticks = iter(range(0, 100, 4))
    found = await OwnershipReader(connection, lambda: next(ticks)).upward([e], budget=ReadBudget(seconds=3))
    assert pairs(found) == ["B 50 C", "C 50 D", "D 50 E"]
    assert named(found, found.history.owners_unread) == {"B"}


async def test_roles_of_companies(connection: Connection, reader: OwnershipReader, teller: Teller) -> None:
    kinds = [LinkKind.ACTUAL_CONTROLLER, LinkKind.SENIOR_MANAGER, LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL]
    await teller.tell(
        [
            *told("p 10 A, q 10 B"),
            *(LinkStated(AT, kind, kind, "p", "A", since=date(2019, 1, 1)) for kind in kinds),
            LinkStated(AT, "D", LinkKind.DIRECTOR, "p", "A"),
            LinkStated(AT + SECOND, "M", LinkKind.SENIOR_MANAGER, "q", "A"),
        ]
    )
    a, b, p, q = await ids(connection, "A B p q")
    found = await reader.roles([a, b, "nobody"])
    assert sorted((link.kind, link.from_id) for link in found.links[a]) == sorted(
        [*((kind, p) for kind in kinds), (LinkKind.SENIOR_MANAGER, q)]
    )
    assert (found.links[b], found.complete, found.parties[q].name) == ((), True, "q")
    before = await reader.roles([a], AT + SECOND // 2)
    assert (len(before.links[a]), before.known_at) == (4, AT + SECOND // 2)
    cut = await reader.roles([a], fan=2)
    assert (len(cut.links[a]), cut.complete) == (2, False)


def test_the_parameters_are_documented() -> None:
    budget: Any = ReadBudget()
    assert all(word in (ReadBudget.__doc__ or "") for word in budget.__dataclass_fields__)
