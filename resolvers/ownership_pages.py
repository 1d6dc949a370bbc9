"""Pages of stakes and controls: the largest first, with keyset cursors, so that a page stays right while others change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar, cast

from domain.ownership import Control, Stake
from resolvers.pages import Page, decode_cursor, page

T = TypeVar("T")
_Key = tuple[int, int, int, str]

_PLACES = 10**12
_LARGEST = 2**62


def owner_page(stakes: Sequence[Stake], first: int, after: str | None) -> Page[Stake]:
    """A page of owners: those without a number, then by the least share, the largest first. Raises INVALID_CURSOR."""
    return _page(stakes, first, after, lambda stake: _stake_key(stake, stake.holder))


def holding_page(stakes: Sequence[Stake], first: int, after: str | None) -> Page[Stake]:
    """A page of what is held, in the same order. Raises INVALID_CURSOR."""
    return _page(stakes, first, after, lambda stake: _stake_key(stake, stake.company))


def controller_page(controls: Sequence[Control], first: int, after: str | None) -> Page[Control]:
    """A page of controllers: certain ones, then by the joint share, the largest first. Raises INVALID_CURSOR."""
    return _page(controls, first, after, lambda control: _control_key(control, control.controller))


def controlled_page(controls: Sequence[Control], first: int, after: str | None) -> Page[Control]:
    """A page of what is controlled, in the same order. Raises INVALID_CURSOR."""
    return _page(controls, first, after, lambda control: _control_key(control, control.company))


def _page(items: Sequence[T], first: int, after: str | None, key: Callable[[T], _Key]) -> Page[T]:
    cursor = decode_cursor(after, [int, int, int, str])
    last = cast("_Key", tuple(cursor)) if cursor is not None else None
    following = sorted((item for item in items if last is None or key(item) > last), key=key)
    return page(following[: first + 1], first, key)


def _stake_key(stake: Stake, party_id: str) -> _Key:
    if stake.low is None or stake.high is None:
        return 0, 0, 0, party_id
    return 1, _falling(stake.low), _falling(stake.high), party_id


def _control_key(control: Control, party_id: str) -> _Key:
    return int(not control.certain), _falling(control.low), _falling(control.high), party_id


def _falling(percent: Fraction) -> int:
    """Smaller for more; to as many places as are shown."""
    return max(_LARGEST - int(percent * _PLACES), 0)
