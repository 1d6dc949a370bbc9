"""Feedback on restrictions that a department learnt by a check (R20), and the recalls that follow (R19); on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import FeedbackResult
from domain.identifiers import source_key
from domain.parties import PartyKey
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.dispatching import Settled
from resolvers.exemptions import ExemptionAct
from resolvers.restriction_feedback import RestrictionAct
from tests.support.clock import FakeClock
from tests.support.office import ADMIN, FINANCE, SAFETY, SERIOUS, Office, acting, finding, open_office, serious

APPLIED, NOT_APPLICABLE = FeedbackResult.APPLIED, FeedbackResult.NOT_APPLICABLE


@pytest.fixture
async def office(connection: Connection, ledger: Ledger, clock: FakeClock) -> Office:
    made = await open_office(connection, ledger, clock)
    role = {"source_key": "P2", "relation": "principal", "target_key": "E1"}
    assert (await made.loader.load_links([role], "register")).row_errors == []
    await made.load(serious())
    await made.settle()
    return made


def party(key: str = "E1") -> PartyKey:
    return PartyKey(key=source_key("register", key).key)


ACT = RestrictionAct(party(), "GOVERNMENT_PROCUREMENT", "F1", None, FINANCE, APPLIED)


async def test_r20_what_was_applied_after_a_check_is_on_record_and_listed(office: Office) -> None:
    (first,) = await office.restriction_feedback.record(ACT)
    assert await office.restriction_feedback.record(ACT) == [first]
    assert (first.kind, first.state, first.learnt, first.effect, first.matter, first.recipient) == (
        *("TELL", "DELIVERED", True, "VETO", "GOVERNMENT_PROCUREMENT", FINANCE),
    )
    assert [(each.result, each.note, each.department) for each in first.feedback] == [(APPLIED, None, FINANCE)]
    other = replace(ACT, result=NOT_APPLICABLE, note="未参加采购")
    (second,) = await office.restriction_feedback.record(other)
    assert [each.result for each in second.feedback] == [APPLIED, NOT_APPLICABLE]
    assert (await office.dispatches.answered(acting(FINANCE), FINANCE, 5, None)).items == [second]
    due = (await office.dispatches.due(acting(FINANCE), FINANCE, 50, None)).items
    assert second.key not in {each.key for each in due}
    assert await office.settle() == Settled()  # it is told already, and is due to nobody else


async def test_r19_who_applied_it_is_told_when_it_no_longer_holds(office: Office) -> None:
    (told,) = await office.restriction_feedback.record(ACT)
    await office.load(serious(repaired_on="2019-08-20"))
    assert await office.settle() == Settled(0, SERIOUS + 1)
    (recall,) = [each for each in await office.all(kind="RECALL", to=FINANCE) if each.recalls == told.key]
    assert (recall.state, recall.reason) == ("PENDING", "REPAIRED")
    assert [each.key for each in (await office.dispatches.due(acting(FINANCE), FINANCE, 5, None)).items] == [recall.key]
    lifted = await office.dispatches.answer(acting(FINANCE), recall.key, FeedbackResult.LIFTED, None)
    assert [each.result for each in lifted.feedback] == [FeedbackResult.LIFTED]


async def test_r19_it_holds_again_after_a_correction(office: Office) -> None:
    """A repair that was recorded for another day than it was: whoever applied the measure is told again."""
    (told,) = await office.restriction_feedback.record(ACT)
    await office.load(serious(repaired_on="2019-08-20"))
    await office.settle()
    await office.load(serious(repaired_on="2019-08-22"))
    assert await office.settle() == Settled(SERIOUS + 1, 0)
    again = [each for each in await office.all(kind="TELL", to=FINANCE) if each.matter == ACT.matter]
    assert [(each.key, each.state) for each in again] == [
        (told.key, "DELIVERED"),
        (told.key.removesuffix("1") + "2", "PENDING"),
    ]


async def test_r20_reported_after_it_was_lifted_it_is_recalled_at_once(office: Office) -> None:
    await office.load(serious(repaired_on="2019-08-20"))
    await office.settle()
    with pytest.raises(CreditGraphError) as caught:
        await office.restriction_feedback.record(ACT)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_VALUE, "matter")
    (told,) = await office.restriction_feedback.record(replace(ACT, on=date(2019, 8, 19)))
    assert await office.settle() == Settled(0, 1)
    assert [each.recalls for each in await office.all(kind="RECALL", to=FINANCE) if each.state == "PENDING"] == [
        told.key
    ]


async def test_r20_feedback_on_what_was_told_by_a_dispatch_is_on_that_dispatch(office: Office) -> None:
    (told,) = [each for each in await office.all(to=SAFETY) if each.matter == "INSPECTION"]
    act = replace(ACT, matter="INSPECTION", acting=SAFETY)
    (answered,) = await office.restriction_feedback.record(act)
    assert (answered.key, answered.learnt, answered.state) == (told.key, False, "PENDING")
    assert len(await office.all()) == SERIOUS


async def test_r12_r20_a_person_who_answers_for_the_enterprise(office: Office) -> None:
    act = replace(ACT, party=party("P2"), matter="PUBLIC_AUXILIARY_POST")
    (told,) = await office.restriction_feedback.record(act)
    assert told.subject_id != (await office.restriction_feedback.record(ACT))[0].subject_id
    assert await office.settle() == Settled()
    with pytest.raises(CreditGraphError):
        await office.restriction_feedback.record(replace(act, party=party("P1")))


async def test_r02_r20_a_computed_controller(office: Office) -> None:
    """Reached by holdings alone: what was applied is on record, stays while it holds, and is recalled."""
    act = replace(ACT, party=party("P1"), matter="HONOURS")
    with pytest.raises(CreditGraphError):
        await office.restriction_feedback.record(act)
    holding = {"source_key": "P1", "relation": "shareholder", "target_key": "E1", "share_percent": "51"}
    assert (await office.loader.load_links([holding], "register")).row_errors == []
    assert await office.settle() == Settled(2, 0)  # 张三 is on the public payroll: R13
    (told,) = await office.restriction_feedback.record(act)
    assert await office.settle() == Settled()
    await office.load(serious(repaired_on="2019-08-20"))
    assert await office.settle() == Settled(0, SERIOUS + 3)
    assert told.key in {each.recalls for each in await office.all(kind="RECALL", to=FINANCE)}


def granted(until: date) -> ExemptionAct:
    matter, since = "GOVERNMENT_PROCUREMENT", date(2019, 8, 20)
    return ExemptionAct(party(), matter, SAFETY, since, until, "唯一供应商", "市政府", acting=SAFETY)


async def test_r11_r19_an_exemption_recalls_the_measure_and_its_end_tells_it_again(office: Office) -> None:
    (told,) = await office.restriction_feedback.record(ACT)
    granting = await office.exemptions.grant(granted(date(2019, 9, 1)))
    assert granting.changed
    assert await office.settle() == Settled(0, 1)
    (recall,) = await office.all(kind="RECALL")
    assert (recall.recalls, recall.reason) == (told.key, "EXEMPTED")
    assert await office.settle(date(2019, 8, 31)) == Settled()
    assert await office.settle(date(2019, 9, 1)) == Settled(1, 0)
    assert await office.settle(date(2019, 9, 1)) == Settled()


async def test_r11_an_exemption_from_another_matter_recalls_nothing(office: Office) -> None:
    await office.restriction_feedback.record(replace(ACT, matter="BIDDING"))
    await office.exemptions.grant(granted(date(2019, 9, 1)))
    assert await office.settle() == Settled()
    with pytest.raises(CreditGraphError) as caught:  # what is lifted is no restriction
        await office.restriction_feedback.record(ACT)
    assert caught.value.code is ErrorCode.INVALID_VALUE


async def test_an_exemption_that_is_revoked_no_longer_lifts(office: Office) -> None:
    await office.restriction_feedback.record(ACT)
    exempted = await office.exemptions.grant(granted(date(2019, 9, 1)))
    await office.settle()
    await office.exemptions.revoke(exempted.id, "条件不再具备", SAFETY)
    assert await office.settle() == Settled(1, 0)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"party": party("nobody")}, ErrorCode.UNKNOWN_PARTY, "party"),
        ({"finding_number": "F9"}, ErrorCode.UNKNOWN_FINDING, "finding_number"),
        ({"matter": "NONE"}, ErrorCode.UNKNOWN_MATTER, "matter"),
        ({"matter": "EMPLOYER_NOTICE"}, ErrorCode.INVALID_VALUE, "matter"),
        ({"department": SAFETY}, ErrorCode.FORBIDDEN, "department"),
        ({"acting": None}, ErrorCode.REQUIRED, "department"),
        ({"acting": None, "department": "KS_NOBODY"}, ErrorCode.UNKNOWN_DEPARTMENT, "department"),
        ({"result": NOT_APPLICABLE}, ErrorCode.REQUIRED, "note"),
        ({"result": FeedbackResult.LIFTED}, ErrorCode.INVALID_VALUE, "result"),
        ({"on": date(2019, 8, 21)}, ErrorCode.INVALID_DATE, "on"),
        ({"on": date(2019, 8, 9)}, ErrorCode.INVALID_VALUE, "matter"),
    ],
)
async def test_r20_what_does_not_fit_is_refused_and_changes_nothing(
    office: Office, wrong: dict[str, object], code: ErrorCode, field: str
) -> None:
    before = await office.all()
    with pytest.raises(CreditGraphError) as caught:
        await office.restriction_feedback.record(replace(ACT, **wrong))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == (code, field)
    assert await office.all() == before


async def test_r20_an_admin_names_the_department(office: Office) -> None:
    (told,) = await office.restriction_feedback.record(replace(ACT, acting=None, department=FINANCE))
    assert (told.recipient, told.feedback[0].department) == (FINANCE, None)
    assert (await office.dispatches.answered(ADMIN, FINANCE, 5, None)).items == [told]


async def test_r19_the_grade_rises_and_the_measure_with_it(office: Office) -> None:
    """INSPECTION is told of both grades: what was learnt of the lower one is told of the higher one."""
    office.clock.set(datetime(2019, 8, 21, tzinfo=UTC))
    await office.load(finding("F2", rectify_by="2019-08-31"))
    await office.settle(date(2019, 8, 21))
    act = replace(ACT, finding_number="F2", matter="INSPECTION")
    (told,) = await office.restriction_feedback.record(act)
    await office.settle(date(2019, 9, 1))
    of_finance = await office.all(to=FINANCE)
    risen = [each for each in of_finance if (each.finding_id, each.matter) == (told.finding_id, told.matter)]
    assert sorted((each.kind, each.grade, each.reason, each.state) for each in risen) == [
        ("RECALL", "GENERAL", "REGRADED", "PENDING"),
        ("TELL", "GENERAL", None, "DELIVERED"),
        ("TELL", "SERIOUS", None, "PENDING"),
    ]
