"""Any order of arrival comes to the same (R19): what became known late and in any order leaves the same state, the same
dispatches, and a recall of everything else that was ever told. On both engines, against a plain register."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from domain.dispatches import due
from domain.findings import Finding, FindingState, state_on
from domain.recipients import PARTY_PREFIX
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from tests.support.arrivals import FIRST, Arrival, Story, story
from tests.support.clock import FakeClock
from tests.support.loading import shipped_rules
from tests.support.office import Office, open_office
from tests.support.plain_register import PlainRegister

STORIES = 12
LAST = FIRST + timedelta(days=2000)
What = tuple[str, str, str, str, str, str]


async def arrive(office: Office, arrival: Arrival) -> None:
    load = {
        "parties": office.loader.load_parties,
        "links": office.loader.load_links,
        "penalties": office.loader.load_penalties,
        "findings": office.loader.load_findings,
    }[arrival.kind]
    assert (await load(list(arrival.rows), "register")).row_errors == []


@pytest.fixture
async def office(connection: Connection, ledger: Ledger, clock: FakeClock) -> Office:
    return await open_office(connection, ledger, clock)


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_order_of_arrival_comes_to_the_same(office: Office, seed: int) -> None:
    chance = Random(seed)
    stories = [story(f"S{number}", chance) for number in range(STORIES)]
    await arrive(office, Arrival("parties", tuple(row for each in stories for row in each.first)))
    await arrive(office, Arrival("penalties", tuple(row for each in stories for row in each.penalty)))
    arrivals = [arrival for each in stories for arrival in each.arrivals]
    chance.shuffle(arrivals)
    end = chance.choice([date(2020, 9, 1), date(2021, 6, 1), LAST])
    days = sorted(FIRST + timedelta(days=chance.randrange((end - FIRST).days)) for _ in arrivals)
    for arrival, day in zip(arrivals, days, strict=True):
        await arrive(office, arrival)
        if chance.random() < 0.6:
            await office.settle(day)
    await office.settle(end)
    told = await office.all(kind="TELL")
    assert len(told) > 20, "the worlds tell somebody"
    for each in stories:
        await check(office, each, end)
    # Each telling is recalled once where it no longer holds, and by nothing where it does.
    recalls = Counter(each.recalls for each in await office.all(kind="RECALL"))
    assert recalls == Counter({each.key: 1 for each in told if each.recalled_at is not None})


async def check(office: Office, one: Story, day: date) -> None:
    """State and open dispatches of one finding are those of the whole story, told in its own order (days alone tell nobody
    again: docs/decisions/dispatches.md)."""
    rules = shipped_rules()
    telling = PlainRegister(one.statements, rules).telling(one.number, NEVER - 1)
    assert telling is not None
    wanted = {
        (n.clause_id, n.effect, n.matter, n.grade, plain(n.subject_id), recipient(n.recipient))
        for n in due(telling, day, rules)
    }
    found = await office.connection.read("MATCH (f:Finding {number: $number}) RETURN f.id AS id", number=one.number)
    (standing,) = await office.store.standings([found[0]["id"]])
    assert state(standing.telling.finding, day) == state(telling.finding, day)
    assert await open_dispatches(office, found[0]["id"]) == wanted


def state(finding: Finding, day: date) -> tuple[object, ...] | None:
    """All of the state but for ids."""
    governing = shipped_rules().governing(finding.area, day)
    assert governing is not None
    found: FindingState | None = state_on(finding, day, governing.validity)
    if found is None:
        return None
    return (found.grade, found.graded_on, found.expires_on, found.lifted_on, found.in_force, len(found.events))


async def open_dispatches(office: Office, finding_id: str) -> set[What]:
    records = await office.connection.read("MATCH (p:Party) RETURN p.id AS id, p.name AS name")
    names = {record["id"]: record["name"] for record in records}
    told = [each for each in await office.all(kind="TELL") if each.finding_id == finding_id]
    found: list[What] = []
    for each in told:
        if each.recalled_at is None:
            to = each.recipient
            to = names[to.removeprefix(PARTY_PREFIX)] if to.startswith(PARTY_PREFIX) else to
            subject = names[each.subject_id]
            found.append((each.clause_id, each.effect, each.matter, each.grade, subject, to))
    assert len(found) == len(set(found)), "told twice"
    return set(found)


def plain(party_id: str) -> str:
    """A party's name in the plain register."""
    return party_id.removeprefix("party:")


def recipient(code: str) -> str:
    return plain(code.removeprefix(PARTY_PREFIX)) if code.startswith(PARTY_PREFIX) else code
