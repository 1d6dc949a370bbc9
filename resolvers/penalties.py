"""Penalties at the desk: one is recorded, and how many a department entered late is counted (R15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from domain.penalties import Penalty
from domain.penalty_merging import PenaltyValues, penalty_key, revised
from domain.working_days import entered_late
from graph.ledger import Ledger
from graph.penalty_writer import NewPenalty, PenaltyDraft, PenaltyWriter
from graph.reader import Reader
from graph.writing import new_id
from resolvers.batches import Row
from resolvers.cells import LONG, RowReader, parse_amount
from resolvers.clock import Clock
from resolvers.desk import check_happened, check_own
from resolvers.once import once
from resolvers.recorded import Recorded, refuse_problems, resolve
from resolvers.storing import RuleProvider


@dataclass(frozen=True, slots=True)
class PenaltyAct:
    """One penalty as a department records it. `cells`: the texts of a row of penalties.csv but for the party. `key`: the
    caller's idempotency key."""

    party: PartyKey
    cells: Row
    acting: str | None
    today: date
    key: str | None = None


@dataclass(slots=True)
class Entries:
    """What a department entered of the penalties that it decided in a period.

    `undetermined`: those of which the calendar cannot tell whether they are late.
    """

    department: str
    entered: int = 0
    late: list[Penalty] = field(default_factory=list)
    undetermined: int = 0


class Penalties:
    """Records penalties and counts the late ones. Safe for any number of tasks."""

    def __init__(self, ledger: Ledger, reader: Reader, rules: RuleProvider, clock: Clock) -> None:
        self._ledger = ledger
        self._reader = reader
        self._rules = rules
        self._clock = clock

    async def record(self, act: PenaltyAct) -> Recorded:
        """Records a penalty, or what is new of a known one (by document number, department and party).

        Raises RefusedError with each cell that cannot be read; CreditGraphError UNKNOWN_DEPARTMENT, NOT_IN_CHARGE for a
        department that records another's penalty, UNKNOWN_PARTY, INVALID_DATE for a decision in the future.
        """
        number, department, values = self._read(act)

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            [party], writer = await resolve(tx, [("party", act.party)]), PenaltyWriter(tx, at, department)
            key = penalty_key(number, department, party.id)
            draft = (await writer.known([key])).get(key)
            if draft is None:
                draft = PenaltyDraft(new_id(), [values])
                await writer.create([NewPenalty(party.id, key, number, department, draft)])
                return Recorded(draft.id, True)
            version = revised(values, draft.versions[-1:])
            if version is None:
                return Recorded(draft.id, False)
            draft.versions.append(version)
            await writer.revise([draft])
            return Recorded(draft.id, True)

        said = (act.party, number, department, values)
        return await once(self._ledger, "recordPenalty", act.key, said, work, act.acting)

    async def entries(self, departments: Sequence[str], first: date | None, last: date | None) -> list[Entries]:
        """What each department entered of the penalties decided from `first` to `last` (inclusive), in the order asked."""
        found: dict[str, Entries] = {code: Entries(code) for code in departments}
        for penalty in await self._reader.penalties_of(list(found), first, last):
            entries = found[penalty.department]
            entries.entered += 1
            late = self.late(penalty)
            if late is None:
                entries.undetermined += 1
            elif late:
                entries.late.append(penalty)
        for entries in found.values():
            entries.late.sort(key=lambda penalty: (penalty.decided_on, penalty.id))
        return [found[code] for code in departments]

    def late(self, penalty: Penalty) -> bool | None:
        """Whether the penalty was entered late; None where the calendar cannot tell."""
        try:
            return self.entered_late(penalty)
        except CreditGraphError:
            return None

    def entered_late(self, penalty: Penalty) -> bool:
        """Whether the penalty was entered late. Raises CALENDAR_UNKNOWN."""
        return entered_late(penalty.decided_on, self._clock.day_of(penalty.recorded_at))

    def _read(self, act: PenaltyAct) -> tuple[str, str, PenaltyValues]:
        reader = RowReader(act.cells, 0)
        number, department = reader.required("document_number"), reader.required("department")
        values = PenaltyValues(
            decided_on=reader.required_day("decided_on"),
            act=reader.text("act", LONG, lines=True),
            category=reader.text("category"),
            content=reader.text("content", LONG, lines=True),
            amount_10k=reader.read("amount_10k", parse_amount),
            valid_until=reader.day("valid_until"),
            publicised_until=reader.day("publicised_until"),
            basis=reader.text("basis", LONG, lines=True),
        )
        refuse_problems(reader)
        if department not in self._rules().departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")
        check_own(department, act.acting, "The penalty")
        check_happened(values.decided_on, act.today, "decided_on")
        for name, until in (("valid_until", values.valid_until), ("publicised_until", values.publicised_until)):
            if until is not None and until < values.decided_on:
                raise CreditGraphError(ErrorCode.INVALID_PERIOD, "It cannot end before the decision.", name)
        return number, department, values
