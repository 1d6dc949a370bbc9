"""The monthly report's arithmetic (R50-R52): each note's deduction, when it falls due, up to what, and with which records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.progress import (
    Cell,
    DeductionReason,
    Mark,
    ProgressRow,
    RecordedWork,
    Standing,
    WorkRecord,
)
from domain.progress_filling import progress_report
from domain.progress_marks import check_mark
from domain.progress_rules import ProgressRules, WorkKind
from tests.support.loading import shipped_rules as shipped

AUGUST, DECEMBER = Month(2019, 8), Month(2019, 12)
UNIT, DISTRICT = "KS_TRANSPORT", "KS_JINXI"


def rules() -> ProgressRules:
    found = shipped().progress
    assert found is not None
    return found


def mark(item: str, standing: Standing | None, month: Month = AUGUST, unit: str = UNIT, **more: object) -> Mark:
    return replace(Mark(unit, item, month, standing, "n", id=f"{item} {month}"), **more)  # type: ignore[arg-type]


def work(kind: WorkKind, *days: date, unit: str = UNIT) -> RecordedWork:
    return RecordedWork(tuple(WorkRecord(unit, kind, day, f"{kind} {index}") for index, day in enumerate(days)))


def row(month: Month, *marks: Mark, recorded: RecordedWork | None = None, unit: str = UNIT) -> ProgressRow:
    report = progress_report(rules(), month, marks, recorded or RecordedWork())
    return next(row for table in report.tables for row in table.rows if row.unit == unit)


def cell(found: ProgressRow, item: str) -> Cell:
    return next(cell for cell in found.cells if cell.item == item)


def deductions(found: ProgressRow) -> list[tuple[str, str, str, tuple[int, ...], tuple[str, ...]]]:
    return [(d.item, d.reason.value, str(d.points), d.notes, d.records) for d in found.deductions]


def test_nothing_recorded_is_open_and_costs_nothing_before_the_year_ends() -> None:
    found = row(AUGUST)
    assert [cell.text for cell in found.cells] == ["*"] * 8 + ["无"]
    assert (found.full, found.taken_off, found.points) == (Decimal("1.3"), 0, Decimal("1.3"))
    # 0.7 for six items that are stated, and 0.05 for each of two quarters without a case
    assert found.open_points == Decimal("0.80")


def test_in_the_final_month_what_is_open_is_taken_off() -> None:
    found = row(DECEMBER)
    assert found.open_points == 0
    assert found.taken_off == Decimal("0.90")
    assert deductions(found)[-1] == ("CASES", "CASES_MISSING", "0.20", (6,), ())


def test_an_accepted_explanation_is_not_taken_off() -> None:
    explained = [
        mark(item.code, Standing.EXPLAINED) for item in rules().table_of(UNIT).items if item.kind.value != "EVENT"
    ]
    found = row(DECEMBER, *explained)
    assert (found.taken_off, {cell.text for cell in found.cells[:-1]}) == (0, {"*"})


def test_not_assessed_costs_nothing_and_lowers_what_there_is_to_reach() -> None:
    found = row(DECEMBER, mark("CASES", Standing.NOT_ASSESSED), mark("FEEDBACK", Standing.NOT_ASSESSED))
    assert (cell(found, "CASES").text, found.full, found.taken_off) == ("非考核项", Decimal("0.7"), Decimal("0.7"))


@pytest.mark.parametrize(
    ("item", "points", "notes"),
    [
        ("MODEL_CITY", "0.2", (1,)),
        ("REWARD_PILOT", "0.1", (1,)),
        ("GRADED_SUPERVISION", "0.1", (2,)),
        ("COMMITMENTS", "0.1", (3,)),
        ("REVIEWS", "0.1", (3,)),
        ("CAMPAIGNS", "0.1", (4,)),
    ],
)
def test_what_is_marked_not_done_is_taken_off_at_once(item: str, points: str, notes: tuple[int, ...]) -> None:
    found = row(AUGUST, mark(item, Standing.NOT_DONE))
    assert (cell(found, item).text, deductions(found)) == (
        "×",
        [(item, "NOT_DONE", points, notes, (f"{item} 2019-08",))],
    )


@pytest.mark.parametrize(("missing", "points"), [(1, "0.01"), (29, "0.29"), (30, "0.3"), (31, "0.3")])
def test_each_missing_feedback_costs_up_to_the_items_points(missing: int, points: str) -> None:
    recorded = work(WorkKind.FEEDBACK_MISSING, *[date(2019, 8, 1)] * missing)
    found = row(AUGUST, recorded=recorded)
    [deduction] = found.deductions
    assert (deduction.reason, deduction.points) == (DeductionReason.FEEDBACK_MISSING, Decimal(points))
    assert set(deduction.records) == {record.id for record in recorded.records}


def test_feedback_given_and_none_missing_is_done() -> None:
    given = work(WorkKind.FEEDBACK, date(2019, 8, 31))
    assert cell(row(AUGUST, recorded=given), "FEEDBACK").text == "√"
    assert cell(row(Month(2019, 7), recorded=given), "FEEDBACK").text == "*"
    both = RecordedWork((*given.records, *work(WorkKind.FEEDBACK_MISSING, date(2019, 8, 1)).records))
    assert cell(row(AUGUST, recorded=both), "FEEDBACK").text == "*"


def test_cases_of_one_quarter_do_not_stand_for_another() -> None:
    recorded = work(WorkKind.CASE, date(2019, 1, 1), date(2019, 3, 31), date(2019, 10, 1))
    found = row(DECEMBER, recorded=recorded)
    assert cell(found, "CASES").text == "3"
    assert deductions(found)[-1] == ("CASES", "CASES_MISSING", "0.10", (6,), ("CASE 0", "CASE 1", "CASE 2"))


@pytest.mark.parametrize(("month", "quarters"), [(2, 0), (3, 1), (5, 1), (6, 2), (11, 3)])
def test_a_quarter_counts_from_its_last_month(month: int, quarters: int) -> None:
    assert cell(row(Month(2019, month)), "CASES").open_points == quarters * Decimal("0.05")


def test_a_marked_count_stands_above_what_was_counted_until_it_is_taken_back() -> None:
    recorded = work(WorkKind.CASE, date(2019, 7, 1))
    marks = [mark("CASES", Standing.DONE, count=6), mark("CASES", None, Month(2019, 10))]
    texts = [cell(row(Month(2019, n), *marks, recorded=recorded), "CASES").text for n in (7, 8, 9, 10)]
    assert texts == ["1", "6", "6", "1"]


def test_work_of_another_unit_year_or_month_is_not_counted() -> None:
    recorded = work(WorkKind.COMMITMENT, date(2019, 9, 1))
    assert cell(row(AUGUST, recorded=recorded), "COMMITMENTS").text == "*"
    assert cell(row(Month(2019, 9), recorded=recorded), "COMMITMENTS").text == "√"
    other = work(WorkKind.COMMITMENT, date(2019, 8, 1), unit="KS_TAX")
    assert cell(row(AUGUST, recorded=other), "COMMITMENTS").text == "*"


def test_a_mark_of_last_year_does_not_hold() -> None:
    assert cell(row(Month(2020, 1), mark("COMMITMENTS", Standing.DONE)), "COMMITMENTS").text == "*"


def test_an_event_costs_a_department_its_points_once() -> None:
    marks = [mark("SERIOUS_EVENT", Standing.EVENT, Month(2019, 2)), mark("SERIOUS_EVENT", Standing.EVENT)]
    found = row(AUGUST, *marks)
    expected = ("SERIOUS_EVENT", "SERIOUS_EVENT", "0.3", (7,), ("SERIOUS_EVENT 2019-02", "SERIOUS_EVENT 2019-08"))
    assert (cell(found, "SERIOUS_EVENT").text, deductions(found)) == ("有", [expected])
    assert deductions(row(Month(2019, 1), *marks)) == []


def test_events_cost_a_district_what_the_marks_say_up_to_twenty() -> None:
    marks = [
        mark("SERIOUS_EVENT", Standing.EVENT, Month(2019, 2), DISTRICT, points=Decimal("7.5")),
        mark("SERIOUS_EVENT", Standing.EVENT, AUGUST, DISTRICT, points=Decimal(15)),
    ]
    assert row(Month(2019, 7), *marks, unit=DISTRICT).points == Decimal("2.5")
    assert row(AUGUST, *marks, unit=DISTRICT).points == Decimal(-10)


def test_a_share_of_the_target_costs_its_proportion() -> None:
    marked = mark("CREDIT_STANDARD", Standing.NOT_DONE, unit=DISTRICT, count=4, target=6)
    assert deductions(row(AUGUST, marked, unit=DISTRICT)) == [
        ("CREDIT_STANDARD", "SHORTFALL", "0.67", (4,), ("CREDIT_STANDARD 2019-08",))
    ]


def test_where_heading_and_note_disagree_both_are_kept() -> None:
    table = rules().table_of(DISTRICT)
    assert table is not None
    item = table.item("CREDIT_REVIEW")
    assert item is not None
    note = next(note for note in table.notes if note.number == 5)
    assert (item.heading_points, note.points, note.used, item.points) == (1, 2, "heading", 1)
    assert [each.number for t in rules().tables.values() for each in t.notes if each.used] == [5]


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (mark("MODEL_CITY", Standing.DONE, unit="KS_FIRE_BRIGADE"), "unit", ErrorCode.UNKNOWN_DEPARTMENT),
        (mark("GOVERNMENT_INTEGRITY", Standing.DONE), "item", ErrorCode.INVALID_VALUE),
        (mark("MODEL_CITY", Standing.DONE, Month(2019, 10)), "month", ErrorCode.INVALID_VALUE),
        (mark("MODEL_CITY", Standing.DONE, note=" "), "note", ErrorCode.REQUIRED),
        (mark("MODEL_CITY", Standing.DONE, note="n" * 1001), "note", ErrorCode.INVALID_VALUE),
        (mark("MODEL_CITY", Standing.EVENT), "standing", ErrorCode.INVALID_VALUE),
        (mark("FEEDBACK", Standing.NOT_DONE), "standing", ErrorCode.INVALID_VALUE),
        (mark("CASES", Standing.DONE), "count", ErrorCode.REQUIRED),
        (mark("CASES", Standing.OPEN, count=1), "count", ErrorCode.INVALID_VALUE),
        (mark("MODEL_CITY", Standing.NOT_DONE, target=3), "target", ErrorCode.INVALID_VALUE),
        (mark("MODEL_CITY", Standing.DONE, points=Decimal(1)), "points", ErrorCode.INVALID_VALUE),
        (mark("SERIOUS_EVENT", Standing.EVENT, points=Decimal("0.31")), "points", ErrorCode.INVALID_VALUE),
        (mark("SERIOUS_EVENT", Standing.EVENT, unit=DISTRICT), "points", ErrorCode.REQUIRED),
        (mark("CREDIT_STANDARD", Standing.NOT_DONE, unit=DISTRICT, target=3), "count", ErrorCode.INVALID_VALUE),
        (
            mark("CREDIT_STANDARD", Standing.NOT_DONE, unit=DISTRICT, target=3, count=3),
            "count",
            ErrorCode.INVALID_VALUE,
        ),
    ],
)
def test_marks_that_do_not_fit_are_refused(wrong: Mark, field: str, code: ErrorCode) -> None:
    with pytest.raises(CreditGraphError) as caught:
        check_mark(rules(), wrong, Month(2019, 9))
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize("text", ["2019-8", "2019-13", "2019-00", "19-08", "2019-08-01", "２０１９-08", ""])
def test_a_month_is_written_in_one_way(text: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        Month.parse(text)
    assert caught.value.code is ErrorCode.INVALID_DATE
