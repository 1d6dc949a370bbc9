"""Checks made are counted in memory and written in the background: nothing twice, nothing that was written lost (R52)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

import pytest

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from graph.ledger import Ledger
from graph.work import CheckTally, WorkStore
from resolvers import checks_made
from resolvers.checks_made import ChecksMade
from resolvers.principal import Principal, Scope

CHECK = frozenset({Scope.CHECK})
FINANCE = Principal("k1", "procurement", CHECK, "KS_FINANCE")
TAX = Principal("k2", "tax", CHECK, "KS_TAX")
NOBODY = Principal("k3", "a bank", CHECK)
MONDAY, TUESDAY = date(2019, 8, 5), date(2019, 8, 6)
AUGUST = ["2019-08"]


@pytest.fixture
def store(connection: Connection, ledger: Ledger) -> WorkStore:
    return WorkStore(connection, ledger)


def tally(principal: Principal, day: date, count: int) -> CheckTally:
    assert principal.department is not None
    return CheckTally(principal.department, principal.key_id, day, count)


async def test_checks_add_up_by_department_key_and_day(store: WorkStore) -> None:
    made = ChecksMade(store)
    for principal, day, number in [
        (FINANCE, MONDAY, 1),
        (FINANCE, MONDAY, 200),
        (TAX, TUESDAY, 1),
        (NOBODY, MONDAY, 5),
    ]:
        made.count(principal, day, number)
    made.count(FINANCE, TUESDAY, 0)
    await made.flush()
    made.count(FINANCE, MONDAY)
    await made.flush()
    await made.flush()
    assert await store.tallies(AUGUST) == [tally(FINANCE, MONDAY, 202), tally(TAX, TUESDAY, 1)]
    assert await store.tallies(["2019-07"]) == []


async def test_nothing_is_written_where_nothing_was_counted(store: WorkStore, ledger: Ledger) -> None:
    made = ChecksMade(store)
    made.count(NOBODY, MONDAY)
    before = await ledger.published()
    await made.flush()
    await made.close()
    assert await ledger.published() == before


async def test_asked_as_of_an_earlier_time_it_is_what_was_known(store: WorkStore, ledger: Ledger) -> None:
    made = ChecksMade(store)
    made.count(TAX, MONDAY, 3)
    await made.flush()
    then = await ledger.published()
    made.count(TAX, MONDAY, 4)
    await made.flush()
    assert await store.tallies(AUGUST, then) == [tally(TAX, MONDAY, 3)]
    assert await store.tallies(AUGUST) == [tally(TAX, MONDAY, 7)]


class Unreliable(WorkStore):
    """Loses the engine: before what it is given is written, and then after."""

    lost: tuple[str, ...] = ()

    async def record(self, tallies: Sequence[CheckTally]) -> None:
        how, self.lost = (self.lost or ("",))[0], self.lost[1:]
        if how != "before":
            await super().record(tallies)
        if how:
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "lost")


async def test_a_lost_engine_loses_no_count_and_doubles_none(connection: Connection, ledger: Ledger) -> None:
    store = Unreliable(connection, ledger)
    store.lost = ("before", "after")
    made = ChecksMade(store)
    made.count(TAX, MONDAY, 2)
    for _ in range(2):
        with pytest.raises(CreditGraphError):
            await made.flush()
        made.count(TAX, MONDAY)
    await made.flush()
    assert await store.tallies(AUGUST) == [tally(TAX, MONDAY, 2)]
    await made.flush()
    assert await store.tallies(AUGUST) == [tally(TAX, MONDAY, 4)]


async def test_the_first_check_of_a_day_is_written_soon_and_the_rest_at_the_end(
    store: WorkStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks_made, "FIRST_AFTER", 0.0)
    made = ChecksMade(store)
    written = asyncio.Event()
    record = store.record

    async def recorded(tallies: Sequence[CheckTally]) -> None:
        await record(tallies)
        written.set()

    monkeypatch.setattr(store, "record", recorded)
    made.start()
    made.count(TAX, MONDAY)
    await written.wait()
    assert await store.tallies(AUGUST) == [tally(TAX, MONDAY, 1)]
    made.count(TAX, MONDAY, 6)
    await made.close()
    assert await store.tallies(AUGUST) == [tally(TAX, MONDAY, 7)]
