"""Repair at the department's desk, on both engines: what is recorded, what is refused, and that a grant lifts at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import EventKind
from graph.connection import Connection
from resolvers.recorded import RefusedError
from resolvers.repairs import RepairAct
from seeds.rule_files import RULES_FOLDER, load_rules
from tests.support.desk import ENVIRONMENT, SAFETY, Desk, finding, same_receipt
from tests.support.graph_dump import dump

GENERAL = {"grade": "GENERAL", "rectify_by": "2019-09-10"}


def act(
    on: str = "2019-10-01", reason: str | None = None, acting: str | None = SAFETY, number: str = "F1"
) -> RepairAct:
    return RepairAct(number, date.fromisoformat(on), acting, date(2019, 10, 8), reason)


async def load(desk: Desk, *rows: dict[str, object]) -> None:
    outcome = await desk.loader.load_findings(list(rows), "register")
    assert outcome.row_errors == []


async def events(desk: Desk) -> list[tuple[str, str, str | None]]:
    """Kind, day and reason of the repair's events."""
    found = (await desk.services.findings.by_numbers(["F1"]))[0]
    assert found is not None
    return [(e.kind.value, str(e.occurred_on), e.reason) for e in found.events if e.kind.value.startswith("REPAIR")]


async def test_a_grant_lifts_every_decision_at_once_and_what_was_known_before_stays_known(desk: Desk) -> None:
    await load(desk, finding(rectified_on="2019-09-01"))
    before = await desk.decide("E1", "BIDDING")
    assert before.outcome == "VETOED"
    assert await desk.outcome("P1", "HONOURS") == "VETOED"
    assert await desk.services.repairs.request(act("2019-10-01", "已整改"))
    assert await desk.outcome("E1", "BIDDING") == "VETOED"
    assert await desk.services.repairs.grant(act("2019-10-08", "重大民生工程"))
    assert await desk.outcome("E1", "BIDDING") == "CLEAR"
    assert await desk.outcome("P1", "HONOURS") == "CLEAR"
    assert await desk.outcome("E1", "BIDDING", "2019-10-07") == "VETOED"
    assert await events(desk) == [
        ("REPAIR_REQUESTED", "2019-10-01", "已整改"),
        ("REPAIR_GRANTED", "2019-10-08", "重大民生工程"),
    ]
    again = await desk.decide("E1", "BIDDING", known_at=before.known_at)
    assert same_receipt(again, before)


async def test_the_same_act_said_twice_is_recorded_once(desk: Desk, connection: Connection) -> None:
    await load(desk, finding(**GENERAL, rectified_on="2019-09-01"))
    repairs = desk.services.repairs
    for do, on, reason in ((repairs.request, "2019-10-01", "已整改"), (repairs.grant, "2019-10-02", None)):
        assert await do(act(on, reason)) is True
        after = await dump(connection)
        assert await do(act(on, reason)) is False
        assert await dump(connection) == after


async def test_a_key_does_an_act_once_and_is_its_departments_own(desk: Desk, connection: Connection) -> None:
    await load(desk, finding(**GENERAL, rectified_on="2019-09-01"))
    repairs = desk.services.repairs
    assert await repairs.request(replace(act("2019-09-20"), key="k1")) is True
    assert await repairs.deny(act("2019-09-20", "材料不全")) is True
    after = await dump(connection)
    assert await repairs.request(replace(act("2019-09-20"), key="k1", today=date(2019, 10, 9))) is False
    for given, code in (
        (replace(act("2019-09-21"), key="k1"), ErrorCode.BAD_REQUEST),
        (replace(act("2019-09-20"), key=""), ErrorCode.BAD_REQUEST),
        (replace(act("2019-09-20", acting=ENVIRONMENT), key="k1"), ErrorCode.NOT_IN_CHARGE),
    ):
        with pytest.raises(CreditGraphError) as refused:
            await repairs.request(given)
        assert refused.value.code is code
    assert await dump(connection) == after


