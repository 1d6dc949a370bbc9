"""What walks have in common: how much they may read, whom and when they are about, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from resolvers.clock import Clock

T = TypeVar("T")

EVERY_KIND = frozenset(LinkKind)

INLINE = 2_000
"""Up to so many links are gone through at once; more in a thread, so that nobody else waits."""


@dataclass(frozen=True, slots=True)
class WalkLimits:
    """How much one walk may read: that is what it needs of the server's and the engine's memory.

    `parties`: whose links are read; `links`: about so many in all; `fan`: a party with more links of one direction (of all
    dates and versions) is not walked through; `detour`: so much (parties, each way) may be
    read only to find out what those hide; `crowd`: so many links of a party with many are counted, when it is the one
    asked about; `changes`: so many versions of links are gone through for a history; `seconds`: after which no further
    step is begun.
    """

    parties: int = 10_000
    links: int = 100_000
    fan: int = 5_000
    detour: int = 6_000
    crowd: int = 200_000
    changes: int = 20_000
    seconds: float = 10.0


WALK_LIMITS = WalkLimits()


class WalkLimit(StrEnum):
    """What kept a walk from going on."""

    CROWDED = "CROWDED"
    PARTIES = "PARTIES"
    LINKS = "LINKS"
    TIME = "TIME"


def check_known_at(known_at: int | None, clock: Clock) -> None:
    """Raises KNOWN_AT_IN_FUTURE."""
    if known_at is not None and known_at > clock.now():
        raise CreditGraphError(
            ErrorCode.KNOWN_AT_IN_FUTURE,
            "knownAt lies in the future: what will be known then cannot be told. Leave it out to ask by what is known.",
            "known_at",
        )


def checked_kinds(kinds: frozenset[LinkKind] | None) -> frozenset[LinkKind]:
    """The kinds of link to walk along, all of them where none are given. Raises INVALID_VALUE for an empty set."""
    if kinds is not None and not kinds:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, "Name at least one kind of link, or leave `kinds` out for all.", "kinds"
        )
    return EVERY_KIND if kinds is None else kinds


def checked_number(value: int, least: int, most: int, field: str, name: str) -> int:
    """A number in its range. Raises INVALID_VALUE."""
    if not least <= value <= most:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"`{name}` is a number from {least} to {most}.", field)
    return value


async def calculated(links: int, calculate: Callable[[], T]) -> T:
    """The result of a calculation over so many links."""
    return calculate() if links <= INLINE else await asyncio.to_thread(calculate)
