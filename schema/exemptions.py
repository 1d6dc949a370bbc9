"""Exemptions from measures "in principle": the type, and the mutations that grant and revoke them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError
from domain.exemptions import Exemption as Exempted
from resolvers.exemptions import ExemptionAct, exemption
from resolvers.principal import Scope
from schema.catalogue import Department
from schema.context import Info
from schema.fields import field
from schema.payloads import CHANGED, ERRORS, KEY, UserError, user_errors
from schema.refs import PartyRef, party_key
from schema.scalars import Code


@strawberry.type(
    description="An exemption (豁免) from measures in principle (原则上), for one party, matter and period."
)
class Exemption:
    """One exemption."""

    of: strawberry.Private[Exempted]

    @field("Its id, by which it is revoked (豁免编号).")
    def id(self) -> strawberry.ID:
        """Id."""
        return strawberry.ID(self.of.id)

    @field("The matter's code (事项代码).")
    def matter(self) -> Code:
        """Matter."""
        return Code(self.of.matter)

    @field("The department whose findings it lifts (部门).")
    def department(self, info: Info) -> Department:
        """Department."""
        return Department(key=self.of.department, book=info.context.services.rules.current)

    @field("Its first day (起始日).")
    def since(self) -> date:
        """Since."""
        return self.of.since

    @field("The first day on which it no longer holds (截止日，不含当日).")
    def until(self) -> date:
        """Until."""
        return self.of.until

    @field("Why (豁免理由).")
    def reason(self) -> str:
        """Reason."""
        return self.of.reason

    @field("Who decided it, and by what (批准依据).")
    def authority(self) -> str:
        """Authority."""
        return self.of.authority


@strawberry.input(description="An exemption from measures in principle (豁免).")
class GrantExemptionInput:
    """Grant."""

    party: PartyRef = strawberry.field(description="The party that is exempted (主体).")
    matter: Code = strawberry.field(description="The matter, on which a policy has a measure in principle (事项代码).")
    department: str = strawberry.field(description="The code of the department whose findings are lifted (部门代码).")
    since: date = strawberry.field(description="The first day (起始日).")
    until: date = strawberry.field(description="The first day on which it no longer holds (截止日，不含当日).")
    reason: str = strawberry.field(description="Why, up to 2,000 characters (豁免理由).")
    authority: str = strawberry.field(description="Who decided it, and by what; up to 2,000 characters (批准依据).")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="The revocation of an exemption (撤销豁免).")
class RevokeExemptionInput:
    """Revocation."""

    id: strawberry.ID = strawberry.field(description="The exemption's id (豁免编号).")
    reason: str = strawberry.field(description="Why, up to 2,000 characters (撤销理由).")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The exemption, or what was wrong (豁免结果).")
class ExemptionPayload:
    """Of the mutations about exemptions."""

    exemption: Exemption | None = strawberry.field(
        default=None, description="The exemption that was granted; null after a revocation (豁免)."
    )
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type
class ExemptionMutations:
    """The fields of Mutation about exemptions."""

    @field(
        "Exempt a party from the measures in principle (原则上) on one matter for a period. The grounds stay visible, marked "
        "lifted, and do not count for the outcome. By the department whose findings they rest on.",
        needs=Scope.FIND,
    )
    async def grant_exemption(
        self, info: Info, input: Annotated[GrantExemptionInput, strawberry.argument(description="The exemption.")]
    ) -> ExemptionPayload:
        """Grant."""
        context = info.context
        try:
            act = ExemptionAct(
                party_key(input.party, context.identity_key, "party"),
                *(input.matter, input.department, input.since, input.until, input.reason, input.authority),
                acting=context.principal.acting_department,
                key=input.idempotency_key,
            )
            done = await context.services.exemptions.grant(act)
        except CreditGraphError as error:
            return ExemptionPayload(user_errors=user_errors(error))
        return ExemptionPayload(exemption=Exemption(of=exemption(done.id, act)), changed=done.changed)

    @field("Revoke an exemption from now on. By the department whose it is.", needs=Scope.FIND)
    async def revoke_exemption(
        self, info: Info, input: Annotated[RevokeExemptionInput, strawberry.argument(description="Which, and why.")]
    ) -> ExemptionPayload:
        """Revocation."""
        context = info.context
        acting = context.principal.acting_department
        try:
            done = await context.services.exemptions.revoke(input.id, input.reason, acting, input.idempotency_key)
        except CreditGraphError as error:
            return ExemptionPayload(user_errors=user_errors(error))
        return ExemptionPayload(changed=done.changed)
