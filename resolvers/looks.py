"""Looks at decisions that asked for one: recorded by a department, listed, and counted by the monthly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.looks import Conclusion, Look, check_looked_at
from domain.months import Month
from graph.looks import LookStore
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.desk import check_own, required_text
from resolvers.pages import Page, decode_cursor, page
from resolvers.principal import Principal


@dataclass(frozen=True, slots=True)
class LookAct:
    """What is said of a decision. `as_of`, `known_at` (µs) and `sha256` are those of its receipt; `department`: who looked,
    where it is not the key's."""

    request: CheckRequest
    as_of: date
    known_at: int
    sha256: str
    conclusion: Conclusion
    note: str
    department: str | None = None


class Looks:
    """Records and lists looks."""

    def __init__(self, store: LookStore, checks: Checks, clock: Clock) -> None:
        self._store = store
        self._checks = checks
        self._clock = clock

    async def record(self, act: LookAct, principal: Principal) -> tuple[Look, bool]:
        """The look as recorded, and whether it is new. The decision is asked again: its hash must be the one given.

        Raises REQUIRED without a department or a note, NOT_IN_CHARGE for another department's, as `Checks.decide`, and as
        `check_looked_at`.
        """
        department = act.department or principal.department
        if department is None:
            raise CreditGraphError(ErrorCode.REQUIRED, "Name the department that looked.", "department")
        check_own(department, principal.acting_department, "The look")
        note = required_text(act.note, "note")
        decision = await self._checks.decide(act.request, act.as_of, act.known_at)
        check_looked_at(decision, act.sha256)
        assert decision.party is not None
        look = Look(
            department=department,
            party_id=decision.party.id,
            matter=decision.matter.code,
            as_of=act.as_of,
            known_at=act.known_at,
            sha256=act.sha256.strip().lower(),
            outcome=decision.outcome,
            conclusion=act.conclusion,
            note=note,
            looked_on=self._clock.today(),
            by=principal.name,
        )
        return await self._store.record(look)

    async def find(self, month: Month, department: str | None, first: int, after: str | None) -> Page[Look]:
        """A page of the looks of a month, in the order of recording. Raises INVALID_CURSOR."""
        key = decode_cursor(after, [str])
        last = str(key[0]) if key else ""
        found = await self._store.of_months([str(month)])
        passing = [look for look in found if look.id > last and department in (None, look.department)]
        return page(passing[: first + 1], first, lambda look: [look.id])
