"""Recognising one finding, and recording what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_merging import EVENT_FIELDS, Stated
from domain.finding_rules import area_rule, check_in_charge, department_code
from domain.findings import EventKind, Grade
from domain.merging import Verdict
from domain.parties import PartyKey
from domain.policy import RuleBook
from graph.finding_writer import FindingWriter
from resolvers.cells import LONG, NAME, RowReader
from resolvers.desk import check_happened
from resolvers.finding_fold import FindingFold, FindingStatement
from resolvers.finding_loading import concerned_ids
from resolvers.recorded import Recorded, refuse_problems, renamed, resolve

_NAMES = {"party_key": "party", "concerned_keys": "concerned"}


@dataclass(frozen=True, slots=True)
class FindingInput:
    """What a department states when it recognises a finding; None: nothing is said. `department`: code or Chinese name;
    None: the one that acts, else the one in charge of the area. `today`: where given, nothing is recorded ahead of it."""

    number: str
    party: PartyKey
    area: str
    act_on: date
    recognised_on: date
    department: str | None = None
    grade: Grade | None = None
    rectify_by: date | None = None
    standard: str | None = None
    expires_on: date | None = None
    penalty_document_number: str | None = None
    concerned: tuple[PartyKey, ...] = ()
    today: date | None = field(default=None, repr=False)

    def read(self) -> FindingInput:
        """The same with clean texts. Raises RefusedError, INVALID_DATE for what has not happened yet."""
        _check_happened(self.today, act_on=self.act_on, recognised_on=self.recognised_on)
        names = ("number", "area", "department", "standard", "penalty_document_number")
        reader = RowReader({name: getattr(self, name) for name in names}, 0)
        read = FindingInput(
            reader.required("number"),
            self.party,
            reader.required("area").upper(),
            self.act_on,
            self.recognised_on,
            reader.text("department"),
            self.grade,
            self.rectify_by,
            reader.text("standard", NAME),
            self.expires_on,
            reader.text("penalty_document_number"),
            self.concerned,
        )
        refuse_problems(reader)
        return read


@dataclass(frozen=True, slots=True)
class EventInput:
    """Something that happened to a finding on a day. `reason` is needed for a withdrawal. `today`: where given, nothing is
    recorded ahead of it."""

    number: str
    occurred_on: date
    reason: str | None = None
    today: date | None = field(default=None, repr=False)

    def read(self, kind: EventKind) -> EventInput:
        """The same with clean texts. Raises RefusedError, INVALID_DATE for what has not happened yet."""
        _check_happened(self.today, occurred_on=self.occurred_on)
        reader = RowReader({"number": self.number, "reason": self.reason}, 0)
        number, reason = reader.required("number"), reader.text("reason", LONG, lines=True)
        if kind is EventKind.WITHDRAWN and reason is None and not reader.problems:
            reader.wrong("reason", ErrorCode.REQUIRED, "A withdrawal needs a reason.")
        refuse_problems(reader)
        return EventInput(number, self.occurred_on, reason)


def _check_happened(today: date | None, **days: date) -> None:
    for name, day in days.items():
        if today is not None:
            check_happened(day, today, name)


async def record_finding(
    tx: AsyncManagedTransaction, at: int, source: str, finding: FindingInput, rules: RuleBook, acting: str | None
) -> Recorded:
    """Recognises the finding, or states its recognition anew."""
    rule = area_rule(rules, finding.area, finding.recognised_on)
    if acting is not None:
        check_in_charge(rule, acting, "area")
    department = department_code(rules, finding.department or acting or rule.department)
    people = [("concerned", key) for key in finding.concerned]
    party, *concerned = await resolve(tx, [("party", finding.party), *people])
    writer = FindingWriter(tx, at, source)
    known = await writer.known([finding.number])
    penalties = await writer.penalties([party.id]) if finding.penalty_document_number is not None else {}
    try:
        statement = FindingStatement(
            *(finding.number, party, finding.area, department),
            stated=Stated(
                *(finding.recognised_on, finding.act_on, finding.grade, finding.rectify_by, finding.standard),
                *(finding.expires_on, concerned_ids(concerned) or None),
            ),
            penalty_document_number=finding.penalty_document_number,
        )
        fold = FindingFold(known, penalties, rules, at)
        verdict, draft = fold.merge(statement, explicit=True)
    except CreditGraphError as error:
        raise renamed(error, _NAMES) from None
    await fold.write(writer)
    return Recorded(draft.id, changed=verdict is not Verdict.UNCHANGED)


async def record_event(
    tx: AsyncManagedTransaction, at: int, kind: EventKind, event: EventInput, rules: RuleBook, acting: str | None
) -> Recorded:
    """Records that something happened to a finding; a day recorded before is superseded."""
    writer = FindingWriter(tx, at, "")
    known = await writer.known([event.number])
    draft = known.get(event.number)
    if draft is None:
        raise CreditGraphError(ErrorCode.UNKNOWN_FINDING, "There is no finding with this number.", "number")
    if acting is not None:
        check_in_charge(area_rule(rules, draft.area, event.occurred_on), acting, "number")
    statement = FindingStatement(
        *(draft.number, draft.party, draft.area, draft.department),
        stated=draft.recognition,
        days={kind: event.occurred_on},
        reasons={kind: event.reason} if event.reason is not None else {},
    )
    fold = FindingFold(known, {}, rules, at)
    try:
        verdict, _ = fold.merge(statement, explicit=True)
    except CreditGraphError as error:
        if error.field in EVENT_FIELDS.values():
            raise CreditGraphError(ErrorCode.EVENT_CONFLICT, error.message, "occurred_on") from None
        raise
    await fold.write(writer)
    return Recorded(draft.id, changed=verdict is not Verdict.UNCHANGED)
