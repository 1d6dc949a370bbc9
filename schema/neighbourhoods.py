"""What is around a party: the field `neighbourhood`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from domain.links import LinkKind
from domain.parties import Party as Registered
from domain.time import from_recorded
from resolvers.neighbourhoods import DEEPEST, MOST, LeftOut, NeighbourhoodQuery
from resolvers.neighbourhoods import Neighbourhood as Surroundings
from resolvers.principal import Scope
from resolvers.walking import WalkLimit
from schema.arguments import KnownAt, recorded
from schema.context import Info
from schema.enums import Direction
from schema.fields import field
from schema.links import Link
from schema.walking_arguments import AnyDay, OnDay, WalkKinds, day_of, following_of, kinds_of

if TYPE_CHECKING:
    from schema.parties import Party

LazyParty = Annotated["Party", strawberry.lazy("schema.parties")]


def _party(party: Registered) -> Party:
    from schema.parties import party_of

    return party_of(party)


@strawberry.type(description="A party of a neighbourhood, and how far away it is (关联主体).")
class Neighbour:
    """A neighbour."""

    of: strawberry.Private[Registered]
    distance: int = strawberry.field(description="How many links away it is; 0 is the party itself (距离).")

    @field("The party, with the name known then (主体).")
    def party(self) -> LazyParty:
        """Party."""
        return _party(self.of)


@strawberry.type(description="Links of a kind that are not shown (未列出的关系).")
class LinksLeftOut:
    """A count."""

    of: strawberry.Private[LeftOut]

    @field("Their kind (关系类型).")
    def kind(self) -> LinkKind:
        """Kind."""
        return self.of.kind

    @field("How many were counted (数量).")
    def count(self) -> int:
        """Count."""
        return self.of.count

    @field("Whether that is all of them; false where links of some parties were not read or not counted (是否准确).")
    def exact(self) -> bool:
        """Exact."""
        return self.of.exact


@strawberry.type(
    description="Parties and links around a party (关联关系图): the parties at most `depth` links away and every link of "
    "those nearer than that. Where there are more than `limit`, the nearest are kept, and of equally near ones those to whom "
    "the link that was recorded first leads."
)
class Neighbourhood:
    """The answer."""

    of: strawberry.Private[Surroundings]

    @field(
        "The parties, the nearest first, then by id; the party itself is the first. Empty where it was not recorded by then "
        "(关联主体).",
        size=1,
    )
    def parties(self) -> list[Neighbour]:
        """Parties."""
        return [Neighbour(of=party, distance=distance) for party, distance in self.of.parties]

    @field("The links between them, in the order of recording, at most 10 for each of `limit` (关系).", size=2)
    def links(self) -> list[Link]:
        """Links."""
        return [Link(of=link) for link in self.of.links]

    @field("The links that were met and are not shown, by kind (未列出的关系).", size=1)
    def left_out(self) -> list[LinksLeftOut]:
        """Left out."""
        return [LinksLeftOut(of=left_out) for left_out in self.of.left_out]

    @field("Whether nothing is left out (是否完整).")
    def complete(self) -> bool:
        """Complete."""
        return self.of.complete

    @field("What kept the walk from going on (受限原因).", size=1)
    def limits(self) -> list[WalkLimit]:
        """Limits."""
        return list(self.of.limits)

    @field("Parties shown whose own links were not all read, the first 20 by id (未展开的主体).", size=1)
    def not_walked(self) -> list[LazyParty]:
        """Unread parties."""
        return [_party(party) for party in self.of.not_walked]

    @field("The day on which the links hold, null for any day (查询日).")
    def as_of(self) -> date | None:
        """Day."""
        return self.of.day

    @field("By what was recorded up to this time (已知时点).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)


@field(
    "Parties and links around it, up to 3 links away (关联关系图). Needs the scope read.",
    needs=Scope.READ,
)
async def neighbourhood(
    self: Any,
    info: Info,
    depth: Annotated[
        int | None, strawberry.argument(description=f"How many links away at most: 1 to {DEEPEST} (层数).")
    ] = 1,
    kinds: WalkKinds = None,
    direction: Annotated[
        Direction | None,
        strawberry.argument(
            description="OUT: only links from each party to others; IN: only to it; BOTH if left out (方向)."
        ),
    ] = None,
    as_of: OnDay = None,
    any_day: AnyDay = False,
    known_at: KnownAt = None,
    limit: Annotated[
        int | None, strawberry.argument(description=f"How many parties at most besides it: 1 to {MOST} (主体数上限).")
    ] = MOST,
) -> Neighbourhood:
    """Neighbourhood."""
    asked = NeighbourhoodQuery(
        party_id=self.of.id,
        depth=1 if depth is None else depth,
        kinds=kinds_of(kinds),
        following=following_of(direction),
        day=day_of(info, as_of, any_day),
        known_at=recorded(known_at),
        limit=MOST if limit is None else limit,
    )
    asked.checked(info.context.services.clock)
    return Neighbourhood(of=await info.context.loaders.neighbourhood.load(asked))