async def test_a_request_made_again_on_the_day_of_its_denial_says_something_new(desk: Desk) -> None:
    await load(desk, finding(**GENERAL, rectified_on="2019-09-01"))
    repairs = desk.services.repairs
    await repairs.request(act("2019-09-20"))
    await repairs.deny(act("2019-09-20", "材料不全"))
    assert await repairs.request(act("2019-09-20", "补充材料")) is True
    assert await repairs.grant(act("2019-09-20")) is True
    assert await desk.outcome("E1", "INSPECTION", "2019-09-20") == "CLEAR"


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([finding(**GENERAL)], [ErrorCode.NOT_RECTIFIED]),
        ([finding()], [ErrorCode.NOT_RECTIFIED]),
        (
            [
                finding(**GENERAL, rectified_on="2019-09-01"),
                finding("F2", act_on="2019-08-20", recognised_on="2019-09-02"),
            ],
            [ErrorCode.NEW_FINDING],
        ),
        ([finding(**GENERAL, rectified_on="2019-09-01", repaired_on="2019-09-30")], [ErrorCode.NOT_IN_FORCE]),
    ],
    ids=["not rectified", "serious, not rectified", "new finding", "repaired already"],
)
async def test_a_request_names_each_precondition_that_fails(
    desk: Desk, connection: Connection, rows: list[dict[str, object]], codes: list[ErrorCode]
) -> None:
    await load(desk, *rows)
    before = await dump(connection)
    with pytest.raises(RefusedError) as refused:
        await desk.services.repairs.request(act())
    assert [error.code for error in refused.value.problems] == codes
    assert await dump(connection) == before


async def test_a_serious_finding_needs_an_exception_with_a_reason(desk: Desk, connection: Connection) -> None:
    await load(desk, finding(rectified_on="2019-09-01"))
    await desk.services.repairs.request(act())
    before = await dump(connection)
    for reason in (None, "", "  "):
        with pytest.raises(RefusedError) as refused:
            await desk.services.repairs.grant(act("2019-10-08", reason))
        assert [(e.code, e.field) for e in refused.value.problems] == [
            (ErrorCode.EXCEPTION_REQUIRED, "exception_reason")
        ]
    assert await dump(connection) == before
    assert await desk.outcome("E1", "BIDDING") == "VETOED"


async def test_a_request_that_is_denied_may_be_made_again(desk: Desk) -> None:
    await load(desk, finding(**GENERAL, rectified_on="2019-09-01"))
    repairs = desk.services.repairs
    await repairs.request(act("2019-09-20"))
    assert await repairs.deny(act("2019-09-21", "材料不全"))
    await repairs.request(act("2019-09-25"))
    await repairs.grant(act("2019-09-26"))
    assert [(kind, day) for kind, day, _ in await events(desk)] == [
        ("REPAIR_REQUESTED", "2019-09-20"),
        ("REPAIR_DENIED", "2019-09-21"),
        ("REPAIR_REQUESTED", "2019-09-25"),
        ("REPAIR_GRANTED", "2019-09-26"),
    ]
    assert await desk.outcome("E1", "INSPECTION", "2019-09-25") == "REVIEW"
    assert await desk.outcome("E1", "INSPECTION", "2019-09-26") == "CLEAR"


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (EventKind.REPAIR_GRANTED, act(), ErrorCode.REPAIR_NOT_REQUESTED),
        (EventKind.REPAIR_DENIED, act(reason="x"), ErrorCode.REPAIR_NOT_REQUESTED),
        (EventKind.REPAIR_DENIED, act(reason=" "), ErrorCode.REQUIRED),
        (EventKind.REPAIR_REQUESTED, act(reason="x" * 2001), ErrorCode.INVALID_VALUE),
        (EventKind.REPAIR_REQUESTED, act("2019-10-09"), ErrorCode.INVALID_DATE),
        (EventKind.REPAIR_REQUESTED, act(number="F9"), ErrorCode.UNKNOWN_FINDING),
        (EventKind.REPAIR_REQUESTED, act(acting=ENVIRONMENT), ErrorCode.NOT_IN_CHARGE),
    ],
)
async def test_what_is_refused_leaves_no_trace(
    desk: Desk, connection: Connection, kind: EventKind, given: RepairAct, code: ErrorCode
) -> None:
    await load(desk, finding(**GENERAL, rectified_on="2019-09-01"))
    before = await dump(connection)
    repairs = desk.services.repairs
    do = {
        EventKind.REPAIR_REQUESTED: repairs.request,
        EventKind.REPAIR_GRANTED: repairs.grant,
        EventKind.REPAIR_DENIED: repairs.deny,
    }[kind]
    with pytest.raises(CreditGraphError) as refused:
        await do(given)
    assert refused.value.code is code
    assert await dump(connection) == before


