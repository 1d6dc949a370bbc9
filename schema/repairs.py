"""Mutations by which repair (信用修复) is requested, granted and denied (R18, R19)."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError
from domain.repair import ConditionChecked, RepairCondition
from resolvers.principal import Scope
from resolvers.repairs import RepairAct
from schema.context import Info
from schema.fields import field
from schema.findings import Finding
from schema.payloads import KEY, FindingPayload, user_errors

NUMBER = "The finding's number (认定编号)."
DAY = "The day on which it happened; not after today (发生日期)."


@strawberry.type(description="A precondition of repair and whether it holds on the day (修复条件).")
class RepairConditionChecked:
    """One precondition."""

    of: strawberry.Private[ConditionChecked]

    @field("Which precondition (条件).")
    def condition(self) -> RepairCondition:
        """Condition."""
        return self.of.condition

    @field("Whether it holds (是否满足).")
    def met(self) -> bool:
        """Met."""
        return self.of.met

    @field("A sentence that says why (说明).")
    def why(self) -> str:
        """Why."""
        return self.of.why


@strawberry.input(description="A party asks for the repair of a finding (信用修复申请).")
class RequestRepairInput:
    """Request."""

    finding_number: str = strawberry.field(description=NUMBER)
    occurred_on: date = strawberry.field(description=DAY)
    reason: str | None = strawberry.field(
        default=None, description="What the party says, up to 2,000 characters (申请理由)."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The department in charge grants a repair (准予信用修复).")
class GrantRepairInput:
    """Grant."""

    finding_number: str = strawberry.field(description=NUMBER)
    occurred_on: date = strawberry.field(description=DAY)
    exception_reason: str | None = strawberry.field(
        default=None,
        description="Why an exception is made, where the policy says that such a finding is not repaired in principle; up "
        "to 2,000 characters (例外理由).",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The department in charge denies a repair (不予信用修复).")
class DenyRepairInput:
    """Denial."""

    finding_number: str = strawberry.field(description=NUMBER)
    occurred_on: date = strawberry.field(description=DAY)
    reason: str = strawberry.field(description="Why, up to 2,000 characters (不予修复的理由).")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class RepairMutations:
    """The fields of Mutation about repair."""

    @field(
        "Record that a party asks for repair (R18). Refused with each precondition of the policy that does not hold. By "
        "the department in charge.",
        needs=Scope.FIND,
    )
    async def request_repair(
        self, info: Info, input: Annotated[RequestRepairInput, strawberry.argument(description="The request.")]
    ) -> FindingPayload:
        """Request."""
        act = _act(info, input, input.reason)
        return await _payload(info, act.number, info.context.services.repairs.request(act))

    @field(
        "Grant a repair that was requested: the finding is lifted from the day on, at once and everywhere (R19). The "
        "preconditions are checked again. By the department in charge.",
        needs=Scope.FIND,
    )
    async def grant_repair(
        self, info: Info, input: Annotated[GrantRepairInput, strawberry.argument(description="The decision.")]
    ) -> FindingPayload:
        """Grant."""
        act = _act(info, input, input.exception_reason)
        return await _payload(info, act.number, info.context.services.repairs.grant(act))

    @field("Deny a repair that was requested, with a reason (R18). By the department in charge.", needs=Scope.FIND)
    async def deny_repair(
        self, info: Info, input: Annotated[DenyRepairInput, strawberry.argument(description="The decision.")]
    ) -> FindingPayload:
        """Denial."""
        act = _act(info, input, input.reason)
        return await _payload(info, act.number, info.context.services.repairs.deny(act))


def _act(info: Info, said: RequestRepairInput | GrantRepairInput | DenyRepairInput, reason: str | None) -> RepairAct:
    context = info.context
    return RepairAct(
        *(said.finding_number.strip(), said.occurred_on, context.principal.acting_department, context.today),
        reason=reason,
        key=said.idempotency_key,
    )


async def _payload(info: Info, number: str, doing: Awaitable[bool]) -> FindingPayload:
    try:
        changed = await doing
    except CreditGraphError as error:
        return FindingPayload(user_errors=user_errors(error))
    found = (await info.context.services.findings.by_numbers([number]))[0]
    assert found is not None, "what was recorded is there"
    return FindingPayload(finding=Finding(of=found), changed=changed)
