"""Penalties at the desk: recordPenalty, and how many each department entered late (R15)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from resolvers.penalties import Entries, PenaltyAct
from resolvers.principal import Scope
from resolvers.recorded import Recorded
from schema.catalogue import Department
from schema.context import Info
from schema.fields import field
from schema.payloads import CHANGED, ERRORS, KEY, UserError, user_errors
from schema.penalties import Penalty
from schema.refs import PartyRef, party_key

MAX_LATE = 200


@strawberry.input(description="A penalty as the deciding department records it (行政处罚录入).")
class RecordPenaltyInput:
    """One decision."""

    party: PartyRef = strawberry.field(description="The party that it is imposed on (相对人).")
    document_number: str = strawberry.field(description="The decision's document number (决定书文号).")
    department: str = strawberry.field(description="The code of the department that decided (处罚机关).")
    decided_on: date = strawberry.field(description="The day of the decision; not after today (处罚决定日期).")
    act: str | None = strawberry.field(default=None, description="The act that it is for (违法行为).")
    category: str | None = strawberry.field(default=None, description="What kind of penalty (处罚类别).")
    content: str | None = strawberry.field(default=None, description="What was decided (处罚内容).")
    amount_10k: Decimal | None = strawberry.field(
        default=None, name="amount10k", description="The fine, in units of 10,000 yuan, exact (罚款金额，万元)."
    )
    valid_until: date | None = strawberry.field(
        default=None, description="The first day on which it is no longer valid (有效期截止)."
    )
    publicised_until: date | None = strawberry.field(
        default=None, description="The first day on which it is no longer publicised (公示截止期)."
    )
    basis: str | None = strawberry.field(default=None, description="The law that it rests on (处罚依据).")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What came of recording a penalty (行政处罚录入结果).")
class PenaltyPayload:
    """The penalty, or why nothing was recorded."""

    penalty: Penalty | None = strawberry.field(default=None, description="The penalty (行政处罚).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type(description="What a department entered of the penalties that it decided in a period (录入时效).")
class PenaltyEntries:
    """Counts, and the late ones."""

    of: strawberry.Private[Entries]

    @field("The department (部门).")
    def department(self, info: Info) -> Department:
        """Department."""
        return Department(key=self.of.department, book=info.context.services.rules.current)

    @field("How many penalties it entered (录入数).")
    def entered(self) -> int:
        """Entered."""
        return self.of.entered

    @field("How many of them later than seven working days after the decision (超期数).")
    def late(self) -> int:
        """Late."""
        return len(self.of.late)

    @field("Of how many the calendar cannot tell whether they are late (无法判定数).")
    def undetermined(self) -> int:
        """Undetermined."""
        return self.of.undetermined

    @field("The late ones, the earliest decision first, 200 at most (超期明细).", size=20)
    def late_penalties(self) -> list[Penalty]:
        """Late penalties."""
        return [Penalty(of=penalty) for penalty in self.of.late[:MAX_LATE]]


@strawberry.type
class PenaltyMutations:
    """The fields of Mutation about penalties."""

    @field(
        "Record a penalty (R15), or what is new of one that is known by its document number, department and party. By the "
        "department that decided.",
        needs=Scope.FIND,
    )
    async def record_penalty(
        self, info: Info, input: Annotated[RecordPenaltyInput, strawberry.argument(description="The penalty.")]
    ) -> PenaltyPayload:
        """One penalty."""
        try:
            done = await _record(info, input)
        except CreditGraphError as error:
            return PenaltyPayload(user_errors=user_errors(error))
        found = (await info.context.services.findings.penalties([done.id]))[0]
        assert found is not None, "what was recorded is there"
        return PenaltyPayload(penalty=Penalty(of=found), changed=done.changed)


async def _record(info: Info, input: RecordPenaltyInput) -> Recorded:
    context = info.context
    cells = {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in vars(input).items()
        if name not in ("party", "idempotency_key") and value is not None
    }
    key = party_key(input.party, context.identity_key, "party")
    act = PenaltyAct(key, cells, context.principal.acting_department, context.today, input.idempotency_key)
    return await context.services.penalties.record(act)


@strawberry.type
class PenaltyQueries:
    """The fields of Query about penalties."""

    @field(
        "For each department, how many of the penalties that it decided in a period were entered, and how many of them late "
        "(行政处罚录入时效, R15).",
        needs=Scope.READ,
        size=75,
    )
    async def penalty_entries(
        self,
        info: Info,
        department: Annotated[
            str | None, strawberry.argument(description="Only this department's (部门代码); every one's if left out.")
        ] = None,
        decided_from: Annotated[
            date | None, strawberry.argument(description="The first day of decision (起始日).")
        ] = None,
        decided_until: Annotated[
            date | None, strawberry.argument(description="The last day of decision, included (截止日).")
        ] = None,
    ) -> list[PenaltyEntries]:
        """Entries by department, by code."""
        departments = info.context.services.rules.current.departments
        if department is not None and department not in departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")
        codes = [department] if department is not None else sorted(departments)
        found = await info.context.services.penalties.entries(codes, decided_from, decided_until)
        return [PenaltyEntries(of=entries) for entries in found]
