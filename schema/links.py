"""Links between parties, and paths along them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.grounds import Path
from domain.links import Link as RecordedLink
from domain.links import LinkKind
from domain.time import NEVER, from_recorded
from resolvers.pages import Page
from resolvers.parties import LinksQuery
from schema.context import Info
from schema.fields import field
from schema.ids import NodeKind, to_global
from schema.nodes import PageInfo
from schema.pages import page_info

if TYPE_CHECKING:
    from schema.parties import Party

LazyParty = Annotated["Party", strawberry.lazy("schema.parties")]


@strawberry.type(description="A link (关系) from a party to an enterprise or organization, as one source has it.")
class Link:
    """One version of one link."""

    of: strawberry.Private[RecordedLink]

    @field("Opaque global id of this version of the link.")
    def id(self) -> strawberry.ID:
        """Global id."""
        return to_global(NodeKind.LINK, self.of.id)

    @field("What kind of link (关系类型).")
    def kind(self) -> LinkKind:
        """Kind."""
        return self.of.kind

    @field("The party that it goes from, such as the shareholder (起点主体).", name="from")
    async def from_(self, info: Info) -> LazyParty:
        """From."""
        return await _party(info, self.of.from_id)

    @field("The enterprise or organization that it goes to (终点主体).")
    async def to(self, info: Info) -> LazyParty:
        """To."""
        return await _party(info, self.of.to_id)

    @field("The share in percent, exact, where it is known as one number (持股比例，%).")
    def share_percent(self) -> Decimal | None:
        """Share."""
        return self.of.share.exact if self.of.share else None

    @field("The least share in percent, where a share or a range is known (最低持股比例，%).")
    def share_percent_low(self) -> Decimal | None:
        """Low end."""
        return self.of.share.low if self.of.share else None

    @field("The greatest share in percent, where a share or a range is known (最高持股比例，%).")
    def share_percent_high(self) -> Decimal | None:
        """High end."""
        return self.of.share.high if self.of.share else None

    @field("The position as the source words it (职务).")
    def position(self) -> str | None:
        """Position."""
        return self.of.position

    @field("The first day that it holds, null when not recorded (起始日).")
    def since(self) -> date | None:
        """Since."""
        return self.of.since

    @field("The first day that it no longer holds, null when not recorded (终止日).")
    def until(self) -> date | None:
        """Until."""
        return self.of.until

    @field("The source that it was loaded from (数据来源).")
    def source(self) -> str:
        """Source."""
        return self.of.source

    @field("The source's own number of the record, the first of several that agree (记录编号).")
    def record(self) -> str | None:
        """First record."""
        return self.of.records[0] if self.of.records else None

    @field("Every record of the source that says the same (全部记录编号).")
    def records(self) -> list[str]:
        """Records."""
        return list(self.of.records)

    @field("When this version was recorded (记录时间).")
    def recorded_at(self) -> datetime:
        """Recorded."""
        return from_recorded(self.of.recorded_at)

    @field("When a correction superseded this version, null while it is current (被更正时间).")
    def superseded_at(self) -> datetime | None:
        """Superseded."""
        return None if self.of.superseded_at >= NEVER else from_recorded(self.of.superseded_at)


async def _party(info: Info, party_id: str) -> Party:
    from schema.parties import party_of

    found = await info.context.loaders.party.load(party_id)
    assert found is not None, "a link's ends are parties"
    return party_of(found)


@strawberry.type(description="A way along links (关系路径): n parties, and the links between each and the next.")
class PartyPath:
    """From the finding's party to the party asked about."""

    of: strawberry.Private[Path]

    @field("The parties along the way, the finding's own first (路径上的主体).")
    def parties(self) -> list[LazyParty]:
        """Parties."""
        from schema.parties import party_of

        return [party_of(party) for party in self.of.parties]

    @field("The links along the way (路径上的关系). None where the party is the finding's own, or is named in it.")
    def links(self) -> list[Link]:
        """Links."""
        return [Link(of=link) for link in self.of.links]


@strawberry.type(description="A link in a page (关系条目).")
class LinkEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list; stable while others are added.")
    node: Link = strawberry.field(description="The link.")


@strawberry.type(description="A page of links (关系分页).")
class LinkConnection:
    """Relay connection."""

    query: strawberry.Private[LinksQuery]
    page: strawberry.Private[Page[RecordedLink]]

    @field("The links with their cursors.")
    def edges(self) -> list[LinkEdge]:
        """Edges."""
        pairs = zip(self.page.cursors, self.page.items, strict=True)
        return [LinkEdge(cursor=cursor, node=Link(of=link)) for cursor, link in pairs]

    @field("The links.")
    def nodes(self) -> list[Link]:
        """Nodes."""
        return [Link(of=link) for link in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.query.after)

    @field("How many there are in all; counted only when asked for.")
    async def total_count(self, info: Info) -> int:
        """Count."""
        return await info.context.loaders.link_count.load(self.query)
