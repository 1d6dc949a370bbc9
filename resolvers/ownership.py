"""Who is behind a company, and what is behind a party: read what is around it once, then calculate as often as is asked.

`upward` and `downward` read (one closure for all parties of a call); the other methods calculate from that, each in a
thread of its own where it may take long, and within the time that was set when the reading began: what is found by then is
the answer, and says that it is not complete.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import Identifier
from domain.links import Link
from domain.ownership import (
    MAJORITY,
    RULE,
    BeneficialOwners,
    Budget,
    Chains,
    Controls,
    Holding,
    Holdings,
    Owners,
    Rule,
    Snapshot,
    Threshold,
    beneficial_owners,
    controllers,
    controls,
    effective_holdings,
    effective_owners,
    strongest_chains,
)
from domain.ownership.regions import reachable
from domain.parties import Party
from graph.ownership import READ_BUDGET, Closure, OwnershipReader, ReadBudget, Roles
from graph.reader import Reader
from resolvers.clock import Clock

__all__ = ["Around", "Asked", "Ownership", "Roles", "checked_percent"]

T = TypeVar("T")
_Read = Callable[[Sequence[str], int | None, ReadBudget], Awaitable[Closure]]

SECONDS = 10.0
"""How long one question, or those of one request that are read together, may take in all."""

INLINE = 100
"""Up to so many holdings are calculated at once; more in a thread, so that nobody else waits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose surroundings are wanted, as known at which recorded time (None: all that is published)."""

    party_id: str
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What was read around a party. Parties that were asked for together share one closure.

    `party_id` may be missing in `parties`: it was not recorded by then.
    """

    party_id: str
    closure: Closure
    budget: Budget
    _shared: _Shared

    @property
    def known_at(self) -> int:
        """The recorded time as of which it was read (µs)."""
        return self.closure.known_at

    @property
    def is_known(self) -> bool:
        """Whether the party was recorded by then."""
        return self.party_id in self.closure.parties

    def on(self, day: date) -> Snapshot:
        """The holdings of a day."""
        if day not in self._shared.snapshots:
            self._shared.snapshots[day] = self.closure.history.on(day)
        return self._shared.snapshots[day]

    def above(self, day: date) -> frozenset[str]:
        """The party and everybody above it on a day: what was read for others, or for other days, is not among them."""
        return frozenset(
            reachable([self.party_id], lambda party: (one.holder for one in self.on(day).of_company.get(party, ())))
        )

    def below(self, day: date) -> frozenset[str]:
        """The party and every company below it on a day."""
        return frozenset(
            reachable([self.party_id], lambda party: (one.company for one in self.on(day).of_holder.get(party, ())))
        )

    def party(self, party_id: str) -> Party:
        """A party that occurs in the answers."""
        return self.closure.parties[party_id]

    def link(self, holding: Holding) -> Link:
        """The link that states a holding."""
        return self._shared.links[holding.link_id]


@dataclass(slots=True)
class _Shared:
    links: dict[str, Link]
    snapshots: dict[date, Snapshot] = field(default_factory=dict)


