"""Repair (信用修复): a party asks, the department in charge grants or denies, by the policy's preconditions (R18, R19).

A grant is an event like any other: from its day on the finding is not in force, so every decision is lifted with the same
write. Each act is one ledger transaction; the same act on the same day said again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_rules import area_rule
from domain.findings import EventKind, Finding, FindingEvent, Recognition
from domain.policy import RuleBook
from domain.repair import ConditionChecked, RepairCondition, pending_request, repair_conditions
from graph.finding_writer import EventDraft, FindingDraft, FindingWriter, before_of
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import collected, new_id
from resolvers.batches import RowProblem
from resolvers.desk import check_acting, check_happened, required_text, text_of
from resolvers.once import once
from resolvers.recorded import Recorded, RefusedError
from resolvers.storing import RuleProvider

CODES = {
    RepairCondition.IN_FORCE: (ErrorCode.NOT_IN_FORCE, "occurred_on"),
    RepairCondition.PROVIDED_FOR: (ErrorCode.REPAIR_NOT_PROVIDED, "finding_number"),
    RepairCondition.RECTIFIED: (ErrorCode.NOT_RECTIFIED, "finding_number"),
    RepairCondition.NO_NEW_FINDING: (ErrorCode.NEW_FINDING, "finding_number"),
    RepairCondition.MINIMUM_PERIOD: (ErrorCode.REPAIR_TOO_EARLY, "occurred_on"),
    RepairCondition.EXCEPTION: (ErrorCode.EXCEPTION_REQUIRED, "exception_reason"),
}
"""What a condition that is not met is called, and the input that it is about."""


@dataclass(frozen=True, slots=True)
class RepairAct:
    """One act on a finding. `acting`: the department, None for an administrator. `today`: nothing is recorded ahead.
    `key`: the caller's idempotency key."""

    number: str
    on: date
    acting: str | None
    today: date
    reason: str | None = None
    key: str | None = None


class Repairs:
    """Requests, grants and denials."""

    def __init__(self, ledger: Ledger, rules: RuleProvider) -> None:
        self._ledger = ledger
        self._rules = rules

    async def request(self, act: RepairAct) -> bool:
        """Records that the party asks for repair. Whether it was new.

        Raises RefusedError with each precondition that is not met (an exception is the department's to make, so it is
        not asked for yet); CreditGraphError UNKNOWN_FINDING, NOT_IN_CHARGE, INVALID_DATE, EVENT_CONFLICT.
        """
        return await self._act(EventKind.REPAIR_REQUESTED, act, text_of(act.reason, "reason", required=False))

    async def grant(self, act: RepairAct) -> bool:
        """Lifts the finding from the day on; `act.reason` is that of an exception, where one is needed. As `request`,
        and REPAIR_NOT_REQUESTED."""
        return await self._act(EventKind.REPAIR_GRANTED, act, text_of(act.reason, "exception_reason", required=False))

    async def deny(self, act: RepairAct) -> bool:
        """Denies the request, with a reason. As `request`, but no precondition is checked; REPAIR_NOT_REQUESTED."""
        return await self._act(EventKind.REPAIR_DENIED, act, required_text(act.reason, "reason"))

    async def _act(self, kind: EventKind, act: RepairAct, reason: str | None) -> bool:
        check_happened(act.on, act.today)

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            rules, writer = self._rules(), FindingWriter(tx, at, "")
            draft = (await writer.known([act.number])).get(act.number)
            if draft is None:
                message = "No finding has this number."
                raise CreditGraphError(ErrorCode.UNKNOWN_FINDING, message, "finding_number")
            check_acting(rules, draft.area, act.on, act.acting)
            if any((e.kind, e.day, e.reason) == (kind, act.on, reason) and e.current for e in draft.events):
                return Recorded(draft.id, False)
            others = await writer.known(await collected(tx, query("write/findings_of_party"), id=draft.party.id))
            _check(kind, draft, list(others.values()), act, reason, rules)
            before = {draft.id: before_of(draft)}
            draft.events.append(EventDraft(new_id(), kind, act.on, reason=reason, fresh=True))
            await writer.write([draft], before)
            return Recorded(draft.id, True)

        said = (act.number, act.on, reason)
        return (await once(self._ledger, kind.value, act.key, said, work, act.acting)).changed


def _check(
    kind: EventKind,
    draft: FindingDraft,
    others: list[FindingDraft],
    act: RepairAct,
    reason: str | None,
    rules: RuleBook,
) -> None:
    """Refuses an act that does not follow from those before it, or whose preconditions are not met."""
    finding = _finding(draft)
    waiting = pending_request(finding, act.on)
    if kind is EventKind.REPAIR_REQUESTED and waiting is not None:
        message = f"The request of {waiting.occurred_on} waits to be decided."
        raise CreditGraphError(ErrorCode.EVENT_CONFLICT, message, "occurred_on")
    if kind is not EventKind.REPAIR_REQUESTED and waiting is None:
        message = "No request for repair waits to be decided on this day."
        raise CreditGraphError(ErrorCode.REPAIR_NOT_REQUESTED, message, "finding_number")
    if kind is EventKind.REPAIR_DENIED:
        return
    checked = conditions(finding, [_finding(other) for other in others], act.on, rules, reason)
    failed = [item for item in checked if not item.met]
    if kind is EventKind.REPAIR_REQUESTED:
        failed = [item for item in failed if item.condition is not RepairCondition.EXCEPTION]
    if failed:
        raise RefusedError([RowProblem(0, CODES[f.condition][1], CODES[f.condition][0], f.why) for f in failed])


def conditions(
    finding: Finding, others: list[Finding], day: date, rules: RuleBook, exception_reason: str | None = None
) -> tuple[ConditionChecked, ...]:
    """The preconditions of a repair on `day`: by the policy that governs the finding's area, on the terms of the one that
    was issued last."""
    area_rule(rules, finding.area, day)
    policy = rules.governing(finding.area, day)
    assert policy is not None
    return repair_conditions(
        finding, others, day, rules.repairing(finding.area, day), policy.validity, exception_reason
    )


def _finding(draft: FindingDraft) -> Finding:
    """What holds now of a finding, as the domain looks at it."""
    events = tuple(
        FindingEvent(
            event.id,
            event.kind,
            event.day,
            recognition=Recognition(stated.act_on, stated.grade, stated.rectify_by, stated.standard, stated.expires_on)
            if (stated := event.stated) is not None and stated.grade is not None
            else None,
        )
        for event in draft.events
        if event.current
    )
    return Finding(draft.id, draft.number, draft.area, draft.department, draft.party.id, events)
