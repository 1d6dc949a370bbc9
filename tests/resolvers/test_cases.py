"""Complaints and commitments on both engines: opened, followed up, listed, and never a ground (R21, R42)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.cases import CaseKind, CaseStep
from domain.errors import CreditGraphError, ErrorCode
from resolvers.cases import CaseFilter, OpeningAct, StepAct
from tests.support.desk import ENVIRONMENT, SAFETY, Desk, party_key

TODAY = date(2019, 10, 8)
COMPLAINT = OpeningAct(
    *(CaseKind.COMPLAINT, "C1", party_key("E1"), date(2019, 9, 1), TODAY, "夜间偷排", None), acting=SAFETY
)
COMMITMENT = OpeningAct(
    *(CaseKind.COMMITMENT, "P1", party_key("P1"), date(2019, 9, 1), TODAY, "品行端正", SAFETY), acting=SAFETY
)


def assigned(on: date = date(2019, 9, 2), to: str | None = ENVIRONMENT) -> StepAct:
    return StepAct(CaseKind.COMPLAINT, "C1", CaseStep.ASSIGNED, on, TODAY, SAFETY, department=to)


def answered(acting: str | None = ENVIRONMENT, text: str | None = "已查处", on: date = date(2019, 9, 3)) -> StepAct:
    return StepAct(CaseKind.COMPLAINT, "C1", CaseStep.ANSWERED, on, TODAY, acting, text)


def judged(step: CaseStep, acting: str | None = SAFETY, text: str | None = "材料虚假") -> StepAct:
    return StepAct(CaseKind.COMMITMENT, "P1", step, date(2019, 9, 5), TODAY, acting, text)


async def listed(desk: Desk, kind: CaseKind, **wanted: Any) -> list[tuple[str, str, str | None]]:
    page, total = await desk.services.cases.find(CaseFilter(kind, **wanted), 50, None)
    assert total == len(page.items)
    return [(case.number, case.state.value, case.department) for case in page.items]


async def test_a_complaint_is_lodged_assigned_and_answered_and_never_a_ground(desk: Desk) -> None:
    cases = desk.services.cases
    assert (await cases.open(COMPLAINT)).changed is True
    assert await listed(desk, CaseKind.COMPLAINT) == [("C1", "LODGED", None)]
    assert (await cases.follow(assigned())).changed is True
    assert await listed(desk, CaseKind.COMPLAINT, department=ENVIRONMENT) == [("C1", "ASSIGNED", ENVIRONMENT)]
    assert (await cases.follow(answered())).changed is True
    assert await listed(desk, CaseKind.COMPLAINT, state=CaseStep.ANSWERED) == [("C1", "ANSWERED", ENVIRONMENT)]
    assert await listed(desk, CaseKind.COMPLAINT, state=CaseStep.LODGED) == []
    decision = await desk.decide("E1", "BIDDING")
    assert (decision.outcome, decision.grounds, decision.reviews) == ("CLEAR", (), ())


async def test_a_broken_commitment_is_listed_and_never_a_ground(desk: Desk) -> None:
    cases = desk.services.cases
    await cases.open(COMMITMENT)
    await cases.open(replace(COMMITMENT, number="P2"))
    assert (await cases.follow(judged(CaseStep.BROKEN))).changed is True
    assert await listed(desk, CaseKind.COMMITMENT, state=CaseStep.BROKEN) == [("P1", "BROKEN", SAFETY)]
    assert await listed(desk, CaseKind.COMMITMENT, party_id=await desk.party_id("P1")) == [
        ("P1", "BROKEN", SAFETY),
        ("P2", "MADE", SAFETY),
    ]
    assert await desk.outcome("P1", "HONOURS") == "CLEAR"


async def test_what_is_said_again_changes_nothing(desk: Desk) -> None:
    cases = desk.services.cases
    await cases.open(COMPLAINT)
    assert (await cases.open(COMPLAINT)).changed is False
    for step in (assigned(), answered()):
        assert (await cases.follow(step)).changed is True
        assert (await cases.follow(step)).changed is False
    assert (await cases.open(COMPLAINT)).changed is False
    case = await cases.by_number(CaseKind.COMPLAINT, "C1")
    assert case is not None
    assert [step.kind.value for step in case.steps] == ["LODGED", "ASSIGNED", "ANSWERED"]


async def test_pages(desk: Desk) -> None:
    for number in ("A", "B", "C"):
        await desk.services.cases.open(replace(COMPLAINT, number=number))
    first, total = await desk.services.cases.find(CaseFilter(CaseKind.COMPLAINT), 2, None)
    assert ([case.number for case in first.items], first.has_next, total) == (["A", "B"], True, 3)
    rest, _ = await desk.services.cases.find(CaseFilter(CaseKind.COMPLAINT), 2, first.cursors[-1])
    assert ([case.number for case in rest.items], rest.has_next) == (["C"], False)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (replace(COMPLAINT, number=" "), ErrorCode.REQUIRED),
        (replace(COMPLAINT, text=""), ErrorCode.REQUIRED),
        (replace(COMPLAINT, number="C9", on=date(2019, 10, 9)), ErrorCode.INVALID_DATE),
        (replace(COMPLAINT, number="C9", party=party_key("E9")), ErrorCode.UNKNOWN_PARTY),
        (replace(COMPLAINT, text="别的"), ErrorCode.EVENT_CONFLICT),
        (replace(COMPLAINT, number="C9", department=SAFETY), ErrorCode.INVALID_VALUE),
        (replace(COMMITMENT, acting=ENVIRONMENT), ErrorCode.NOT_IN_CHARGE),
        (replace(COMMITMENT, department=None, acting=None), ErrorCode.REQUIRED),
        (replace(COMMITMENT, department="NOBODY", acting=None), ErrorCode.UNKNOWN_DEPARTMENT),
        (answered(), ErrorCode.EVENT_CONFLICT),
        (assigned(to=None), ErrorCode.REQUIRED),
        (assigned(to="NOBODY"), ErrorCode.UNKNOWN_DEPARTMENT),
        (assigned(date(2019, 8, 31)), ErrorCode.INVALID_PERIOD),
        (assigned(date(2019, 10, 9)), ErrorCode.INVALID_DATE),
        (replace(assigned(), number="C9"), ErrorCode.UNKNOWN_CASE),
        (judged(CaseStep.KEPT), ErrorCode.UNKNOWN_CASE),
    ],
)
async def test_what_is_refused_leaves_no_trace(desk: Desk, act: OpeningAct | StepAct, code: ErrorCode) -> None:
    cases = desk.services.cases
    await cases.open(COMPLAINT)
    with pytest.raises(CreditGraphError) as refused:
        await (cases.open(act) if isinstance(act, OpeningAct) else cases.follow(act))
    assert refused.value.code is code
    assert await listed(desk, CaseKind.COMPLAINT) == [("C1", "LODGED", None)]
    assert await listed(desk, CaseKind.COMMITMENT) == []


async def test_a_commitment_is_taken_by_the_department_that_acts(desk: Desk) -> None:
    await desk.services.cases.open(replace(COMMITMENT, department=None))
    assert await listed(desk, CaseKind.COMMITMENT) == [("P1", "MADE", SAFETY)]


async def test_an_assigned_complaint_is_passed_on_by_its_department_only(desk: Desk) -> None:
    cases = desk.services.cases
    await cases.open(COMPLAINT)
    await cases.follow(assigned())
    on = replace(assigned(date(2019, 9, 4)), department=SAFETY)
    with pytest.raises(CreditGraphError) as refused:
        await cases.follow(on)
    assert refused.value.code is ErrorCode.NOT_IN_CHARGE
    assert (await cases.follow(replace(on, acting=ENVIRONMENT))).changed is True
    assert await listed(desk, CaseKind.COMPLAINT) == [("C1", "ASSIGNED", SAFETY)]


async def test_a_key_opens_and_follows_once(desk: Desk) -> None:
    cases = desk.services.cases
    assert (await cases.open(replace(COMPLAINT, key="k"))).changed is True
    assert (await cases.follow(replace(assigned(), key="k"))).changed is True
    assert (await cases.follow(answered())).changed is True
    assert (await cases.follow(replace(assigned(), key="k"))).changed is False
    assert (await cases.open(replace(COMPLAINT, key="k"))).changed is False
    with pytest.raises(CreditGraphError) as refused:
        await cases.open(replace(COMPLAINT, number="C2", key="k"))
    assert refused.value.code is ErrorCode.BAD_REQUEST
    assert await listed(desk, CaseKind.COMPLAINT) == [("C1", "ANSWERED", ENVIRONMENT)]


async def test_only_whose_it_is_may_answer_or_judge(desk: Desk) -> None:
    cases = desk.services.cases
    await cases.open(COMPLAINT)
    await cases.follow(assigned())
    await cases.open(COMMITMENT)
    for step, code in (
        (answered(SAFETY), ErrorCode.NOT_IN_CHARGE),
        (answered(text=None), ErrorCode.REQUIRED),
        (judged(CaseStep.KEPT, ENVIRONMENT), ErrorCode.NOT_IN_CHARGE),
        (judged(CaseStep.BROKEN, text=" "), ErrorCode.REQUIRED),
    ):
        with pytest.raises(CreditGraphError) as refused:
            await cases.follow(step)
        assert refused.value.code is code
    await cases.follow(judged(CaseStep.KEPT, text=None))
    with pytest.raises(CreditGraphError) as refused:
        await cases.follow(judged(CaseStep.BROKEN))
    assert refused.value.code is ErrorCode.EVENT_CONFLICT
