"""Rewards (守信激励): what a party is entitled to, and the mutation that records what it holds."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError
from domain.rewards import Labelled
from domain.rewards import Reward as Given
from domain.summary import Lang
from resolvers.principal import Scope
from resolvers.rewards import QualificationAct
from schema.arguments import InLang
from schema.context import Info
from schema.fields import field
from schema.findings import Finding
from schema.payloads import CHANGED, ERRORS, KEY, UserError, user_errors
from schema.refs import PartyRef, party_key
from schema.scalars import Code


@strawberry.type(description="A reward (激励措施): one convenience that a party is entitled to, or has lost.")
class Reward:
    """One convenience."""

    of: strawberry.Private[Given]

    @field("The code of the scheme by which it is given (激励代码).")
    def scheme(self) -> Code:
        """Scheme."""
        return Code(self.of.scheme.name.code)

    @field("The scheme's name (激励名称).")
    def scheme_label(self, lang: InLang = Lang.ZH) -> str:
        """Scheme in words."""
        return _label(self.of.scheme.name, lang)

    @field("The convenience's code (便利措施代码).")
    def convenience(self) -> Code:
        """Convenience."""
        return Code(self.of.convenience.code)

    @field("The convenience in words (便利措施).")
    def label(self, lang: InLang = Lang.ZH) -> str:
        """Convenience in words."""
        return _label(self.of.convenience, lang)

    @field("The mutual-recognition partner where it is given; null at home (互认国家或地区).")
    def partner(self, lang: InLang = Lang.ZH) -> str | None:
        """Partner."""
        return _label(self.of.partner.place, lang) if self.of.partner else None

    @field("Its first day: that of the qualification, or the partner's (起始日).")
    def since(self) -> date:
        """Since."""
        return self.of.since

    @field("Whether it is lost on the day, because a SERIOUS finding is in force (是否暂停享受).")
    def lost(self) -> bool:
        """Lost."""
        return self.of.lost

    @field("The SERIOUS findings to which it is lost (失信行为认定). Needs the scope read.", needs=Scope.READ, size=1)
    def lost_to(self) -> list[Finding]:
        """Findings."""
        return [Finding(of=finding) for finding in self.of.lost_to]


def _label(labelled: Labelled, lang: Lang | None) -> str:
    return labelled.label_en if lang is Lang.EN else labelled.label_zh


@strawberry.input(description="That a party holds a scheme of rewards for a period (守信资格).")
class RecordQualificationInput:
    """Qualification."""

    party: PartyRef = strawberry.field(description="The party (主体).")
    scheme: Code = strawberry.field(description="The scheme's code: AEO_ADVANCED, TRUSTWORTHY (激励代码).")
    since: date = strawberry.field(description="The first day (起始日).")
    until: date | None = strawberry.field(
        default=None, description="The first day on which it is no longer held; left out: no end (截止日，不含当日)."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What came of recording a qualification (守信资格登记结果).")
class QualificationPayload:
    """Of recordQualification."""

    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type
class RewardMutations:
    """The fields of Mutation about rewards."""

    @field(
        "Record that a party holds a scheme of rewards (R40, R41), or when it ends: the same first day with an `until`. By a "
        "department in charge of the scheme.",
        needs=Scope.FIND,
    )
    async def record_qualification(
        self, info: Info, input: Annotated[RecordQualificationInput, strawberry.argument(description="Who and what.")]
    ) -> QualificationPayload:
        """Qualification."""
        context = info.context
        try:
            key = party_key(input.party, context.identity_key, "party")
            acting = context.principal.acting_department
            act = QualificationAct(key, input.scheme, input.since, input.until, acting, input.idempotency_key)
            done = await context.services.rewards.record(act)
        except CreditGraphError as error:
            return QualificationPayload(user_errors=user_errors(error))
        return QualificationPayload(changed=done.changed)
