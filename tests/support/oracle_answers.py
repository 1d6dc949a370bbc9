"""What the oracle answers: a decision in names, as the statements use them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class PlainGround(NamedTuple):
    """A ground in names: policy and clause, finding, reach, labels of links, days."""

    effect: str
    clause: str
    finding: str
    reach: str
    links: tuple[str, ...]
    since: date
    last_day: date


class PlainReview(NamedTuple):
    """A review in names."""

    code: str
    parties: frozenset[str]
    links: frozenset[str]
    findings: frozenset[str]
    detail: str | None = None


@dataclass(frozen=True)
class Answer:
    """A decision in names."""

    outcome: str
    grounds: frozenset[PlainGround]
    reviews: frozenset[PlainReview]
    clear_from: date | None
