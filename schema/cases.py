"""Complaints (投诉举报, R21), commitments (信用承诺, R42) and filed cases (奖惩案例, R52): never grounds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.cases import Case as Known
from domain.cases import CaseKind, CaseStep
from domain.cases import Step as Happened
from domain.errors import CreditGraphError
from domain.time import from_recorded
from resolvers.cases import CaseFilter, OpeningAct, StepAct
from resolvers.pages import Page
from resolvers.principal import Scope
from schema.arguments import After, First, checked_first
from schema.catalogue import Department
from schema.context import Info
from schema.fields import field
from schema.nodes import PageInfo
from schema.pages import page_info
from schema.parties import Party, party_of
from schema.payloads import CHANGED, ERRORS, KEY, UserError, user_errors
from schema.refs import PartyRef, party_key

NUMBER = "The case's own number, unique in its kind (编号)."
DAY = "The day on which it happened; not after today (发生日期)."


@strawberry.type(description="A step of a case (办理环节).")
class CaseEvent:
    """One step."""

    of: strawberry.Private[Happened]

    @field("What happened (环节).")
    def kind(self) -> CaseStep:
        """Kind."""
        return self.of.kind

    @field("The day on which it happened (发生日期).")
    def occurred_on(self) -> date:
        """Day."""
        return self.of.occurred_on

    @field("What was said (内容).")
    def text(self) -> str | None:
        """Text."""
        return self.of.text

    @field("The department that it names (部门).")
    def department(self, info: Info) -> Department | None:
        """Department."""
        code = self.of.department
        return Department(key=code, book=info.context.services.rules.current) if code else None

    @field("When it was recorded here (记录时间).")
    def recorded_at(self) -> datetime:
        """Recorded."""
        return from_recorded(self.of.recorded_at)


@strawberry.type(
    description="A complaint, a commitment or a filed case (投诉举报、信用承诺、奖惩案例). Never a ground of a decision."
)
class Case:
    """One case."""

    of: strawberry.Private[Known]

    @field("What kind of case (类型).")
    def kind(self) -> CaseKind:
        """Kind."""
        return self.of.kind

    @field(NUMBER)
    def number(self) -> str:
        """Number."""
        return self.of.number

    @field("Its last step (状态).")
    def state(self) -> CaseStep:
        """State."""
        return self.of.state

    @field("The party that it is about (主体).")
    async def party(self, info: Info) -> Party:
        """Party."""
        found = await info.context.loaders.party.load(self.of.party_id)
        assert found is not None, "a case is about a party"
        return party_of(found)

    @field("Whose it is; null before a complaint is assigned (承办部门).")
    def department(self, info: Info) -> Department | None:
        """Department."""
        code = self.of.department
        return Department(key=code, book=info.context.services.rules.current) if code else None

    @field("Its steps, in the order of recording (办理过程).", size=3)
    def events(self) -> list[CaseEvent]:
        """Steps."""
        return [CaseEvent(of=step) for step in self.of.steps]


@strawberry.type(description="A page of cases, in the order of recording (案件分页).")
class CaseConnection:
    """Relay connection without edges' own data."""

    page: strawberry.Private[Page[Known]]
    total: strawberry.Private[int]
    after: strawberry.Private[str | None]

    @field("The cases.")
    def nodes(self) -> list[Case]:
        """Nodes."""
        return [Case(of=case) for case in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)

    @field("How many there are in all.")
    def total_count(self) -> int:
        """Count."""
        return self.total