async def test_two_requests_do_not_wait_at_once_and_a_load_afterwards_still_works(desk: Desk) -> None:
    row = finding(**GENERAL, rectified_on="2019-09-01")
    await load(desk, row)
    await desk.services.repairs.request(act("2019-09-20"))
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.repairs.request(act("2019-09-21"))
    assert refused.value.code is ErrorCode.EVENT_CONFLICT
    assert (await desk.loader.load_findings([{**row, "withdrawn_on": "2019-09-30"}], "register")).changed == 1
    assert await desk.outcome("E1", "INSPECTION") == "CLEAR"


LATER = {
    "policy: ks-2019-116": "policy: later-law",
    "version: 3": "version: 1",
    "昆政办发〔2019〕116号": "某令第1号",
    "issued_on: 2019-07-26": "issued_on: 2019-09-20",
    "in_force: {from: 2019-07-26}": "in_force: {from: 2019-10-05}",
    "SERIOUS: {allowed: BY_EXCEPTION}": "SERIOUS: {allowed: IN_GENERAL, not_before: 2 months}",
}


async def test_later_law_allows_the_repair_of_serious_findings_after_a_minimum_period(
    desk: Desk, connection: Connection, tmp_path: Path
) -> None:
    """A policy file of its own, beside the older one, which is not touched; before it is in force the older one holds."""
    rules = tmp_path / "rules"
    copytree(RULES_FOLDER, rules, ignore=ignore_patterns("*.py", "__pycache__"))
    text = (rules / "policies" / "ks-2019-116.yaml").read_text(encoding="utf-8")
    for old, new in LATER.items():
        assert old in text, old
        text = text.replace(old, new)
    (rules / "policies" / "later-law.yaml").write_text(text, encoding="utf-8")
    await desk.services.rules.record(load_rules(rules))
    repairs = desk.services.repairs
    await load(desk, finding(rectified_on="2019-09-01"))  # SERIOUS from 2019-08-10
    await repairs.request(act("2019-10-04"))
    for on, code in (("2019-10-04", ErrorCode.EXCEPTION_REQUIRED), ("2019-10-08", ErrorCode.REPAIR_TOO_EARLY)):
        before = await dump(connection)
        with pytest.raises(RefusedError) as refused:
            await repairs.grant(act(on))
        assert [error.code for error in refused.value.problems] == [code]
        assert await dump(connection) == before
    desk.go_to("2019-10-11")
    for on in ("2019-10-10", "2019-10-11"):  # two months end with 2019-10-10
        given = replace(act(on), today=date(2019, 10, 11))
        if on == "2019-10-10":
            with pytest.raises(RefusedError, match="from 2019-10-11"):
                await repairs.grant(given)
        else:
            assert await repairs.grant(given) is True
    assert await desk.outcome("E1", "BIDDING", "2019-10-10") == "VETOED"
    assert await desk.outcome("E1", "BIDDING", "2019-10-11") == "CLEAR"
