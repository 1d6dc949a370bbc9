"""Looks (人工复核): a person looked at a decision that asked for it, and said what came of it.

A look changes no decision: the same question asked again is answered as before. It is recorded work of a department, which
the monthly report counts (R52).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.decision import Decision, Outcome
from domain.errors import CreditGraphError, ErrorCode
from domain.receipt import receipt_hash


class Conclusion(StrEnum):
    """What came of a look."""

    ALLOWED = "ALLOWED"  # 准予
    REFUSED = "REFUSED"  # 不予


@dataclass(frozen=True, slots=True)
class Look:
    """One look. `as_of`, `known_at` (µs) and `sha256` name the decision looked at; `looked_on`: the day of the look; `by`:
    the name of the API key. `id` is "" and `recorded_at` (µs) 0 for one that is not recorded yet."""

    department: str
    party_id: str
    matter: str
    as_of: date
    known_at: int
    sha256: str
    outcome: Outcome
    conclusion: Conclusion
    note: str
    looked_on: date
    by: str
    id: str = ""
    recorded_at: int = 0

    @property
    def key(self) -> str:
        """What is looked at, and by whom."""
        return f"{self.department}|{self.sha256}"

    def says(self, other: Look) -> bool:
        """Whether both say the same of one decision."""
        return (self.key, self.conclusion, self.note) == (other.key, other.conclusion, other.note)


def check_looked_at(decision: Decision, sha256: str) -> None:
    """Refuses a look at what is not the decision named, or asks for none.

    Raises UNKNOWN_PARTY; INVALID_VALUE for another hash, or for a decision without reviews.
    """
    if decision.party is None:
        raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register has this identifier.", "party")
    if receipt_hash(decision) != sha256.strip().lower():
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE,
            "Asked again with these times, the decision has another hash: give `asOf`, `knownAt`, `expectedName` and "
            "`sha256` of one receipt.",
            "sha256",
        )
    if not decision.reviews:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, "This decision asks nobody to look: it has no review.", "sha256"
        )
