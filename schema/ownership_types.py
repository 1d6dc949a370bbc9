"""Stakes, controls and what they rest on, as answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from domain.grounds import Path
from domain.ownership import Chain, Chains, Holding, ceiling_decimal, floor_decimal, nearest_decimal
from domain.ownership import Control as Controlling
from domain.ownership import Stake as Owning
from domain.parties import Party as Registered
from resolvers.ownership import Around
from schema.context import Info
from schema.fields import field as answered
from schema.links import Link, PartyPath

if TYPE_CHECKING:
    from schema.parties import Party

LazyParty = Annotated["Party", strawberry.lazy("schema.parties")]

MOST_PATHS = 20
PathsFirst = Annotated[int | None, strawberry.argument(description=f"How many at most: 1 to {MOST_PATHS} (条数).")]

EXACT = "An exact decimal; one that does not end is rounded to 12 places,"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answer was calculated from: what was read around a party, and the day. `others`: parties who occur beside
    them, by role only."""

    around: Around
    day: date
    others: Mapping[str, Registered] = field(default_factory=dict)

    def party(self, party_id: str) -> Party:
        """A party, with the name known then."""
        from schema.parties import party_of

        return party_of(self.others.get(party_id) or self.around.party(party_id))

    def links(self, holdings: Iterable[Holding]) -> list[Link]:
        """The links that state holdings."""
        return [Link(of=self.around.link(holding)) for holding in holdings]


@strawberry.type(
    description="A chain of holdings (持股链): from the owner down to the company, no party twice. Chains explain a stake; "
    "with cycles or many chains they need not add up to it."
)
class StakeChain:
    """A chain."""

    of: strawberry.Private[Chain]
    seen: strawberry.Private[Seen]

    @answered(f"The least product of the shares along it, in percent (最低连乘比例，%). {EXACT} down.")
    def low(self) -> Decimal:
        """Least."""
        return floor_decimal(self.of.low)

    @answered(f"The greatest product of the shares along it, in percent (最高连乘比例，%). {EXACT} up.")
    def high(self) -> Decimal:
        """Most."""
        return ceiling_decimal(self.of.high)

    @answered("Its parties and links, with dates and sources (关系路径).")
    def path(self) -> PartyPath:
        """Path."""
        return _path(self.of, self.seen.around)


@strawberry.type(description="The strongest chains behind a stake (主要持股链).")
class StakeChains:
    """Chains."""

    of: strawberry.Private[Chains]
    seen: strawberry.Private[Seen]

    @answered("The chains, the greatest product first (持股链).", size=5)
    def chains(self) -> list[StakeChain]:
        """Chains."""
        return [StakeChain(of=chain, seen=self.seen) for chain in self.of.chains]

    @answered("Whether there are no others (是否完整).")
    def complete(self) -> bool:
        """Complete."""
        return self.of.complete


def _path(chain: Chain, around: Around) -> PartyPath:
    ids = [chain.holdings[0].holder, *(holding.company for holding in chain.holdings)]
    links = tuple(around.link(holding) for holding in chain.holdings)
    return PartyPath(of=Path(tuple(around.party(party_id) for party_id in ids), links))


