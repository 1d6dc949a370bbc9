"""Arguments that several fields take, described once, and what is refused about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from domain.summary import Lang
from domain.time import to_recorded

MAX_FIRST = 200

AsOf = Annotated[
    date | None,
    strawberry.argument(description="The day asked about (查询日); today in the installation's zone if left out."),
]
KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="Answer by what was recorded up to this time (已知时点); by all that is recorded if left out. "
        "One in the future is refused."
    ),
]
ExpectedName = Annotated[
    str | None,
    strawberry.argument(
        description="The name that the caller expects (预期名称), up to 500 characters; if it is neither the name nor a "
        "former one, the decision has the review NAME_MISMATCH."
    ),
]
First = Annotated[int | None, strawberry.argument(description="How many at most: 1 to 200 (条数).")]
After = Annotated[
    str | None,
    strawberry.argument(description="The cursor after which to go on: `pageInfo.endCursor` of the page before."),
]
InLang = Annotated[Lang | None, strawberry.argument(description="The language of the answer (语言).")]


def checked_first(first: int | None, default: int) -> int:
    """`first` within its limits, `default` for null. Raises INVALID_VALUE below 1, TOO_MANY above 200."""
    if first is None:
        return default
    if first < 1:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "`first` is at least 1.", "first")
    if first > MAX_FIRST:
        raise CreditGraphError(ErrorCode.TOO_MANY, f"`first` is at most {MAX_FIRST}; page with `after`.", "first")
    return first


def checked_name(name: str | None, field: str = "expected_name") -> str | None:
    """A name within 500 characters. Raises INVALID_VALUE."""
    if name is not None and len(name) > 500:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "A name has at most 500 characters.", field)
    return name


def recorded(known_at: datetime | None) -> int | None:
    """The recorded time (µs) of a `knownAt`."""
    return to_recorded(known_at) if known_at is not None else None
