"""What the report sees of departments' work by itself (R20, R42, R52), on the day before, on and after each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.cases import CaseKind
from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import FeedbackResult
from domain.looks import Conclusion
from domain.months import Month
from domain.progress import Cell, ProgressRow
from domain.receipt import receipt_hash
from domain.time import to_recorded
from graph.connection import Connection
from graph.delivery import DeliveryStore
from resolvers import work_sources
from resolvers.cases import OpeningAct
from resolvers.checks import CheckRequest
from resolvers.looks import LookAct
from resolvers.principal import Principal, Scope
from tests.support.desk import SAFETY, Desk, finding, party_key

OCTOBER, NOVEMBER, DECEMBER = Month(2019, 10), Month(2019, 11), Month(2019, 12)
DESK = frozenset({Scope.FIND, Scope.CHECK})
POLICE = Principal("k", "police", DESK, "KS_PUBLIC_SECURITY")
ADMIN = Principal("a", "credit office", frozenset({Scope.ADMIN}))


async def row(desk: Desk, unit: str, month: Month, known_at: int | None = None) -> ProgressRow:
    known = await desk.services.progress.report(month, known_at)
    return next(row for table in known.report.tables for row in table.rows if row.unit == unit)


async def cell(desk: Desk, unit: str, item: str, month: Month = OCTOBER) -> Cell:
    return next(cell for cell in (await row(desk, unit, month)).cells if cell.item == item)


def shown(found: Cell) -> tuple[str, int, tuple[str, ...]]:
    return found.text, found.count, found.records


def opening(kind: CaseKind, number: str, on: date = date(2019, 10, 1), department: str | None = None) -> OpeningAct:
    return OpeningAct(kind, number, party_key("E1"), on, date(2019, 12, 31), "情况", department, SAFETY)


async def test_r52_checks_count_as_reviews(desk: Desk) -> None:
    assert shown(await cell(desk, "KS_TAX", "REVIEWS")) == ("*", 0, ())
    key = Principal("k9", "tax hall", frozenset({Scope.CHECK}), "KS_TAX")
    desk.services.checks_made.count(key, date(2019, 9, 30), 3)
    desk.services.checks_made.count(key, date(2019, 10, 1), 4)
    await desk.services.checks_made.flush()
    assert shown(await cell(desk, "KS_TAX", "REVIEWS")) == ("√", 7, ("2019-09-30 k9", "2019-10-01 k9"))
    assert shown(await cell(desk, "KS_TAX", "REVIEWS", Month(2019, 9))) == ("√", 3, ("2019-09-30 k9",))
    assert shown(await cell(desk, "KS_TAX", "REVIEWS", Month(2019, 8))) == ("*", 0, ())
    assert shown(await cell(desk, "KS_AUDIT", "REVIEWS")) == ("*", 0, ())


async def test_r52_a_district_reviews_with_its_key(desk: Desk) -> None:
    desk.services.checks_made.count(Principal("k8", "hall", frozenset({Scope.CHECK}), "KS_BACHENG"), date(2019, 10, 8))
    await desk.services.checks_made.flush()
    assert (await cell(desk, "KS_BACHENG", "CREDIT_REVIEW")).text == "√"


async def test_r42_commitments_count_and_complaints_do_not(desk: Desk) -> None:
    cases = desk.services.cases
    await cases.open(opening(CaseKind.COMMITMENT, "承1", date(2019, 9, 30)))
    await cases.open(opening(CaseKind.COMMITMENT, "承2"))
    await cases.open(opening(CaseKind.COMPLAINT, "诉1"))
    assert shown(await cell(desk, SAFETY, "COMMITMENTS")) == ("√", 2, ("承1", "承2"))
    assert shown(await cell(desk, SAFETY, "COMMITMENTS", Month(2019, 9))) == ("√", 1, ("承1",))
    assert (await cell(desk, SAFETY, "CASES")).text == "*"


async def test_r52_a_case_filed_in_a_quarter_is_not_missing_in_it(desk: Desk) -> None:
    desk.go_to("2019-12-31")
    before = (await row(desk, SAFETY, DECEMBER)).deductions
    assert [str(each.points) for each in before if each.item == "CASES"] == ["0.20"]
    await desk.services.cases.open(opening(CaseKind.REWARD_CASE, "案1", date(2019, 6, 30)))
    await desk.services.cases.open(opening(CaseKind.PUNISHMENT_CASE, "案2", date(2019, 7, 1)))
    found = await cell(desk, SAFETY, "CASES", DECEMBER)
    assert shown(found) == ("2", 2, ("案1", "案2"))
    assert [(str(each.points), each.records) for each in found.deductions] == [("0.10", ("案1", "案2"))]
    assert shown(await cell(desk, SAFETY, "CASES", Month(2019, 6))) == ("1", 1, ("案1",))


async def test_a_case_is_filed_by_its_own_department_and_by_some_department(desk: Desk) -> None:
    with pytest.raises(CreditGraphError) as other:
        await desk.services.cases.open(opening(CaseKind.REWARD_CASE, "案1", department="KS_TAX"))
    with pytest.raises(CreditGraphError) as nobody:
        await desk.services.cases.open(replace(opening(CaseKind.REWARD_CASE, "案1"), acting=None))
    assert (other.value.code, nobody.value.code) == (ErrorCode.NOT_IN_CHARGE, ErrorCode.REQUIRED)
    assert (await cell(desk, SAFETY, "CASES")).text == "*"


@pytest.fixture
async def told(desk: Desk, connection: Connection) -> str:
    """The key of a dispatch to the police, who were told of a SERIOUS finding at noon (UTC) of 2019-10-08."""
    assert (await desk.loader.load_findings([finding()], "register")).row_errors == []
    await desk.services.dispatcher.settle_all(date(2019, 10, 8))
    page = await desk.services.dispatches.due(POLICE, "KS_PUBLIC_SECURITY", 10, None)
    [dispatch] = page.items
    at = to_recorded(datetime(2019, 10, 8, 12, tzinfo=UTC))
    await DeliveryStore(connection).told([dispatch.key], at)
    return dispatch.key


@pytest.mark.parametrize(("day", "missing"), [("2019-11-07", 0), ("2019-11-08", 1), ("2019-12-01", 1)])
async def test_r20_feedback_is_missing_after_thirty_days(desk: Desk, told: str, day: str, missing: int) -> None:
    desk.go_to(day)
    found = (await row(desk, "KS_PUBLIC_SECURITY", NOVEMBER)).deductions
    assert [(str(each.points), each.notes, each.records) for each in found] == [("0.01", (5,), (told,))][:missing]
    assert (await row(desk, "KS_PUBLIC_SECURITY", OCTOBER)).deductions == ()


async def test_too_many_to_be_named_are_counted(desk: Desk, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work_sources, "LISTABLE", 0)
    desk.go_to("2019-11-08")
    found = (await row(desk, "KS_PUBLIC_SECURITY", NOVEMBER)).deductions
    assert [(str(each.points), each.records) for each in found] == [("0.01", ("1 dispatches until 2019-11-08",))]


async def test_r20_feedback_given_in_time_is_work_done(desk: Desk, told: str) -> None:
    desk.go_to("2019-11-07")
    await desk.services.dispatches.answer(POLICE, told, FeedbackResult.APPLIED, None)
    desk.go_to("2019-12-31")
    found = await cell(desk, "KS_PUBLIC_SECURITY", "FEEDBACK", DECEMBER)
    assert (shown(found), found.deductions) == (("√", 1, (told,)), ())
    assert shown(await cell(desk, "KS_PUBLIC_SECURITY", "FEEDBACK", OCTOBER)) == ("*", 0, ())


async def test_r20_feedback_given_late_was_missing_until_then(desk: Desk, told: str) -> None:
    desk.go_to("2019-12-02")
    await desk.services.dispatches.answer(POLICE, told, FeedbackResult.APPLIED, None)
    desk.go_to("2019-12-31")
    november = await cell(desk, "KS_PUBLIC_SECURITY", "FEEDBACK", NOVEMBER)
    assert ([each.records for each in november.deductions], november.text) == ([(told,)], "*")
    december = await cell(desk, "KS_PUBLIC_SECURITY", "FEEDBACK", DECEMBER)
    assert (december.deductions, december.text) == ((), "√")


async def test_r20_what_was_recalled_before_it_was_due_is_not_missing(desk: Desk, told: str) -> None:
    repaired = finding(repaired_on="2019-10-09")
    desk.go_to("2019-10-09")
    assert (await desk.loader.load_findings([repaired], "register")).row_errors == []
    await desk.services.dispatcher.settle_all(date(2019, 10, 9))
    desk.go_to("2019-12-31")
    assert (await row(desk, "KS_PUBLIC_SECURITY", NOVEMBER)).deductions == ()


async def look_act(desk: Desk, conclusion: Conclusion = Conclusion.ALLOWED, note: str = "已核实名称") -> LookAct:
    """About a decision on 甲公司 that was asked with another name."""
    request = CheckRequest(party_key("E1"), "BIDDING", "乙公司")
    desk.clock.advance(seconds=1)
    decision = await desk.services.checks.decide(request, date(2019, 10, 8))
    assert [review.code for review in decision.reviews] == ["NAME_MISMATCH"]
    return LookAct(request, date(2019, 10, 8), decision.known_at, receipt_hash(decision), conclusion, note)


async def test_a_look_is_recorded_once_counted_and_changes_no_decision(desk: Desk) -> None:
    act = await look_act(desk)
    looks = desk.services.looks
    made, changed = await looks.record(act, POLICE)
    again, changed_again = await looks.record(act, POLICE)
    assert (changed, changed_again, again) == (True, False, made)
    other, is_new = await looks.record(replace(act, conclusion=Conclusion.REFUSED), POLICE)
    assert is_new
    listed = await looks.find(OCTOBER, "KS_PUBLIC_SECURITY", 1, None)
    rest = await looks.find(OCTOBER, None, 5, listed.cursors[-1])
    assert (listed.items, rest.items) == ([made], [other])
    assert shown(await cell(desk, "KS_PUBLIC_SECURITY", "REVIEWS")) == ("√", 2, (made.id, other.id))
    decision = await desk.services.checks.decide(act.request, act.as_of, act.known_at)
    assert (decision.outcome, receipt_hash(decision)) == ("REVIEW", act.sha256)


async def test_a_look_at_what_is_not_the_decision_is_refused(desk: Desk) -> None:
    act = await look_act(desk)
    clear = CheckRequest(party_key("E1"), "BIDDING")
    decision = await desk.services.checks.decide(clear, act.as_of, act.known_at)
    wrong = [
        (replace(act, sha256="0" * 64), POLICE, ErrorCode.INVALID_VALUE),
        (replace(act, request=clear, sha256=receipt_hash(decision)), POLICE, ErrorCode.INVALID_VALUE),
        (replace(act, request=CheckRequest(party_key("nobody"), "BIDDING")), POLICE, ErrorCode.UNKNOWN_PARTY),
        (replace(act, note=" "), POLICE, ErrorCode.REQUIRED),
        (replace(act, department="KS_TAX"), POLICE, ErrorCode.NOT_IN_CHARGE),
        (act, ADMIN, ErrorCode.REQUIRED),
    ]
    for said, by, code in wrong:
        with pytest.raises(CreditGraphError) as caught:
            await desk.services.looks.record(said, by)
        assert caught.value.code is code
    assert (await desk.services.looks.find(OCTOBER, None, 10, None)).items == []


async def test_asked_again_as_of_then_the_report_is_the_same(desk: Desk) -> None:
    await desk.services.cases.open(opening(CaseKind.COMMITMENT, "承1"))
    desk.clock.advance(seconds=1)
    then = await desk.services.progress.report(OCTOBER)
    await desk.services.cases.open(opening(CaseKind.COMMITMENT, "承2"))
    await desk.services.looks.record(await look_act(desk), POLICE)
    desk.services.checks_made.count(POLICE, date(2019, 10, 8))
    await desk.services.checks_made.flush()
    desk.go_to("2019-11-30")
    again = await desk.services.progress.report(OCTOBER, then.known_at, then.as_of)
    assert (again.report.tables, then.as_of) == (then.report.tables, date(2019, 10, 8))
    assert (await desk.services.progress.report(OCTOBER)).report.tables != then.report.tables