@strawberry.type(
    description="What one party effectively owns of a company (穿透持股): the sum over all chains of holdings that do not "
    "return to the owner, cycles solved exactly. `percent` where it is one number; `low` and `high` are proved bounds."
)
class Stake:
    """A stake. `shows`: the party that the list is about is the other one."""

    of: strawberry.Private[Owning]
    seen: strawberry.Private[Seen]
    shows: strawberry.Private[str]

    @answered("Of owners: the owner. Of holdings: the company (主体).")
    def party(self) -> LazyParty:
        """Party."""
        return self.seen.party(self.shows)

    @answered(
        f"The percentage, null where a range or an unknown share leaves it open (穿透比例，%). {EXACT} half to even."
    )
    def percent(self) -> Decimal | None:
        """Percent."""
        return None if self.of.percent is None else nearest_decimal(self.of.percent)

    @answered(f"At least this (最低比例，%), null only where undetermined. {EXACT} down.")
    def low(self) -> Decimal | None:
        """Low."""
        return None if self.of.low is None else floor_decimal(self.of.low)

    @answered(f"At most this (最高比例，%), null only where undetermined. {EXACT} up.")
    def high(self) -> Decimal | None:
        """High."""
        return None if self.of.high is None else ceiling_decimal(self.of.high)

    @answered("Whether a cycle of holdings is on the chains, or at one of their ends (是否存在循环持股).")
    def cyclic(self) -> bool:
        """Cyclic."""
        return self.of.cyclic

    @answered("Whether every share on the chains is stated and nothing was cut off (是否完整).")
    def complete(self) -> bool:
        """Complete."""
        return self.of.complete

    @answered("Whether it has no number: companies that own themselves wholly are on the chains (是否无解).")
    def undetermined(self) -> bool:
        """Undetermined."""
        return self.of.undetermined

    @answered(
        "Whether a group of companies was too large to be solved exactly: the error lies within `low` and `high` (是否近似)."
    )
    def approximate(self) -> bool:
        """Approximate."""
        return self.of.approximate

    @answered(
        "The strongest chains of holdings, from the owner to the company; `chains` has their shares too (持股链)."
    )
    async def paths(self, info: Info, first: PathsFirst = 3) -> list[PartyPath]:
        """Paths."""
        return [_path(chain, self.seen.around) for chain in (await self._chains(info, first)).chains]

    @answered("The strongest chains of holdings with the products of their shares (主要持股链).")
    async def chains(self, info: Info, first: PathsFirst = 3) -> StakeChains:
        """Chains."""
        return StakeChains(of=await self._chains(info, first), seen=self.seen)

    async def _chains(self, info: Info, first: int | None) -> Chains:
        wanted = 3 if first is None else first
        if wanted < 1:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "`first` is at least 1.", "first")
        if wanted > MOST_PATHS:
            raise CreditGraphError(ErrorCode.TOO_MANY, f"`first` is at most {MOST_PATHS} here.", "first")
        ownership = info.context.services.ownership
        return await ownership.chains(self.seen.around, self.seen.day, self.of.holder, self.of.company, wanted)


@strawberry.type(
    description="Control of a company (控制): the controller and the companies that it controls hold more of it together "
    "than the threshold. Votes of controlled companies are added up, not multiplied."
)
class Control:
    """A control. `shows`: as of a stake."""

    of: strawberry.Private[Controlling]
    seen: strawberry.Private[Seen]
    shows: strawberry.Private[str]

    @answered("Of controllers: the controller. Of what is controlled: the company (主体).")
    def party(self) -> LazyParty:
        """Party."""
        return self.seen.party(self.shows)

    @answered(f"What they hold jointly, null where it is no single number (共同持股比例，%). {EXACT} half to even.")
    def percent(self) -> Decimal | None:
        """Percent."""
        return None if self.of.percent is None else nearest_decimal(self.of.percent)

    @answered(f"They hold at least this jointly (最低共同持股比例，%). {EXACT} down.")
    def low(self) -> Decimal:
        """Low."""
        return floor_decimal(self.of.low)

    @answered(f"They hold at most this jointly (最高共同持股比例，%). {EXACT} up.")
    def high(self) -> Decimal:
        """High."""
        return ceiling_decimal(self.of.high)

    @answered("Whether it holds whatever ranges and unknown shares turn out to be; if not, it is possible (是否确定).")
    def certain(self) -> bool:
        """Certain."""
        return self.of.certain

    @answered("Whether the controller's own holding is enough (是否直接控制).")
    def direct(self) -> bool:
        """Direct."""
        return self.of.direct

    @answered("A minimal set of holdings that proves it, from the controller down (依据的持股关系).", size=4)
    def via(self) -> list[Link]:
        """Proof."""
        return self.seen.links(self.of.via)
