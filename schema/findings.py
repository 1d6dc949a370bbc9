"""Findings, their events, and the penalties that they rest on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.findings import EventKind, FindingState, Grade
from domain.findings import Finding as Found
from domain.findings import FindingEvent as Event
from domain.time import NEVER, from_recorded
from resolvers.findings import EVERY, FindingFilter, FindingsOf
from resolvers.findings import state as state_of
from resolvers.pages import Page
from resolvers.principal import Scope
from resolvers.repairs import conditions
from schema.arguments import AsOf
from schema.catalogue import Area, Department
from schema.context import Info
from schema.fields import field
from schema.ids import NodeKind
from schema.nodes import Node, PageInfo
from schema.pages import page_info
from schema.penalties import Penalty

if TYPE_CHECKING:
    from schema.parties import Party, Person
    from schema.repairs import RepairConditionChecked

LazyParty = Annotated["Party", strawberry.lazy("schema.parties")]
LazyPerson = Annotated["Person", strawberry.lazy("schema.parties")]
LazyCondition = Annotated["RepairConditionChecked", strawberry.lazy("schema.repairs")]


@strawberry.type(description="An event in a finding's life (认定事件).")
class FindingEvent:
    """One event."""

    of: strawberry.Private[Event]

    @field("What happened (事件).")
    def kind(self) -> EventKind:
        """Kind."""
        return self.of.kind

    @field("The day on which it happened (发生日期).")
    def occurred_on(self) -> date:
        """Day."""
        return self.of.occurred_on

    @field("Why, where a reason was stated: of a request for repair, an exception, a denial, a withdrawal (理由).")
    def reason(self) -> str | None:
        """Reason."""
        return self.of.reason

    @field("When it was recorded here (记录时间).")
    def recorded_at(self) -> datetime:
        """Recorded."""
        return from_recorded(self.of.recorded_at)

    @field("When a correction superseded it, null while it is current (被更正时间).")
    def superseded_at(self) -> datetime | None:
        """Superseded."""
        return None if self.of.superseded_at >= NEVER else from_recorded(self.of.superseded_at)


@strawberry.type(
    description="A finding (失信行为认定): one recognised dishonest act against one party, in one area. Its state on a "
    "day is the fold of its events up to that day."
)
class Finding(Node):
    """One finding, as known at the time it was read."""

    of: strawberry.Private[Found]

    def node_key(self) -> tuple[NodeKind, str]:
        """The kind and our id."""
        return NodeKind.FINDING, self.of.id

    @field("The department's number of it (认定编号).")
    def number(self) -> str:
        """Number."""
        return self.of.number

    @field("The area that it is in (领域).")
    def area(self, info: Info) -> Area:
        """Area."""
        return Area(key=self.of.area, book=info.context.services.rules.current)

    @field("The party that it is against (失信主体).")
    async def party(self, info: Info) -> LazyParty:
        """Party."""
        from schema.parties import party_of

        found = await info.context.loaders.party.load(self.of.party_id)
        assert found is not None, "a finding is against a party"
        return party_of(found)

    @field("The persons that it names as parties concerned (当事人).")
    async def parties_concerned(self, info: Info) -> list[LazyPerson]:
        """Persons."""
        from schema.parties import Person

        found = await info.context.loaders.party.load_many(list(self.of.concerned_ids))
        return [Person(of=person) for person in found if person is not None]

    @field("Its grade on the day; before its recognition, the grade that it starts with (等级).")
    def grade(self, info: Info, as_of: AsOf = None) -> Grade:
        """Grade."""
        return self.state(info, as_of).grade

    @field("Whether it is in force on the day (是否有效).")
    def in_force(self, info: Info, as_of: AsOf = None) -> bool:
        """In force."""
        return self.state(info, as_of).in_force

    @field("The day from which its grade on the day holds (定级日期).")
    def graded_on(self, info: Info, as_of: AsOf = None) -> date:
        """Graded."""
        return self.state(info, as_of).graded_on

    @field("The first day on which it is no longer in force by lapse of time (到期日，不含当日).")
    def expires_on(self, info: Info, as_of: AsOf = None) -> date:
        """Expires."""
        return self.state(info, as_of).expires_on

    @field("The department that recognised it (认定部门).")
    def recognised_by(self, info: Info) -> Department:
        """Department."""
        return Department(key=self.of.department, book=info.context.services.rules.current)

    @field("The day of the dishonest act (失信行为发生日期).")
    def act_on(self) -> date:
        """Act."""
        return self.of.recognition.act_on

    @field("The day of recognition (认定日期).")
    def recognised_on(self) -> date:
        """Recognised."""
        return self.of.recognised.occurred_on

    @field("The last day of the rectification period, null where there is none (整改期限).")
    def rectify_by(self) -> date | None:
        """Deadline."""
        return self.of.recognition.rectify_by

    @field("The department's own published standard by which it graded directly (定级标准).")
    def standard(self) -> str | None:
        """Standard."""
        return self.of.recognition.standard

    @field("The penalty that it rests on, the first of several (行政处罚).")
    async def penalty(self, info: Info) -> Penalty | None:
        """Penalty."""
        if not self.of.penalty_ids:
            return None
        found = await info.context.loaders.penalty.load(self.of.penalty_ids[0])
        return Penalty(of=found) if found else None

    @field(
        "The preconditions of a repair on the day by the policy in force, met or not; an exception counts as met only when "
        "it is made (修复条件). Needs the scope read.",
        needs=Scope.READ,
        size=6,
    )
    async def repair_conditions(self, info: Info, as_of: AsOf = None) -> list[LazyCondition]:
        """Repair conditions."""
        from schema.repairs import RepairConditionChecked

        others = (await info.context.loaders.findings_of.load(FindingsOf(self.of.party_id, None, EVERY))).items
        day, rules = as_of or info.context.today, info.context.services.rules.current
        return [RepairConditionChecked(of=item) for item in conditions(self.of, others, day, rules)]

    @field("Every event that is current, the earliest first (全部事件).")
    def events(self) -> list[FindingEvent]:
        """Events."""
        ordered = sorted(self.of.events, key=lambda event: (event.occurred_on, event.recorded_at, event.id))
        return [FindingEvent(of=event) for event in ordered]

    def state(self, info: Info, as_of: date | None) -> FindingState:
        """The state on a day; today where none is given."""
        return state_of(self.of, as_of or info.context.today, info.context.services.rules.current)


@strawberry.type(description="A finding in a page (认定条目).")
class FindingEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list; stable while others are added.")
    node: Finding = strawberry.field(description="The finding.")


@strawberry.type(description="A page of findings, in the order of recording (认定分页).")
class FindingConnection:
    """Relay connection; `asked` is what it is a page of."""

    page: strawberry.Private[Page[Found]]
    asked: strawberry.Private[FindingsOf | FindingFilter]
    after: strawberry.Private[str | None]

    @field("The findings with their cursors.")
    def edges(self) -> list[FindingEdge]:
        """Edges."""
        pairs = zip(self.page.cursors, self.page.items, strict=True)
        return [FindingEdge(cursor=cursor, node=Finding(of=finding)) for cursor, finding in pairs]

    @field("The findings.")
    def nodes(self) -> list[Finding]:
        """Nodes."""
        return [Finding(of=finding) for finding in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        """Count."""
        if isinstance(self.asked, FindingFilter):
            return await info.context.services.findings.count(self.asked)
        every = FindingsOf(self.asked.party_id, self.asked.in_force_on, EVERY)
        return len((await info.context.loaders.findings_of.load(every)).items)