class Ownership:
    """Answers about ownership. Every reading method costs round trips by the depth of the chains, for any number asked."""

    def __init__(
        self,
        reader: OwnershipReader,
        register: Reader,
        clock: Clock,
        *,
        limits: ReadBudget = READ_BUDGET,
        seconds: float = SECONDS,
    ) -> None:
        self._reader = reader
        self._register = register
        self._clock = clock
        self._limits = limits
        self._seconds = seconds

    def check_known_at(self, known_at: int | None) -> None:
        """Raises KNOWN_AT_IN_FUTURE."""
        if known_at is not None and known_at > self._clock.now():
            raise CreditGraphError(
                ErrorCode.KNOWN_AT_IN_FUTURE,
                "knownAt lies in the future: what will be known then cannot be told. Leave it out to ask by what is known.",
                "known_at",
            )

    async def upward(self, asked: Sequence[Asked]) -> list[Around]:
        """Around each, everything above it: for owners, controllers, beneficial owners.

        Raises KNOWN_AT_IN_FUTURE, ENGINE_UNAVAILABLE, TIMED_OUT.
        """
        return await self._around(asked, self._reader.upward)

    async def downward(self, asked: Sequence[Asked]) -> list[Around]:
        """Around each, everything below it: for holdings and controlled companies. Raises as `upward` does."""
        return await self._around(asked, self._reader.downward)

    async def roles(self, asked: Sequence[Asked]) -> list[Roles]:
        """For each, who runs it or is declared to control it. One round trip for each recorded time that is asked for."""
        found: dict[int | None, Roles] = {}
        for known_at in dict.fromkeys(one.known_at for one in asked):
            ids = [one.party_id for one in asked if one.known_at == known_at]
            found[known_at] = await self._reader.roles(ids, known_at)
        return [found[one.known_at] for one in asked]

    async def effective_owners(self, around: Around, day: date, min_percent: Decimal = Decimal(0)) -> Owners:
        """Everybody whose effective share may be `min_percent` or more. Raises INVALID_VALUE outside 0-100."""
        checked_percent(min_percent)
        return await _calculated(
            around,
            lambda: effective_owners(around.on(day), around.party_id, min_percent=min_percent, budget=around.budget),
        )

    async def effective_holdings(self, around: Around, day: date, min_percent: Decimal = Decimal(0)) -> Holdings:
        """Every company of which its effective share may be `min_percent` or more. Raises INVALID_VALUE outside 0-100."""
        checked_percent(min_percent)
        return await _calculated(
            around,
            lambda: effective_holdings(around.on(day), around.party_id, min_percent=min_percent, budget=around.budget),
        )

    async def controls(self, around: Around, day: date, threshold: Threshold = MAJORITY) -> Controls:
        """The companies that it controls or may control."""
        return await _calculated(
            around, lambda: controls(around.on(day), around.party_id, threshold=threshold, budget=around.budget)
        )

    async def controllers(self, around: Around, day: date, threshold: Threshold = MAJORITY) -> Controls:
        """The parties that control it or may control it."""
        return await _calculated(
            around, lambda: controllers(around.on(day), around.party_id, threshold=threshold, budget=around.budget)
        )

    async def beneficial_owners(
        self, around: Around, roles: Roles, day: date, min_percent: Decimal = RULE.min_percent
    ) -> BeneficialOwners:
        """The natural persons behind it; `roles`: read as known at the same time. Raises INVALID_VALUE for a percentage
        that is not above 0 and at most 100."""
        rule = Rule(min_percent)
        links = roles.links.get(around.party_id, ())
        with_roles = around.on(day).knowing({party.id: party.kind for party in roles.parties.values()})
        return await _calculated(
            around,
            lambda: beneficial_owners(with_roles, around.party_id, day, links, rule=rule, budget=around.budget),
        )

    async def chains(self, around: Around, day: date, holder: str, company: str, first: int) -> Chains:
        """The strongest chains from a holder to a company."""
        return await _calculated(
            around, lambda: strongest_chains(around.on(day), holder, company, first=first, budget=around.budget)
        )

    async def identifiers(self, party_ids: Sequence[str]) -> dict[str, tuple[Identifier, ...]]:
        """The identifiers of parties, by party id; a citizen number only masked. One round trip."""
        found = await self._register.identifiers(party_ids)
        return {party_id: tuple(held) for party_id, held in zip(party_ids, found, strict=True)}

    def today(self) -> date:
        """The day that is asked about where none is given."""
        return self._clock.today()

    async def _around(self, asked: Sequence[Asked], read: _Read) -> list[Around]:
        for one in asked:
            self.check_known_at(one.known_at)
        deadline = time.monotonic() + self._seconds
        budget = Budget(expired=lambda: time.monotonic() > deadline)
        found: dict[int | None, tuple[Closure, _Shared]] = {}
        for known_at in dict.fromkeys(one.known_at for one in asked):
            ids = [one.party_id for one in asked if one.known_at == known_at]
            closure = await read(ids, known_at, self._limits)
            found[known_at] = closure, _Shared({link.id: link for link in closure.history.links})
        return [Around(one.party_id, found[one.known_at][0], budget, found[one.known_at][1]) for one in asked]


def checked_percent(percent: Decimal) -> None:
    """Raises INVALID_VALUE for a percentage below 0 or above 100."""
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "The percentage is from 0 to 100.", "min_percent")


async def _calculated(around: Around, calculate: Callable[[], T]) -> T:
    if len(around.closure.history.links) <= INLINE:
        return calculate()
    return await asyncio.to_thread(calculate)