@strawberry.input(description="A case is opened (登记).")
class OpenCaseInput:
    """Opening."""

    kind: CaseKind = strawberry.field(description="What kind of case (类型).")
    number: str = strawberry.field(description=NUMBER)
    party: PartyRef = strawberry.field(description="Whom it is about, or who commits itself (主体).")
    occurred_on: date = strawberry.field(description=DAY)
    text: str = strawberry.field(
        description="What is complained of, promised or was done, up to 2,000 characters (内容). Name no complainant here."
    )
    department: str | None = strawberry.field(
        default=None,
        description="The code of the department that took a commitment or files a case, by default the key's; none for a "
        "complaint (部门代码).",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A case goes on (办理).")
class FollowCaseInput:
    """Step."""

    kind: CaseKind = strawberry.field(description="Complaint or commitment (类型).")
    number: str = strawberry.field(description=NUMBER)
    step: CaseStep = strawberry.field(description="ASSIGNED, ANSWERED, KEPT or BROKEN (环节).")
    occurred_on: date = strawberry.field(description=DAY)
    text: str | None = strawberry.field(
        default=None, description="The answer, or how it was broken: then needed; up to 2,000 characters (内容)."
    )
    department: str | None = strawberry.field(
        default=None, description="The code of the department that a complaint is assigned to (部门代码)."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The case, or what was wrong (案件登记结果).")
class CasePayload:
    """Of the mutations about cases."""

    case: Case | None = strawberry.field(default=None, description="The case (案件).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type
class CaseMutations:
    """The fields of Mutation about cases."""

    @field(
        "Lodge a complaint (R21), record a commitment (R42), by the department that took it, or file a case of joint reward "
        "or punishment with the credit office (R52).",
        needs=Scope.FIND,
    )
    async def open_case(
        self, info: Info, input: Annotated[OpenCaseInput, strawberry.argument(description="The case.")]
    ) -> CasePayload:
        """Opening."""
        context = info.context
        try:
            done = await context.services.cases.open(
                OpeningAct(
                    kind=input.kind,
                    number=input.number,
                    party=party_key(input.party, context.identity_key, "party"),
                    on=input.occurred_on,
                    today=context.today,
                    text=input.text,
                    department=input.department,
                    acting=context.principal.acting_department,
                    key=input.idempotency_key,
                )
            )
        except CreditGraphError as error:
            return CasePayload(user_errors=user_errors(error))
        return await _payload(info, input.kind, input.number, done.changed)

    @field(
        "A complaint is assigned to a department, and passed on or answered by it; a commitment was kept or broken, as the "
        "department that took it says.",
        needs=Scope.FIND,
    )
    async def follow_case(
        self, info: Info, input: Annotated[FollowCaseInput, strawberry.argument(description="The step.")]
    ) -> CasePayload:
        """Step."""
        context = info.context
        try:
            done = await context.services.cases.follow(
                StepAct(
                    *(input.kind, input.number, input.step, input.occurred_on, context.today),
                    acting=context.principal.acting_department,
                    text=input.text,
                    department=input.department,
                    key=input.idempotency_key,
                )
            )
        except CreditGraphError as error:
            return CasePayload(user_errors=user_errors(error))
        return await _payload(info, input.kind, input.number, done.changed)


async def _payload(info: Info, kind: CaseKind, number: str, changed: bool) -> CasePayload:
    case = await info.context.services.cases.by_number(kind, number)
    assert case is not None, "what was recorded is there"
    return CasePayload(case=Case(of=case), changed=changed)


@strawberry.type
class CaseQueries:
    """The fields of Query about cases."""

    @field(
        "Complaints, commitments, such as the broken ones, or filed cases, with their number (投诉举报、信用承诺、奖惩案例).",
        needs=Scope.READ,
    )
    async def cases(
        self,
        info: Info,
        kind: Annotated[CaseKind, strawberry.argument(description="Which kind (类型).")],
        state: Annotated[CaseStep | None, strawberry.argument(description="Only in this state (状态).")] = None,
        department: Annotated[str | None, strawberry.argument(description="Only this department's (部门代码).")] = None,
        party: Annotated[PartyRef | None, strawberry.argument(description="Only about this party (主体).")] = None,
        first: First = 50,
        after: After = None,
    ) -> CaseConnection:
        """A page of cases."""
        services, party_id = info.context.services, None
        if party is not None:
            found = (await services.parties.resolve([party_key(party, info.context.identity_key, "party")]))[0]
            party_id = found.id if found else ""
        wanted = CaseFilter(kind, state, department, party_id)
        page, total = await services.cases.find(wanted, checked_first(first, 50), after)
        return CaseConnection(page=page, total=total, after=after)
