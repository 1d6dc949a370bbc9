"""Findings to look at: their state on a day, and lists filtered by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import EventKind, Grade
from domain.parties import PartyKey, PartyKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Reader
from graph.rulebook import RuleStore
from resolvers import findings as findings_module
from resolvers.clock import Clock
from resolvers.findings import FindingFilter, Findings, FindingsOf, state
from resolvers.rules import Rules
from tests.domain.making import finding
from tests.support.clock import FakeClock
from tests.support.loading import shipped_documents, shipped_rules
from tests.support.statements import EventStated, FindingStated, PartyStated, Statement
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
RECOGNISED, DEADLINE = date(2019, 8, 1), date(2019, 9, 1)


def test_before_its_recognition_a_finding_has_the_state_it_began_with_and_is_not_in_force() -> None:
    made = finding(rectify_by=DEADLINE)
    before = state(made, date(2019, 7, 31), shipped_rules())
    assert (before.grade, before.graded_on, before.in_force) == (Grade.GENERAL, RECOGNISED, False)
    assert before.expires_on == date(2020, 8, 2)
    first = state(made, RECOGNISED, shipped_rules())
    assert (first.grade, first.in_force) == (Grade.GENERAL, True)
    risen = state(made, date(2019, 9, 2), shipped_rules())
    assert (risen.grade, risen.graded_on, risen.in_force) == (Grade.SERIOUS, date(2019, 9, 2), True)


def test_a_finding_in_an_area_that_no_policy_knows_is_never_in_force() -> None:
    odd = state(replace(finding(), area="MOON"), RECOGNISED, shipped_rules())
    assert (odd.grade, odd.expires_on, odd.in_force) == (Grade.GENERAL, RECOGNISED, False)


def stated(
    number: str, party: str, area: str, grade: Grade = Grade.GENERAL, rectify: date | None = None
) -> FindingStated:
    department = "KS_EMERGENCY_MANAGEMENT" if area == "WORK_SAFETY" else "KS_FIRE_BRIGADE"
    return FindingStated(
        *(AT + int(number[1:]), number, party, area, department, RECOGNISED, RECOGNISED, rectify, grade),
        standard="标准" if grade is Grade.SERIOUS else None,
    )


WORLD: list[Statement] = [
    *(PartyStated(AT, key, PartyKind.ENTERPRISE, key) for key in ("e", "x")),
    stated("F1", "e", "WORK_SAFETY"),
    stated("F2", "e", "FIRE_SAFETY", Grade.SERIOUS),
    stated("F3", "x", "WORK_SAFETY", rectify=DEADLINE),
    stated("F4", "e", "WORK_SAFETY", Grade.SERIOUS),
    EventStated(AT + 9, "F4", EventKind.WITHDRAWN, date(2019, 10, 1)),
]
TODAY = datetime(2019, 9, 10, tzinfo=UTC)


@pytest.fixture
async def findings(connection: Connection, ledger: Ledger, clock: FakeClock) -> Findings:
    rules = Rules(RuleStore(connection, ledger))
    clock.now = AT - 1
    await rules.record(shipped_documents())
    await Teller(connection, ledger, clock).tell(WORLD)
    clock.set(TODAY)
    return Findings(Reader(connection), rules, Clock(now=clock))


E = PartyKey(key=party_key("e"))


LISTS: list[tuple[FindingFilter, list[str]]] = [
    (FindingFilter(), ["F1", "F2", "F3", "F4"]),
    (FindingFilter(area="WORK_SAFETY"), ["F1", "F3", "F4"]),
    (FindingFilter(area="MOON"), []),
    (FindingFilter(party=E), ["F1", "F2", "F4"]),
    (FindingFilter(party=PartyKey(key=party_key("nobody"))), []),
    (FindingFilter(party=E, area="WORK_SAFETY"), ["F1", "F4"]),
    (FindingFilter(grade=Grade.SERIOUS), ["F2", "F3", "F4"]),  # as of today: F3 has risen
    (FindingFilter(grade=Grade.GENERAL), ["F1"]),
    (FindingFilter(grade=Grade.SERIOUS, in_force_on=date(2019, 9, 1)), ["F2", "F4"]),
    (FindingFilter(grade=Grade.GENERAL, in_force_on=date(2019, 9, 1)), ["F1", "F3"]),
    (FindingFilter(in_force_on=date(2019, 7, 31)), []),
    (FindingFilter(in_force_on=date(2019, 10, 1)), ["F1", "F2", "F3"]),
    (FindingFilter(in_force_on=date(2020, 8, 2)), ["F2", "F3"]),
    (FindingFilter(in_force_on=date(2022, 8, 2)), ["F3"]),
    (FindingFilter(party=E, grade=Grade.SERIOUS, in_force_on=date(2019, 10, 1)), ["F2"]),
]


async def test_lists_by_area_grade_party_and_day(findings: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    for chunk in (1, 2, 1000):
        monkeypatch.setattr(findings_module, "CHUNK", chunk)
        for wanted, numbers in LISTS:
            assert await findings.count(wanted) == len(numbers), wanted
            for first in (1, 3, 100):
                assert await numbers_by_pages(findings, wanted, first) == numbers, wanted


async def numbers_by_pages(findings: Findings, wanted: FindingFilter, first: int) -> list[str]:
    shown: list[str] = []
    after: str | None = None
    while True:
        page = await findings.find(wanted, first, after)
        assert len(page.items) <= first
        shown += [each.number for each in page.items]
        if not page.has_next:
            return shown
        after = page.cursors[-1]


async def test_pages_for_several_parties_at_once(findings: Findings, connection: Connection) -> None:
    e, x = [party.id for party in await Reader(connection).parties([E, PartyKey(key=party_key("x"))]) if party]
    first = FindingsOf(e, first=2)
    pages = await findings.of_parties([first, FindingsOf(x), FindingsOf("none"), FindingsOf(e, date(2019, 10, 1))])
    assert [[each.number for each in page.items] for page in pages] == [["F1", "F2"], ["F3"], [], ["F1", "F2"]]
    assert [page.has_next for page in pages] == [True, False, False, False]
    (rest,) = await findings.of_parties([replace(first, after=pages[0].cursors[-1])])
    assert ([each.number for each in rest.items], rest.has_next) == (["F4"], False)


async def test_by_number_and_id(findings: Findings) -> None:
    one, none, two = await findings.by_numbers(["F1", "F9", "F2"])
    assert none is None
    assert one is not None
    assert two is not None
    assert await findings.by_ids([two.id, "none", one.id]) == [two, None, one]
    assert await findings.penalties(["none"]) == [None]


async def test_a_forged_cursor_is_refused(findings: Findings) -> None:
    for call in (findings.find(FindingFilter(), 1, "x"), findings.of_parties([FindingsOf("e", after="x")])):
        with pytest.raises(CreditGraphError) as refused:
            await call
        assert refused.value.code is ErrorCode.INVALID_CURSOR
