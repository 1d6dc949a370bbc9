"""Looks (人工复核) in GraphQL: what came of a decision that asked a person to look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.decision import Outcome
from domain.errors import CreditGraphError
from domain.looks import Conclusion
from domain.looks import Look as Known
from domain.months import Month
from domain.time import from_recorded, to_recorded
from resolvers.checks import CheckRequest
from resolvers.looks import LookAct
from resolvers.pages import Page
from resolvers.principal import Scope
from schema.arguments import After, First, checked_first, checked_name
from schema.catalogue import Department
from schema.context import Info
from schema.enums import register
from schema.fields import field
from schema.nodes import PageInfo
from schema.pages import page_info
from schema.parties import Party, party_of
from schema.payloads import CHANGED, ERRORS, UserError, user_errors
from schema.refs import PartyRef, party_key
from schema.scalars import Code

register(
    Conclusion,
    "What came of a look (复核结论).",
    {"ALLOWED": "The party may (准予).", "REFUSED": "The party may not (不予)."},
)


@strawberry.type(description="A look at a decision that asked for one (人工复核). It changes no decision.")
class Look:
    """One look."""

    of: strawberry.Private[Known]

    @field("The look's id, by which the monthly report names it (复核编号).")
    def id(self) -> strawberry.ID:
        """Id."""
        return strawberry.ID(self.of.id)

    @field("Who looked (复核部门).")
    def department(self, info: Info) -> Department:
        """Department."""
        return Department(key=self.of.department, book=info.context.services.rules.current)

    @field("The party that the decision is about (主体).")
    async def party(self, info: Info) -> Party:
        """Party."""
        found = await info.context.loaders.party.load(self.of.party_id)
        assert found is not None, "a look is about a party"
        return party_of(found)

    @field("The matter's code (事项代码).")
    def matter_code(self) -> str:
        """Matter."""
        return self.of.matter

    @field("The day that the decision is about (查询日).")
    def as_of(self) -> date:
        """As of."""
        return self.of.as_of

    @field("The recorded time that the decision is as of (已知时点).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)

    @field("The hash of the decision's receipt (凭证摘要).")
    def sha256(self) -> str:
        """Hash."""
        return self.of.sha256

    @field("The decision's outcome (结论).")
    def outcome(self) -> Outcome:
        """Outcome."""
        return self.of.outcome

    @field("What came of the look (复核结论).")
    def conclusion(self) -> Conclusion:
        """Conclusion."""
        return self.of.conclusion

    @field("Why (理由).")
    def note(self) -> str:
        """Note."""
        return self.of.note

    @field("The day of the look (复核日期).")
    def looked_on(self) -> date:
        """Day."""
        return self.of.looked_on

    @field("The name of the API key that recorded it (记录人).")
    def recorded_by(self) -> str:
        """By."""
        return self.of.by

    @field("When it was recorded (记录时间).")
    def recorded_at(self) -> datetime:
        """At."""
        return from_recorded(self.of.recorded_at)


@strawberry.type(description="A page of looks, in the order of recording (复核记录分页).")
class LookConnection:
    """Relay connection without edges' own data."""

    page: strawberry.Private[Page[Known]]
    after: strawberry.Private[str | None]

    @field("The looks.")
    def nodes(self) -> list[Look]:
        """Nodes."""
        return [Look(of=look) for look in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)


@strawberry.type
class LookQueries:
    """The fields of Query about looks."""

    @field("What came of the decisions that asked a person to look, in one month (复核记录).", needs=Scope.READ)
    async def looks(
        self,
        info: Info,
        month: Annotated[str, strawberry.argument(description="The month of the looks, YYYY-MM (月份).")],
        department: Annotated[str | None, strawberry.argument(description="Only this department's (部门代码).")] = None,
        first: First = 50,
        after: After = None,
    ) -> LookConnection:
        """A page of looks."""
        found = await info.context.services.looks.find(Month.parse(month), department, checked_first(first, 50), after)
        return LookConnection(page=found, after=after)


@strawberry.input(
    description="A person looked at a decision with reviews (人工复核登记): which one, and what came of it."
)
class RecordLookInput:
    """What is said."""

    party: PartyRef = strawberry.field(description="The party asked about, as it was asked (主体).")
    matter: Code = strawberry.field(description="The matter asked about (事项代码).")
    as_of: date = strawberry.field(description="The decision's `asOf` (查询日).")
    known_at: datetime = strawberry.field(description="The `knownAt` of its receipt (已知时点).")
    sha256: str = strawberry.field(description="The `sha256` of its receipt (凭证摘要).")
    expected_name: str | None = strawberry.field(
        default=None, description="The name that was expected, where one was given (预期名称)."
    )
    conclusion: Conclusion = strawberry.field(description="What came of it (复核结论).")
    note: str = strawberry.field(description="Why, 1 to 2,000 characters (理由).")
    department: str | None = strawberry.field(
        default=None, description="The code of the department that looked; by default the key's (部门代码)."
    )


@strawberry.type(description="The look, or what was wrong (复核登记结果).")
class LookPayload:
    """Of recordLook."""

    look: Look | None = strawberry.field(default=None, description="The look (复核记录).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type
class LookMutations:
    """The fields of Mutation about looks."""

    @field(
        "Record what came of a decision that asked a person to look. The decision is asked again and must have the hash "
        "given. It changes no decision; said again, nothing.",
        needs=Scope.CHECK,
    )
    async def record_look(
        self, info: Info, input: Annotated[RecordLookInput, strawberry.argument(description="The look.")]
    ) -> LookPayload:
        """One look."""
        context = info.context
        try:
            request = CheckRequest(
                party_key(input.party, context.identity_key, "party"), input.matter, checked_name(input.expected_name)
            )
            act = LookAct(
                *(request, input.as_of, to_recorded(input.known_at), input.sha256, input.conclusion, input.note),
                department=input.department,
            )
            look, changed = await context.services.looks.record(act, context.principal)
        except CreditGraphError as error:
            return LookPayload(user_errors=user_errors(error))
        return LookPayload(look=Look(of=look), changed=changed)
