"""The monthly report (R50-R52) on both engines: marks recorded, superseded, remembered, and the source's own tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.progress import DeductionReason, Mark, ProgressRow, Standing
from domain.progress_rules import TableKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.name_index import NameIndex
from graph.queries import query
from resolvers.clock import Clock
from resolvers.principal import Principal, Scope
from resolvers.progress import KnownReport
from resolvers.services import Services, wire
from tests.support.clock import FakeClock
from tests.support.loading import make_loader, shipped_documents
from tests.support.loading import shipped_rules as shipped
from tests.support.newsletter import MONTH, printed_marks, printed_tables, same_name

ADMIN = Principal("k", "credit office", frozenset({Scope.ADMIN}))
MARK = Mark("KS_FINANCE", "REWARD_PILOT", MONTH, Standing.OPEN, "not begun")


@pytest.fixture
async def services(connection: Connection, ledger: Ledger, clock: FakeClock, tmp_path: Path) -> Services:
    clock.set(datetime(2020, 2, 3, tzinfo=UTC))
    wired = wire(connection, ledger, NameIndex(tmp_path / "names.sqlite", "graph"), Clock(now=clock))
    await wired.rules.record(shipped_documents())
    return wired


def row(known: KnownReport, unit: str) -> ProgressRow:
    return next(row for table in known.report.tables for row in table.rows if row.unit == unit)


def text(known: KnownReport, unit: str, item: str) -> str:
    return next(cell.text for cell in row(known, unit).cells if cell.item == item)


async def test_the_tables_of_august_2019_cell_by_cell(services: Services) -> None:
    printed = printed_tables()
    await services.progress.mark(printed_marks(shipped()), ADMIN)
    known = await services.progress.report(MONTH)
    assert [table.rules.kind for table in known.report.tables] == [TableKind.DISTRICTS, TableKind.DEPARTMENTS]
    for table in known.report.tables:
        rules = table.rules
        expected = printed[rules.kind]
        heading = [rules.unit_heading, *(item.heading for item in rules.items), rules.deductions_heading]
        assert heading == expected.heading
        filled = [
            [same_name(shipped().departments[row.unit].name_zh), *(cell.text for cell in row.cells), ""]
            for row in table.rows
        ]
        assert filled == [[same_name(name), *cells] for name, *cells in expected.rows]
        assert [row.taken_off for row in table.rows] == [Decimal(0)] * len(expected.rows)
    assert [len(printed[kind].rows) for kind in TableKind] == [12, 56]


async def test_a_mark_is_recorded_once_and_superseded_by_another(
    services: Services, connection: Connection, clock: FakeClock
) -> None:
    first = await services.progress.mark([MARK], ADMIN)
    again = await services.progress.mark([MARK], ADMIN)
    assert again == first
    before = await services.ledger.published()
    clock.advance(seconds=1)
    changed = await services.progress.mark([replace(MARK, standing=Standing.DONE, note="begun")], ADMIN)
    assert changed[0].id != first[0].id
    assert text(await services.progress.report(MONTH), "KS_FINANCE", "REWARD_PILOT") == "√"
    assert text(await services.progress.report(MONTH, before), "KS_FINANCE", "REWARD_PILOT") == "*"
    stored = await connection.read(
        "MATCH (m:ProgressMark) RETURN m.id AS id, m.supersedes AS supersedes, m.marked_by AS by, "
        "m.superseded_at = 253402300799999999 AS holds ORDER BY m.recorded_at"
    )
    assert [list(record.values()) for record in stored] == [
        [first[0].id, None, "credit office", False],
        [changed[0].id, first[0].id, "credit office", True],
    ]


async def test_a_mark_holds_until_the_years_end_and_is_taken_off_when_still_open(services: Services) -> None:
    [mark] = await services.progress.mark([MARK], ADMIN)
    assert row(await services.progress.report(Month(2019, 11)), "KS_FINANCE").deductions == ()
    december = row(await services.progress.report(Month(2019, 12)), "KS_FINANCE")
    [deduction] = [deduction for deduction in december.deductions if deduction.item == "REWARD_PILOT"]
    assert (deduction.reason, deduction.points, deduction.notes, deduction.records) == (
        DeductionReason.STILL_OPEN,
        Decimal("0.1"),
        (1,),
        (mark.id,),
    )
    assert text(await services.progress.report(Month(2020, 1)), "KS_FINANCE", "REWARD_PILOT") == "*"


async def test_findings_recognised_are_counted_as_graded_supervision(services: Services, ledger: Ledger) -> None:
    loader = make_loader(ledger)
    await loader.load_parties([{"key": "a", "kind": "enterprise", "name": "甲公司"}], "t")
    finding = {
        "number": "F1",
        "party_key": "a",
        "area": "WORK_SAFETY",
        "department": "KS_EMERGENCY_MANAGEMENT",
        "act_on": "2019-07-30",
        "recognised_on": "2019-08-31",
    }
    assert (await loader.load_findings([finding], "t")).created == 1
    item = "GRADED_SUPERVISION"
    assert text(await services.progress.report(Month(2019, 7)), "KS_EMERGENCY_MANAGEMENT", item) == "*"
    august = row(await services.progress.report(MONTH), "KS_EMERGENCY_MANAGEMENT")
    [cell] = [cell for cell in august.cells if cell.item == item]
    assert (cell.text, cell.records) == ("√", ("F1",))
    assert text(await services.progress.report(Month(2020, 1)), "KS_EMERGENCY_MANAGEMENT", item) == "*"


async def test_only_an_admin_marks(services: Services, connection: Connection) -> None:
    nobody = Principal("k", "n", frozenset(Scope) - {Scope.ADMIN})
    with pytest.raises(CreditGraphError) as caught:
        await services.progress.mark([MARK], nobody)
    assert caught.value.code is ErrorCode.FORBIDDEN
    assert await _marks(connection) == 0


async def test_one_bad_mark_records_none(services: Services, connection: Connection) -> None:
    with pytest.raises(CreditGraphError) as caught:
        await services.progress.mark([MARK, replace(MARK, unit="KS_FIRE_BRIGADE")], ADMIN)
    assert (caught.value.code, caught.value.field) == (ErrorCode.UNKNOWN_DEPARTMENT, "unit")
    assert await _marks(connection) == 0


async def test_a_month_to_come_has_no_report(services: Services) -> None:
    with pytest.raises(CreditGraphError) as caught:
        await services.progress.report(Month(2020, 3))
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_VALUE, "month")


async def _marks(connection: Connection) -> int:
    months = {"first": "2019-01", "last": "2020-12"}
    records = await connection.read(query("read/progress_marks"), known_at=None, **months)
    return sum(record["mark"] is not None for record in records)
