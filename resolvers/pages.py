"""Pages with keyset cursors: a cursor is the key of the last item seen, so a page stays right while rows are added."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import CreditGraphError, ErrorCode

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, the cursor of each, and whether there are more after them."""

    items: list[T]
    cursors: list[str]
    has_next: bool


def page(items: Sequence[T], first: int, key: Callable[[T], Sequence[str | int]]) -> Page[T]:
    """The first `first` of `items`, of which one more than that was fetched if there is one."""
    shown = list(items[:first])
    return Page(shown, [encode_cursor(key(item)) for item in shown], len(items) > first)


def encode_cursor(key: Sequence[str | int]) -> str:
    """An opaque text for a key."""
    return base64.urlsafe_b64encode(json.dumps(list(key), separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, shape: Sequence[type]) -> list[str | int] | None:
    """The key in a cursor, None for no cursor. Raises INVALID_CURSOR for one that is not of the given shape."""
    if cursor is None:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        json.dumps(key, ensure_ascii=False).encode()  # refuses lone surrogates
    except (ValueError, binascii.Error, RecursionError):
        raise _invalid() from None
    if not isinstance(key, list) or [type(part) for part in key] != list(shape):
        raise _invalid()
    if any(isinstance(part, int) and not 0 <= part < 2**63 for part in key):
        raise _invalid()  # no list has such a place, and a database could not compare it
    return key


def _invalid() -> CreditGraphError:
    return CreditGraphError(
        ErrorCode.INVALID_CURSOR,
        "This is no cursor of this list; take `endCursor` or an edge's `cursor` from an earlier page of it.",
        "after",
    )
