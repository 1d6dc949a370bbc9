"""Feedback on a restriction that a department learnt by a check, not by a dispatch (R20).

Who says that it applied a restriction knows of it. So it is put on record as told, and recalled like everyone else when the
restriction no longer holds (R19).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.control_record import ControlRecord
from domain.dispatch_record import Tell, learnt_by_check
from domain.dispatches import DispatchKind, Learnt
from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import Feedback, FeedbackResult, SentDispatch, check_feedback
from domain.parties import PartyKey
from graph.dispatches import DispatchStore, Standing
from graph.reader import Reader
from resolvers.clock import Clock
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl, with_control


@dataclass(frozen=True, slots=True)
class RestrictionAct:
    """What a department did with a restriction. `department`: which; `acting`: who says so, None for an administrator.
    `on`: the day of the check, None for today."""

    party: PartyKey
    matter: str
    finding_number: str
    department: str | None
    acting: str | None
    result: FeedbackResult
    note: str | None = None
    on: date | None = None


class RestrictionFeedback:
    """Records what departments did with restrictions."""

    def __init__(
        self, store: DispatchStore, reader: Reader, rules: Rules, clock: Clock, control: TellingControl
    ) -> None:
        self._control = control
        self._store = store
        self._reader = reader
        self._rules = rules
        self._clock = clock

    async def record(self, act: RestrictionAct) -> list[SentDispatch]:
        """Records it; the same again changes nothing. Answers one dispatch for each measure of the finding on the matter.

        Raises UNKNOWN_PARTY, UNKNOWN_FINDING, UNKNOWN_MATTER, UNKNOWN_DEPARTMENT, REQUIRED, FORBIDDEN, INVALID_DATE,
        INVALID_VALUE where the finding restricts the party in nothing on the matter that day, and as check_feedback.
        """
        rules, today = self._rules.current, self._clock.today()
        department, day = self._department(act), act.on or today
        feedback = Feedback(act.result, act.note, act.acting)
        check_feedback(DispatchKind.TELL, feedback)
        if act.matter not in rules.matters:
            raise CreditGraphError(ErrorCode.UNKNOWN_MATTER, "No matter has this code; see `matters`.", "matter")
        if day > today:
            raise CreditGraphError(ErrorCode.INVALID_DATE, f"{day} lies after today, {today}.", "on")
        learnt = Learnt(await self._party(act.party), act.matter, department)

        finding_id = await self._finding(act.finding_number)
        control = await self._control_of(finding_id, learnt, day)

        def choose(standing: Standing | None) -> Iterable[Tell]:
            tells = standing and learnt_by_check(
                with_control(standing.telling, control), standing.held, learnt, day, rules
            )
            if not tells:
                message = f"On {day} this finding restricts the party in nothing on the matter {act.matter}."
                raise CreditGraphError(ErrorCode.INVALID_VALUE, message, "matter")
            return tells

        return await self._store.learn(finding_id, day, feedback, choose)

    def _department(self, act: RestrictionAct) -> str:
        if act.acting is not None:
            if act.department not in (None, act.acting):
                raise CreditGraphError(ErrorCode.FORBIDDEN, f"This API key acts for {act.acting} alone.", "department")
            return act.acting
        if act.department is None:
            raise CreditGraphError(ErrorCode.REQUIRED, "Name the department that did it.", "department")
        if act.department not in self._rules.current.departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")
        return act.department

    async def _control_of(self, finding_id: str, learnt: Learnt, day: date) -> dict[str, ControlRecord]:
        """What control rests on, as if it were learnt already."""
        standings = [
            replace(each, telling=replace(each.telling, learnt=each.telling.learnt | {learnt}))
            for each in await self._store.standings([finding_id])
        ]
        return await self._control.of(standings, day, self._rules.current)

    async def _party(self, key: PartyKey) -> str:
        (party,) = await self._reader.parties([key])
        if party is None:
            raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody has this identifier.", "party")
        return party.id

    async def _finding(self, number: str) -> str:
        (finding,) = await self._reader.findings_by_number([number.strip()])
        if finding is None:
            raise CreditGraphError(ErrorCode.UNKNOWN_FINDING, "No finding has this number.", "finding_number")
        return finding.id
