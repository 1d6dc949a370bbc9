"""Complaints (R21), commitments (R42) and filed cases (R52) at the desk: opened, followed up, listed and counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.cases import FIRST, Case, CaseKind, CaseStep, Step, check_step
from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from graph.cases import CaseReader, CaseWriter
from graph.ledger import Ledger
from graph.writing import new_id
from resolvers.desk import check_happened, check_own, required_text, text_of
from resolvers.once import once
from resolvers.pages import Page, decode_cursor, page
from resolvers.recorded import Recorded, resolve
from resolvers.storing import RuleProvider


@dataclass(frozen=True, slots=True)
class OpeningAct:
    """A case is opened. `department`: who took a commitment or files a case (None: the one that acts); a complaint has none
    before it is assigned. `key`: the caller's idempotency key."""

    kind: CaseKind
    number: str
    party: PartyKey
    on: date
    today: date
    text: str
    department: str | None
    acting: str | None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class StepAct:
    """A case goes on. `department`: whom a complaint is assigned to. `acting`: who acts, None for an administrator. `key`:
    the caller's idempotency key."""

    kind: CaseKind
    number: str
    step: CaseStep
    on: date
    today: date
    acting: str | None
    text: str | None = None
    department: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases: of a kind, in a state, of a department, about a party."""

    kind: CaseKind
    state: CaseStep | None = None
    department: str | None = None
    party_id: str | None = None


class Cases:
    """Opens cases, follows them up, lists them."""

    def __init__(self, ledger: Ledger, reader: CaseReader, rules: RuleProvider) -> None:
        self._ledger = ledger
        self._reader = reader
        self._rules = rules

    async def open(self, act: OpeningAct) -> Recorded:
        """Opens a case; the same one opened again changes nothing.

        Raises REQUIRED, INVALID_DATE, UNKNOWN_DEPARTMENT, NOT_IN_CHARGE, UNKNOWN_PARTY, and EVENT_CONFLICT for a number
        that is another case's.
        """
        number, text = required_text(act.number, "number"), required_text(act.text, "text")
        check_happened(act.on, act.today)
        department = self._takes(act)
        first = Step(new_id(), FIRST[act.kind], act.on, text, department)

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            [party] = await resolve(tx, [("party", act.party)])
            writer = CaseWriter(tx, at)
            known = await writer.known(act.kind, number)
            if known is None:
                case_id = await writer.create(act.kind, number, party.id)
                await writer.add(case_id, first)
                return Recorded(case_id, True)
            if known.party_id != party.id or not _same(known.steps[0], first):
                raise CreditGraphError(ErrorCode.EVENT_CONFLICT, "Another case has this number.", "number")
            return Recorded(known.id, False)

        said = (act.kind, number, act.party, act.on, text, department)
        return await once(self._ledger, "openCase", act.key, said, work, act.acting)

    async def follow(self, act: StepAct) -> Recorded:
        """Records the next step of a case; the last one said again changes nothing.

        A complaint is first assigned by anybody with a desk; then it is answered, or passed on, by the department that it is
        assigned to. A commitment is judged by the department that took it.

        Raises UNKNOWN_CASE, NOT_IN_CHARGE, REQUIRED for an answer or a breach without a text, UNKNOWN_DEPARTMENT,
        INVALID_DATE, INVALID_PERIOD, EVENT_CONFLICT.
        """
        check_happened(act.on, act.today)
        self._check_department(act.department)
        if act.step is CaseStep.ASSIGNED and act.department is None:
            raise CreditGraphError(ErrorCode.REQUIRED, "Name the department that it is assigned to.", "department")
        text = text_of(act.text, "text", required=act.step in (CaseStep.ANSWERED, CaseStep.BROKEN))
        step = Step(new_id(), act.step, act.on, text, act.department)

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            writer = CaseWriter(tx, at)
            known = await writer.known(act.kind, act.number.strip())
            if known is None:
                raise CreditGraphError(ErrorCode.UNKNOWN_CASE, "No case has this number.", "number")
            if _same(known.steps[-1], step):
                return Recorded(known.id, False)
            if known.department is not None:
                check_own(known.department, act.acting, "The case")
            check_step(known.steps, step)
            await writer.add(known.id, step)
            return Recorded(known.id, True)

        said = (act.kind, act.number, act.step, act.on, text, act.department)
        return await once(self._ledger, "followCase", act.key, said, work, act.acting)

    async def find(self, wanted: CaseFilter, first: int, after: str | None) -> tuple[Page[Case], int]:
        """A page of the cases that pass the filter, in the order of recording, and how many there are in all."""
        key = decode_cursor(after, [str])
        last = str(key[0]) if key else ""
        passing = [case for case in await self._reader.all(wanted.kind) if _passes(case, wanted)]
        return page([c for c in passing if c.id > last][: first + 1], first, lambda case: [case.id]), len(passing)

    async def by_number(self, kind: CaseKind, number: str) -> Case | None:
        """The case with this number."""
        return next((case for case in await self._reader.all(kind) if case.number == number.strip()), None)

    def _takes(self, act: OpeningAct) -> str | None:
        """Whose case it is from the first. Raises REQUIRED, INVALID_VALUE, UNKNOWN_DEPARTMENT, NOT_IN_CHARGE."""
        if act.kind is CaseKind.COMPLAINT:
            if act.department is not None:
                message = "A complaint is nobody's before it is assigned: leave the department out."
                raise CreditGraphError(ErrorCode.INVALID_VALUE, message, "department")
            return None
        department = act.department or act.acting
        if department is None:
            message = "Name the department that took the commitment or files the case."
            raise CreditGraphError(ErrorCode.REQUIRED, message, "department")
        self._check_department(department)
        check_own(department, act.acting, "The case")
        return department

    def _check_department(self, code: str | None) -> None:
        if code is not None and code not in self._rules().departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")


def _same(known: Step, said: Step) -> bool:
    return (known.kind, known.occurred_on, known.text, known.department) == (
        *(said.kind, said.occurred_on, said.text, said.department),
    )


def _passes(case: Case, wanted: CaseFilter) -> bool:
    return (
        wanted.state in (None, case.state)
        and wanted.department in (None, case.department)
        and wanted.party_id in (None, case.party_id)
    )
