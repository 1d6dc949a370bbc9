"""Ownership over the graph against the arithmetic on a plain model; sharing, threads, time; and the picture."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.ownership import (
    beneficial_owners,
    controllers,
    controls,
    effective_holdings,
    effective_owners,
)
from domain.parties import PartyKey
from graph.connection import Connection
from graph.ledger import Ledger
from graph.ownership import OwnershipReader, ReadBudget
from graph.reader import Reader
from resolvers import ownership as use_cases
from resolvers.clock import Clock
from resolvers.ownership import Asked, Ownership
from resolvers.ownership_picture import picture_of
from tests.support.clock import FakeClock
from tests.support.holdings import told
from tests.support.ownership_worlds import (
    COMPANIES,
    DAYS,
    PERSONS,
    TIMES,
    OwnershipWorld,
    history_of,
    named,
    ownership_worlds,
    put,
)
from tests.support.statements import LinkStated
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
_batches: Iterator[int] = itertools.count()


def make(connection: Connection, **limits: Any) -> Ownership:
    return Ownership(OwnershipReader(connection), Reader(connection), Clock(), **limits)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.lists(ownership_worlds(), min_size=8, max_size=8))
async def test_answers_are_those_of_the_plain_model(connection: Connection, drawn: list[OwnershipWorld]) -> None:
    batch = next(_batches)
    worlds = [named(world, f"{batch}.{n}/") for n, world in enumerate(drawn)]
    await put(connection, worlds)
    for known_at in (*TIMES, None):
        await _compare(make(connection), worlds, known_at)


async def _compare(ownership: Ownership, worlds: list[OwnershipWorld], known_at: int | None) -> None:
    at = TIMES[-1] if known_at is None else known_at
    model = history_of(worlds, at)
    companies = [world.party(name) for world in worlds for name in COMPANIES]
    everybody = companies + [world.party(name) for world in worlds for name in PERSONS]
    roles = [link for world in worlds for link in world.known(at) if link.kind is not LinkKind.SHAREHOLDER]
    above = await ownership.upward([Asked(company, known_at) for company in companies])
    run_by = await ownership.roles([Asked(company, known_at) for company in companies])
    below = await ownership.downward([Asked(party, known_at) for party in everybody])
    for day in DAYS:
        snapshot = model.on(day)
        for around, run in zip(above, run_by, strict=True):
            company = around.party_id
            assert around.known_at == at
            assert await ownership.effective_owners(around, day) == effective_owners(snapshot, company)
            assert await ownership.controllers(around, day) == controllers(snapshot, company)
            found = await ownership.beneficial_owners(around, run, day)
            assert found == beneficial_owners(snapshot, company, day, roles)
        for around in below:
            assert await ownership.effective_holdings(around, day) == effective_holdings(snapshot, around.party_id)
            assert await ownership.controls(around, day) == controls(snapshot, around.party_id)


@pytest.fixture
def teller(connection: Connection, ledger: Ledger, clock: FakeClock) -> Teller:
    return Teller(connection, ledger, clock)


async def ids(connection: Connection, names: str) -> list[str]:
    found = await Reader(connection).parties([PartyKey(key=party_key(name)) for name in names.split()])
    return [party.id if party else "" for party in found]


async def test_a_company_that_holds_its_own_shares(connection: Connection, teller: Teller) -> None:
    await teller.tell(told("p 80 A, A 20 A"))
    (a,) = await ids(connection, "A")
    ownership = make(connection)
    (around,) = await ownership.upward([Asked(a)])
    (stake,) = (await ownership.effective_owners(around, date(2024, 1, 1))).stakes
    assert (stake.percent, stake.cyclic, stake.complete) == (100, True, True)


async def test_the_picture_has_what_is_behind_a_party_on_the_day_and_nothing_else(
    connection: Connection, teller: Teller
) -> None:
    await teller.tell(
        [
            *told(
                "p 60 A, q 50@/2019-01-01 A, F 10@/2019-01-01 A, s 100 F, B 10@2019-01-01 A, r 30 B, A 60 C", also="m"
            ),
            LinkStated(AT, "m", LinkKind.SENIOR_MANAGER, "m", "A"),
            LinkStated(AT, "n", LinkKind.DIRECTOR, "m", "A"),
            LinkStated(AT, "o", LinkKind.SENIOR_MANAGER, "m", "B"),
        ]
    )
    (a,) = await ids(connection, "A")
    picture = await picture_of(make(connection), a, date(2020, 1, 1))
    name = {party.id: party.name for party in picture.parties.values()}
    assert set(name.values()) == {"A", "p", "B", "r", "m"}
    assert picture.identifiers.keys() == picture.parties.keys()
    assert {(name[link.from_id], link.kind, name[link.to_id]) for link in picture.links} == {
        ("p", LinkKind.SHAREHOLDER, "A"),
        ("B", LinkKind.SHAREHOLDER, "A"),
        ("r", LinkKind.SHAREHOLDER, "B"),
        ("m", LinkKind.SENIOR_MANAGER, "A"),
    }
    assert [(name[stake.holder], stake.percent) for stake in picture.owners.stakes] == [("p", 60), ("B", 10), ("r", 3)]
    assert [name[control.controller] for control in picture.controllers.controls] == ["p"]
    assert picture.beneficial is not None
    assert [name[owner.party] for owner in picture.beneficial.owners] == ["p"]
    assert (picture.party.name, picture.complete) == ("A", True)
    before = await picture_of(make(connection), a, date(2018, 1, 1), min_percent=Decimal(20))
    assert {party.name for party in before.parties.values()} == {"A", "p", "q", "F", "s", "m"}
    assert len(before.owners.stakes) == 2
    cut = await picture_of(make(connection, limits=ReadBudget(depth=1)), a, date(2020, 1, 1))
    assert (cut.complete, {cut.parties[party].name for party in cut.owners_unread}) == (False, {"B"})


async def test_a_person_has_a_picture_without_owners_and_nobody_has_none(
    connection: Connection, teller: Teller
) -> None:
    await teller.tell(told("p 60 A"))
    (p,) = await ids(connection, "p")
    picture = await picture_of(make(connection), p)
    assert (picture.owners.stakes, picture.controllers.controls, picture.beneficial, picture.links) == (
        (),
        (),
        None,
        (),
    )
    for party_id, known_at, code in (
        ("nobody", None, ErrorCode.UNKNOWN_PARTY),
        (p, AT - 1, ErrorCode.UNKNOWN_PARTY),
        (p, 2**60, ErrorCode.KNOWN_AT_IN_FUTURE),
    ):
        with pytest.raises(CreditGraphError) as refused:
            await picture_of(make(connection), party_id, known_at=known_at)
        assert refused.value.code is code


async def test_what_may_take_long_is_calculated_in_a_thread(
    connection: Connection, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teller.tell(told("p 60 A, q 30 A"))
    (a,) = await ids(connection, "A")
    seen: list[bool] = []

    def watched(*args: Any, **kwargs: Any) -> Any:
        seen.append(threading.current_thread() is threading.main_thread())
        return effective_owners(*args, **kwargs)

    monkeypatch.setattr(use_cases, "effective_owners", watched)
    ownership = make(connection)
    (around,) = await ownership.upward([Asked(a)])
    few = await ownership.effective_owners(around, date(2024, 1, 1))
    monkeypatch.setattr(use_cases, "INLINE", 1)
    many = await ownership.effective_owners(around, date(2024, 1, 1))
    assert (seen, few) == ([True, False], many)


async def test_parties_asked_for_together_are_read_together_but_not_mixed_up(
    connection: Connection, teller: Teller
) -> None:
    await teller.tell(told("p 60 A, p 60@2019-01-01 A, q 60 B, q 50 B, B 10 C"))
    a, c = await ids(connection, "A C")
    of_a, of_c = await make(connection).upward([Asked(a), Asked(c)])
    assert of_a.closure is of_c.closure
    day = date(2024, 1, 1)
    assert {of_a.party(party).name for party in of_a.above(day)} == {"A", "p"}
    assert {of_c.party(party).name for party in of_c.above(day)} == {"C", "B", "q"}
