"""What changed around a party: the field `history`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

import schema.walking_enums  # noqa: F401 - the enums of walks become GraphQL enums
from domain.findings import EventKind
from domain.time import from_recorded
from domain.walking.changes import ChangeAxis, ChangeKind, Happening
from resolvers.histories import HistoryPage, HistoryQuery, ShownChange
from resolvers.principal import Scope
from schema.arguments import After, First, KnownAt, checked_first, recorded
from schema.context import Info
from schema.fields import field
from schema.findings import Finding
from schema.links import Link
from schema.nodes import PageInfo
from schema.pages import page_info


@strawberry.type(description="What happened to a finding (认定事件).")
class FindingChange:
    """An event of a finding."""

    of: strawberry.Private[Happening]

    @field("What happened (事件).")
    def event(self) -> EventKind:
        """Event."""
        return self.of.kind

    @field("The finding (失信行为认定).")
    async def finding(self, info: Info) -> Finding:
        """Finding."""
        found = await info.context.loaders.finding.load(self.of.finding_id)
        assert found is not None, "an event is of a finding"
        return Finding(of=found)


@strawberry.type(description="Something that changed around a party (变更).")
class Change:
    """One change."""

    of: strawberry.Private[ShownChange]

    @field("What changed (变更类型).")
    def kind(self) -> ChangeKind:
        """Kind."""
        return self.of.change.kind

    @field("Whether it is a change in the world or on the record (时间轴).")
    def axis(self) -> ChangeAxis:
        """Axis."""
        return self.of.change.kind.axis

    @field(
        "The day of the change on its axis: of the world, the day on which it happened; of the record, the day in the "
        "installation's zone on which it was recorded (变更日期)."
    )
    def on(self) -> date:
        """Day."""
        return self.of.change.on

    @field("When it was recorded (记录时间).")
    def recorded_at(self) -> datetime:
        """Recorded."""
        return from_recorded(self.of.change.recorded_at)

    @field(
        "The link as it holds after the change; null for an event of a finding, and where a correction left nothing, or only "
        "what another record said already (变更后).",
    )
    def link(self) -> Link | None:
        """After."""
        return Link(of=self.of.link) if self.of.link else None

    @field("The version that a correction superseded, null for everything else (更正前).")
    def before(self) -> Link | None:
        """Before."""
        return Link(of=self.of.before) if self.of.before else None

    @field("What happened to a finding; null for changes of links (认定事件).")
    def finding(self) -> FindingChange | None:
        """Finding."""
        happening = self.of.change.happening
        return FindingChange(of=happening) if happening else None


@strawberry.type(description="A change in a page (变更条目).")
class ChangeEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list; stable while others are added.")
    node: Change = strawberry.field(description="The change.")


@strawberry.type(description="A page of changes, the oldest first (变更分页).")
class ChangeConnection:
    """Relay connection."""

    of: strawberry.Private[HistoryPage]
    after: strawberry.Private[str | None]

    @field("The changes with their cursors.")
    def edges(self) -> list[ChangeEdge]:
        """Edges."""
        pairs = zip(self.of.page.cursors, self.of.page.items, strict=True)
        return [ChangeEdge(cursor=cursor, node=Change(of=item)) for cursor, item in pairs]

    @field("The changes.")
    def nodes(self) -> list[Change]:
        """Nodes."""
        return [Change(of=item) for item in self.of.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.of.page, self.after)

    @field(
        "Whether no change of the period is missing; false where more than 20,000 versions of its links lie in it: ask for a "
        "shorter one (是否完整)."
    )
    def complete(self) -> bool:
        """Complete."""
        return self.of.complete

    @field("By what was recorded up to this time (已知时点).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)


@field(
    "What changed around it between two days, the oldest first (变更历史): links that began, ended, were recorded or "
    "corrected, and what happened to findings against it or that name it. Needs the scope read.",
    needs=Scope.READ,
)
async def history(
    self: Any,
    info: Info,
    from_: Annotated[date, strawberry.argument(name="from", description="The first day (起始日).")],
    to: Annotated[date, strawberry.argument(description="The last day, inclusive (截止日).")],
    axis: Annotated[
        ChangeAxis | None,
        strawberry.argument(description="Only changes in the world, or on the record; both if left out (时间轴)."),
    ] = None,
    known_at: KnownAt = None,
    first: First = 50,
    after: After = None,
) -> ChangeConnection:
    """History."""
    asked = HistoryQuery(self.of.id, from_, to, axis, recorded(known_at), checked_first(first, 50), after)
    asked.checked(info.context.services.clock)
    return ChangeConnection(of=await info.context.loaders.history.load(asked), after=after)
