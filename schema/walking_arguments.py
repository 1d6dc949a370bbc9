"""Arguments that walks have in common."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

import schema.walking_enums  # noqa: F401 - the enums of walks become GraphQL enums
from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.walking.web import Following
from schema.context import Info
from schema.enums import Direction

WalkKinds = Annotated[
    list[LinkKind] | None,
    strawberry.argument(description="Only along these kinds of link, at least one; all if left out (关系类型)."),
]
AnyDay = Annotated[
    bool | None,
    strawberry.argument(description="Links of any day, those that ended too; asOf is left out then (不限日期)."),
]
OnDay = Annotated[
    date | None,
    strawberry.argument(
        description="Only links that hold on this day (查询日); today in the installation's zone if left out."
    ),
]

_FOLLOWING: dict[Direction, Following] = {Direction.OUT: "OUT", Direction.IN: "IN", Direction.BOTH: "BOTH"}


def day_of(info: Info, as_of: date | None, any_day: bool | None) -> date | None:
    """The day on which links must hold, None for any. Raises BAD_REQUEST for a day and any day."""
    if not any_day:
        return as_of or info.context.today
    if as_of is not None:
        raise CreditGraphError(ErrorCode.BAD_REQUEST, "Give asOf, or anyDay: true, not both.", "any_day")
    return None


def kinds_of(kinds: list[LinkKind] | None) -> frozenset[LinkKind] | None:
    """The kinds as a set."""
    return frozenset(kinds) if kinds is not None else None


def following_of(direction: Direction | None) -> Following:
    """Which way links are followed; either where nothing is said."""
    return _FOLLOWING[direction or Direction.BOTH]
