"""Dispatchers in processes of their own, two at once and killed (kill -9) half way: nobody is told twice, and everybody once.
On both engines."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest

from domain.dispatches import due
from domain.feedback import DispatchState
from graph.ledger import Ledger
from resolvers.dispatching import Settled
from tests.resolvers.test_loading_killed import address
from tests.support.clock import FakeClock
from tests.support.engines import Started
from tests.support.loading import shipped_rules
from tests.support.office import GENERAL, SERIOUS, Office, finding, open_office, serious
from tests.support.processes import kill, line, running

DAY = date(2019, 8, 20)
FINDINGS, HEAVY, ROUNDS = 200, 4, 3

DISPATCHER = """
import asyncio, json, sys
from datetime import date
from pathlib import Path
from graph.connection import open_connection
from graph.control import ControlReader
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.locks import FileLock
from graph.rulebook import RuleStore
from resolvers import dispatching
from resolvers.clock import Clock
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl

class Telling(DispatchStore):
    async def settle(self, *args):
        settled = await super().settle(*args)
        print("told", flush=True)
        return settled

async def main():
    dispatching.WRITE_AT_ONCE = 3
    connection = await open_connection(**json.loads(sys.argv[1]))
    ledger = Ledger(connection, process_lock=FileLock(Path(sys.argv[2])) if sys.argv[2] else None)
    rules = Rules(RuleStore(connection, ledger))
    await rules.load()
    control = TellingControl(ControlReader(connection))
    dispatcher = dispatching.Dispatcher(Telling(connection, ledger), rules, Clock(), control)
    await dispatcher.settle_all(date.fromisoformat(sys.argv[3]))
    print("done", flush=True)

asyncio.run(main())
"""


@pytest.fixture
async def office(started: Started, ledger: Ledger, clock: FakeClock) -> Office:
    made = await open_office(started.connection, ledger, clock)
    await made.load(*(serious(f"S{n}") for n in range(HEAVY)), *(finding(f"G{n}") for n in range(FINDINGS - HEAVY)))
    return made


def arguments(started: Started) -> tuple[str, str, str]:
    lock = str(started.process_lock._path) if started.process_lock else ""
    return address(started.connection), lock, DAY.isoformat()


async def check(office: Office) -> None:
    """What is recorded is exactly what is due, once each."""
    ids = await office.store.finding_ids("", FINDINGS + 1)
    tellings = [standing.telling for standing in await office.store.standings(ids)]
    assert len(tellings) == FINDINGS
    wanted = {f"{notice.base}:1" for telling in tellings for notice in due(telling, DAY, shipped_rules())}
    found = Counter(each.key for each in await office.all())
    assert set(found) == wanted
    assert set(found.values()) == {1}
    assert len(wanted) == HEAVY * SERIOUS + (FINDINGS - HEAVY) * GENERAL
    assert {each.state for each in await office.all()} == {DispatchState.PENDING}


async def test_two_at_once_one_of_which_is_killed(office: Office, started: Started) -> None:
    async with running(DISPATCHER, *arguments(started)) as killed, running(DISPATCHER, *arguments(started)) as other:
        assert await line(killed) == "told"
        kill(killed.pid)
        while await line(other) != "done":
            pass
    office.clock.set(datetime.now(UTC))
    assert await office.settle(DAY) == Settled()
    await check(office)


async def test_killed_again_and_again_half_way(office: Office, started: Started) -> None:
    dice = Random(5)
    for _ in range(ROUNDS):
        async with running(DISPATCHER, *arguments(started)) as process:
            for _ in range(dice.randrange(1, 9)):
                assert await line(process) == "told"
            kill(process.pid)
            await process.wait()
    told = len(await office.all())
    office.clock.set(datetime.now(UTC))
    rest = await office.settle(DAY)
    assert told > 0
    assert rest.told == HEAVY * SERIOUS + (FINDINGS - HEAVY) * GENERAL - told > 0
    await check(office)
