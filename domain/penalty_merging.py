"""How what a source says of a penalty is brought together with what it said before: pure decisions, no storing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.statements import adds_nothing, filled


class PenaltyValues(NamedTuple):
    """What may be said of a penalty; None: nothing. `amount_10k`: canonical text, in units of 10,000 yuan."""

    decided_on: date
    act: str | None = None
    category: str | None = None
    content: str | None = None
    amount_10k: str | None = None
    valid_until: date | None = None
    publicised_until: date | None = None
    basis: str | None = None


def penalty_key(document_number: str, department: str, party_id: str) -> str:
    """The unique key of a penalty: one department's decision with one number against one party."""
    return f"{document_number}|{department}|{party_id}"


def revised(stated: PenaltyValues, versions: Sequence[PenaltyValues]) -> PenaltyValues | None:
    """The next version of a penalty (`versions`: oldest first), None where nothing new was said.

    What an earlier version held is nothing new: loading an old file never undoes a correction. What is not said is kept.
    """
    if any(adds_nothing(stated, version) for version in versions):
        return None
    return filled(stated, versions[-1])
