"""Pages of stakes and controls."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from domain.ownership import Control as Controlling
from domain.ownership import Parts
from domain.ownership import Stake as Owning
from domain.time import from_recorded
from resolvers.pages import Page
from schema.fields import field
from schema.nodes import PageInfo
from schema.ownership_parts import DisputedHolding, OwnershipParts
from schema.ownership_types import Control, LazyParty, Seen, Stake
from schema.pages import page_info

SHOWN = 20
"""Disputed holdings and unread parties beside an answer: the first ones."""


@strawberry.interface(description="What every answer about ownership says of itself (穿透结果).")
class OwnershipAnswer:
    """`scope`: the parties that the answer rests on."""

    seen: strawberry.Private[Seen]
    scope: strawberry.Private[frozenset[str]]
    is_complete: strawberry.Private[bool]

    @field(
        "Whether nothing was cut off by a limit of size or time (是否完整). Shares that nobody has stated are no reason: see "
        "the entries' own `complete`."
    )
    def complete(self) -> bool:
        """Complete."""
        return self.is_complete

    @field("The day on which the holdings are valid (查询日).")
    def as_of(self) -> date:
        """Day."""
        return self.seen.day

    @field("By what was recorded up to this time (已知时点).")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.seen.around.known_at)

    @field(f"Holdings on the chains of which different shares are stated, the first {SHOWN} (有争议的持股).", size=1)
    def disputed(self) -> list[DisputedHolding]:
        """Disputed."""
        found = [one for one in self.seen.around.on(self.seen.day).disputed if one.company in self.scope]
        return [DisputedHolding(of=one, seen=self.seen) for one in found[:SHOWN]]

    @field(f"Parties not all of whose owners or holdings were read, the first {SHOWN} by id (未展开的主体).", size=1)
    def unread(self) -> list[LazyParty]:
        """Unread."""
        snapshot = self.seen.around.on(self.seen.day)
        found = sorted((snapshot.owners_unread | snapshot.holdings_unread) & self.scope)
        return [self.seen.party(party_id) for party_id in found[:SHOWN]]


@strawberry.type(description="A stake in a page (穿透持股条目).")
class StakeEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list; stable while others change.")
    node: Stake = strawberry.field(description="The stake.")


@strawberry.type(description="Companies that own themselves wholly, round in a circle (循环自持的企业).")
class SelfOwnedGroup:
    """A component."""

    ids: strawberry.Private[tuple[str, ...]]
    seen: strawberry.Private[Seen]

    @field("The companies, by id (企业).", size=3)
    def parties(self) -> list[LazyParty]:
        """Parties."""
        return [self.seen.party(party_id) for party_id in self.ids]


@strawberry.type(description="A page of stakes, those without a number first, then the largest (穿透持股分页).")
class StakeConnection(OwnershipAnswer):
    """Relay connection."""

    page: strawberry.Private[Page[Owning]]
    after: strawberry.Private[str | None]
    total: strawberry.Private[int]
    of_owners: strawberry.Private[bool]
    owned: strawberry.Private[Parts | None]
    rings: strawberry.Private[tuple[tuple[str, ...], ...]]

    def _stake(self, stake: Owning) -> Stake:
        return Stake(of=stake, seen=self.seen, shows=stake.holder if self.of_owners else stake.company)

    @field("The stakes with their cursors.")
    def edges(self) -> list[StakeEdge]:
        """Edges."""
        pairs = zip(self.page.cursors, self.page.items, strict=True)
        return [StakeEdge(cursor=cursor, node=self._stake(stake)) for cursor, stake in pairs]

    @field("The stakes.")
    def nodes(self) -> list[Stake]:
        """Nodes."""
        return [self._stake(stake) for stake in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)

    @field("How many there are on all pages.")
    def total_count(self) -> int:
        """Count."""
        return self.total

    @field("What becomes of 100 % of the company; null for holdings (股权构成).")
    def parts(self) -> OwnershipParts | None:
        """Parts."""
        return OwnershipParts(of=self.owned) if self.owned is not None else None

    @field("Owners that own themselves wholly, so that stakes through them have no number (循环自持).", size=1)
    def self_owned(self) -> list[SelfOwnedGroup]:
        """Self-owned."""
        return [SelfOwnedGroup(ids=ring, seen=self.seen) for ring in self.rings]


@strawberry.type(description="A control in a page (控制条目).")
class ControlEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list; stable while others change.")
    node: Control = strawberry.field(description="The control.")


@strawberry.type(description="A page of controls, certain ones first, then the largest joint share (控制分页).")
class ControlConnection(OwnershipAnswer):
    """Relay connection."""

    page: strawberry.Private[Page[Controlling]]
    after: strawberry.Private[str | None]
    total: strawberry.Private[int]
    of_controllers: strawberry.Private[bool]

    def _control(self, control: Controlling) -> Control:
        return Control(of=control, seen=self.seen, shows=control.controller if self.of_controllers else control.company)

    @field("The controls with their cursors.")
    def edges(self) -> list[ControlEdge]:
        """Edges."""
        pairs = zip(self.page.cursors, self.page.items, strict=True)
        return [ControlEdge(cursor=cursor, node=self._control(control)) for cursor, control in pairs]

    @field("The controls.")
    def nodes(self) -> list[Control]:
        """Nodes."""
        return [self._control(control) for control in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)

    @field("How many there are on all pages.")
    def total_count(self) -> int:
        """Count."""
        return self.total
