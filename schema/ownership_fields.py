"""The fields of a party that ask who is behind it and what is behind it.

All fields of a request that ask about the same direction, time and level share one reading of the graph.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from domain.ownership import Controls, Owners, Rule, Threshold
from domain.ownership import Holdings as Held
from resolvers.ownership import Asked, checked_percent
from resolvers.ownership_pages import controlled_page, controller_page, holding_page, owner_page
from resolvers.principal import Scope
from schema.arguments import After, AsOf, First, KnownAt, checked_first, recorded
from schema.context import Info
from schema.fields import field
from schema.ownership_beneficial import BeneficialOwners
from schema.ownership_lists import ControlConnection, StakeConnection
from schema.ownership_types import Control, Seen

LISTED = 200
"""The most controls that the plain lists have."""


@strawberry.input(description="How much of a company is control (控制标准).")
class ControlThreshold:
    """More than half, unless said otherwise."""

    percent: Decimal | None = strawberry.field(
        default=Decimal(50), description="The percentage, above 0 and at most 100; 50 if left out (比例，%)."
    )
    inclusive: bool | None = strawberry.field(
        default=False,
        description="Whether exactly that much is control too, as in sanctions rules (≥ 50 %); false if left out (含本数).",
    )


MinPercent = Annotated[
    Decimal | None,
    strawberry.argument(
        description="Only stakes that may be this much or more, 0 to 100; all if left out (最低比例，%). Those without a "
        "number are always there."
    ),
]
ThresholdGiven = Annotated[
    ControlThreshold | None,
    strawberry.argument(description="What counts as control; more than 50 % if left out (控制标准)."),
]


def _threshold(given: ControlThreshold | None) -> Threshold:
    """Raises INVALID_VALUE: a threshold of 0 would make every holding control."""
    percent = Decimal(50) if given is None or given.percent is None else given.percent
    if not 0 < percent <= 100:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, "A threshold is a percentage above 0 and at most 100.", "threshold.percent"
        )
    return Threshold(percent, bool(given is not None and given.inclusive))


async def _up(self: Any, info: Info, as_of: date | None, known_at: datetime | None) -> Seen:
    asked = _asked(self, info, known_at)
    return Seen(await info.context.loaders.ownership_upward.load(asked), as_of or info.context.today)


async def _down(self: Any, info: Info, as_of: date | None, known_at: datetime | None) -> Seen:
    asked = _asked(self, info, known_at)
    return Seen(await info.context.loaders.ownership_downward.load(asked), as_of or info.context.today)


def _asked(self: Any, info: Info, known_at: datetime | None) -> Asked:
    at = recorded(known_at)
    info.context.services.ownership.check_known_at(at)
    return Asked(self.of.id, at)


@field(
    "What it effectively owns of each company (穿透持股): over all chains of holdings, cycles solved exactly. Needs the "
    "scope read.",
    needs=Scope.READ,
)
async def effective_holdings(
    self: Any,
    info: Info,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_percent: MinPercent = None,
    first: First = 50,
    after: After = None,
) -> StakeConnection:
    """Holdings."""
    size, least = checked_first(first, 50), min_percent or Decimal(0)
    checked_percent(least)
    seen = await _down(self, info, as_of, known_at)
    found = await info.context.services.ownership.effective_holdings(seen.around, seen.day, least)
    return StakeConnection(
        **_answer(seen, seen.around.below(seen.day), found),
        page=holding_page(found.stakes, size, after),
        after=after,
        total=len(found.stakes),
        of_owners=False,
        owned=None,
        rings=(),
    )


@field(
    "Everybody's effective share in it (穿透股东): over all chains of holdings, cycles solved exactly. Needs the scope read.",
    needs=Scope.READ,
)
async def effective_owners(
    self: Any,
    info: Info,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_percent: MinPercent = None,
    first: First = 50,
    after: After = None,
) -> StakeConnection:
    """Owners."""
    size, least = checked_first(first, 50), min_percent or Decimal(0)
    checked_percent(least)
    seen = await _up(self, info, as_of, known_at)
    found = await info.context.services.ownership.effective_owners(seen.around, seen.day, least)
    return StakeConnection(
        **_answer(seen, seen.around.above(seen.day), found),
        page=owner_page(found.stakes, size, after),
        after=after,
        total=len(found.stakes),
        of_owners=True,
        owned=found.parts,
        rings=found.self_owned,
    )


def _answer(seen: Seen, scope: frozenset[str], found: Owners | Held | Controls) -> dict[str, Any]:
    return {"seen": seen, "scope": scope, "is_complete": found.complete}


async def _controls(
    self: Any, info: Info, as_of: date | None, known_at: datetime | None, given: ControlThreshold | None
) -> tuple[Seen, Controls]:
    threshold = _threshold(given)
    seen = await _down(self, info, as_of, known_at)
    return seen, await info.context.services.ownership.controls(seen.around, seen.day, threshold)


async def _controllers(
    self: Any, info: Info, as_of: date | None, known_at: datetime | None, given: ControlThreshold | None
) -> tuple[Seen, Controls]:
    threshold = _threshold(given)
    seen = await _up(self, info, as_of, known_at)
    return seen, await info.context.services.ownership.controllers(seen.around, seen.day, threshold)


@field(
    f"The companies that it controls or may control (控制的企业), certain ones first, at most {LISTED}; `controlConnection` "
    "pages, and says whether anything was cut off. Needs the scope read.",
    needs=Scope.READ,
    size=5,
)
async def controls(
    self: Any, info: Info, as_of: AsOf = None, known_at: KnownAt = None, threshold: ThresholdGiven = None
) -> list[Control]:
    """Controlled companies."""
    seen, found = await _controls(self, info, as_of, known_at, threshold)
    page = controlled_page(found.controls, LISTED, None)
    return [Control(of=one, seen=seen, shows=one.company) for one in page.items]


@field(
    f"Who controls it or may control it (控制人), at every step of the chains, certain ones first, at most {LISTED}; "
    "`controllerConnection` pages, and says whether anything was cut off. Needs the scope read.",
    needs=Scope.READ,
    size=5,
)
async def controllers(
    self: Any, info: Info, as_of: AsOf = None, known_at: KnownAt = None, threshold: ThresholdGiven = None
) -> list[Control]:
    """Controllers."""
    seen, found = await _controllers(self, info, as_of, known_at, threshold)
    page = controller_page(found.controls, LISTED, None)
    return [Control(of=one, seen=seen, shows=one.controller) for one in page.items]


@field("The same as `controls`, in pages, with what was cut off (控制的企业). Needs the scope read.", needs=Scope.READ)
async def control_connection(
    self: Any,
    info: Info,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    threshold: ThresholdGiven = None,
    first: First = 50,
    after: After = None,
) -> ControlConnection:
    """Controlled companies."""
    size = checked_first(first, 50)
    seen, found = await _controls(self, info, as_of, known_at, threshold)
    return ControlConnection(
        **_answer(seen, seen.around.below(seen.day), found),
        page=controlled_page(found.controls, size, after),
        after=after,
        total=len(found.controls),
        of_controllers=False,
    )


@field("The same as `controllers`, in pages, with what was cut off (控制人). Needs the scope read.", needs=Scope.READ)
async def controller_connection(
    self: Any,
    info: Info,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    threshold: ThresholdGiven = None,
    first: First = 50,
    after: After = None,
) -> ControlConnection:
    """Controllers."""
    size = checked_first(first, 50)
    seen, found = await _controllers(self, info, as_of, known_at, threshold)
    return ControlConnection(
        **_answer(seen, seen.around.above(seen.day), found),
        page=controller_page(found.controls, size, after),
        after=after,
        total=len(found.controls),
        of_controllers=True,
    )


@field(
    "The natural persons behind it (受益所有人): by share, by control, computed or declared, or as a fallback. Needs the "
    "scope read.",
    needs=Scope.READ,
)
async def beneficial_owners(
    self: Any,
    info: Info,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    min_percent: Annotated[
        Decimal | None,
        strawberry.argument(description="The effective share that makes one, above 0 and at most 100 (比例，%)."),
    ] = Decimal(25),
) -> BeneficialOwners:
    """Beneficial owners."""
    ownership, least = info.context.services.ownership, Decimal(25) if min_percent is None else min_percent
    Rule(least)
    seen = await _up(self, info, as_of, known_at)
    roles = await info.context.loaders.ownership_roles.load(Asked(self.of.id, seen.around.known_at))
    found = await ownership.beneficial_owners(seen.around, roles, seen.day, least)
    return BeneficialOwners(
        seen=replace(seen, others=roles.parties),
        scope=seen.around.above(seen.day),
        is_complete=found.complete and roles.complete,
        of=found,
    )
