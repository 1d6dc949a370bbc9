"""Ways between two parties: the field `paths`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.time import from_recorded
from resolvers.paths import LONGEST, PartyWay, Paths, PathsQuery, Step
from resolvers.principal import Scope
from resolvers.walking import WalkLimit
from schema.arguments import First, KnownAt, checked_first, recorded
from schema.context import Info
from schema.enums import Direction
from schema.fields import field
from schema.links import Link
from schema.parties import Party, party_of
from schema.refs import PartyRef, party_key
from schema.walking_arguments import AnyDay, OnDay, WalkKinds, day_of, following_of, kinds_of


@strawberry.type(description="One step of a path: two parties and the links between them that were followed (路径步).")
class PathStep:
    """A step."""

    of: strawberry.Private[Step]

    @field("Where the step begins on the path; the links may lead either way (起点).", name="from")
    def from_(self) -> Party:
        """From."""
        return party_of(self.of.from_party)

    @field("Where it leads (终点).")
    def to(self) -> Party:
        """To."""
        return party_of(self.of.to_party)

    @field(
        "The links between the two, each with its dates and source, the first 50 in the order of recording (关系).",
        size=2,
    )
    def links(self) -> list[Link]:
        """Links."""
        return [Link(of=link) for link in self.of.links]

    @field("How many links there are between the two (关系数).")
    def link_count(self) -> int:
        """Count."""
        return self.of.link_count


@strawberry.type(description="A path between two parties along links; no party twice (关系路径).")
class LinkedPath:
    """A path."""

    of: strawberry.Private[PartyWay]

    @field("How many steps it has (路径长度).")
    def length(self) -> int:
        """Length."""
        return len(self.of.steps)

    @field("The parties along it, `from` first, with the names known then (路径上的主体).", size=5)
    def parties(self) -> list[Party]:
        """Parties."""
        return [party_of(party) for party in self.of.parties]

    @field("Every link of every step, step by step (路径上的关系).", size=8)
    def links(self) -> list[Link]:
        """Links."""
        return [Link(of=link) for step in self.of.steps for link in step.links]

    @field("The steps; two parties may be joined by several links (路径步).", size=4)
    def steps(self) -> list[PathStep]:
        """Steps."""
        return [PathStep(of=step) for step in self.of.steps]


@strawberry.type(description="The shortest paths between two parties, and how far that is certain (路径查询结果).")
class PathResult:
    """The answer."""

    of: strawberry.Private[Paths]

    @field(
        "The paths found, the shortest first; equally long ones in the order of their parties' ids, which never changes "
        "(路径).",
        size=1,
    )
    def paths(self) -> list[LinkedPath]:
        """Paths."""
        return [LinkedPath(of=way) for way in self.of.ways]

    @field(
        "Whether these are surely the shortest: no other path within maxLength comes before or between them (是否完整). "
        "Where false, they are what was found so far; see `limits`."
    )
    def complete(self) -> bool:
        """Complete."""
        return self.of.complete

    @field("Whether there are more paths within maxLength; null where that was not found out (是否还有更多).")
    def has_more(self) -> bool | None:
        """More."""
        return self.of.more

    @field(
        "Up to this many steps nothing can have been missed by a limit; 0: not even a direct link is excluded (确定长度)."
    )
    def certain_length(self) -> int:
        """Certain."""
        return self.of.certain

    @field("What kept the search from going on; it need not have hidden anything: see `complete` (受限原因).", size=1)
    def limits(self) -> list[WalkLimit]:
        """Limits."""
        return list(self.of.limits)

    @field(
        "Parties not walked through for they have too many links, the first 20 by id; paths over them are found where the "
        "parties on both sides were read (未展开的主体).",
        size=2,
    )
    def not_walked(self) -> list[Party]:
        """Crowded parties."""
        return [party_of(party) for party in self.of.not_walked]

    @field("From whom (起点主体).", name="from")
    def from_(self) -> Party:
        """From."""
        return party_of(self.of.start)

    @field("To whom (终点主体).")
    def to(self) -> Party:
        """To."""
        return party_of(self.of.end)

    @field("The day on which the links hold, null for any day (查询日).")
    def as_of(self) -> date | None:
        """Day."""
        return self.of.day

    @field("By what was recorded up to this time (已知时点).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)

    @field("Of how many parties links were read (已读主体数).")
    def parties_read(self) -> int:
        """Parties."""
        return self.of.parties_read

    @field("How many links were read, of all dates (已读关系数).")
    def links_read(self) -> int:
        """Links."""
        return self.of.links_read


@strawberry.type
class PathQueries:
    """The field of Query that finds paths."""

    @field(
        "How two parties hang together (关联路径): the shortest simple paths along links, each with its dates and source. "
        "It reads from both ends, at most 10 seconds, 10,000 parties and about 100,000 links, and says what it left out.",
        needs=Scope.READ,
    )
    async def paths(
        self,
        info: Info,
        from_: Annotated[PartyRef, strawberry.argument(name="from", description="From whom (起点主体).")],
        to: Annotated[PartyRef, strawberry.argument(description="To whom; another party (终点主体).")],
        kinds: WalkKinds = None,
        direction: Annotated[
            Direction | None,
            strawberry.argument(
                description="OUT: links are followed from their start to their end; IN: against it; BOTH if left out (方向)."
            ),
        ] = None,
        as_of: OnDay = None,
        any_day: AnyDay = False,
        known_at: KnownAt = None,
        max_length: Annotated[
            int | None, strawberry.argument(description=f"The most steps of a path: 1 to {LONGEST} (最大长度).")
        ] = 6,
        first: First = 10,
    ) -> PathResult:
        """Paths."""
        key = info.context.identity_key
        asked = PathsQuery(
            start=party_key(from_, key, "from"),
            end=party_key(to, key, "to"),
            kinds=kinds_of(kinds),
            following=following_of(direction),
            day=day_of(info, as_of, any_day),
            known_at=recorded(known_at),
            max_length=6 if max_length is None else max_length,
            first=checked_first(first, 10),
        )
        return PathResult(of=await info.context.services.paths.find(asked))
