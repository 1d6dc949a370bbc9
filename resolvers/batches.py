"""What is loaded in batches, by the command line and by the API alike: kinds of row, their columns, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from domain.errors import CreditGraphError, ErrorCode

T = TypeVar("T")

Row = Mapping[str, object]
"""One row by column name (snake_case). Text cells as in a file, or what JSON has: booleans, lists, days."""

MAX_BATCH = 10_000
"""Rows that one call takes."""

CHUNK = 5_000
"""Rows that one ledger transaction stores."""


class Kind(StrEnum):
    """The kinds of row, in the order in which they must be stored."""

    PARTIES = "parties"
    LINKS = "links"
    PENALTIES = "penalties"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of row; those of `lists` hold several values, separated by a semicolon in a file."""

    required: tuple[str, ...]
    optional: tuple[str, ...]
    lists: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[str, ...]:
        """Every column, the required ones first."""
        return self.required + self.optional


COLUMNS: Mapping[Kind, Columns] = {
    Kind.PARTIES: Columns(
        ("key", "kind", "name"),
        (
            *("former_names", "uscc", "citizen_id", "passport"),
            *("organization_type", "on_public_payroll", "area_code", "record"),
        ),
        frozenset({"former_names"}),
    ),
    Kind.LINKS: Columns(
        ("source_key", "relation", "target_key"),
        (
            *("source_key_scheme", "target_key_scheme"),
            *("share_percent", "since", "until", "position", "record"),
        ),
    ),
    Kind.PENALTIES: Columns(
        ("document_number", "party_key", "department", "decided_on"),
        (
            *("party_key_scheme", "act", "category", "content", "amount_10k"),
            *("valid_until", "publicised_until", "basis", "record"),
        ),
    ),
    Kind.FINDINGS: Columns(
        ("number", "party_key", "area", "department", "act_on", "recognised_on"),
        (
            *("party_key_scheme", "rectify_by", "rectified_on", "refused_on", "grade", "standard", "expires_on"),
            *("penalty_document_number", "concerned_keys", "withdrawn_on", "repaired_on"),
        ),
        frozenset({"concerned_keys"}),
    ),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row. `row`: its position in the batch (from 0), or its line in a file.

    `field` is the column in snake_case, None where it is about the whole row. The message never repeats a value that
    could be a citizen number.
    """

    row: int
    field: str | None
    code: ErrorCode
    message: str

    @classmethod
    def of(cls, row: int, error: CreditGraphError) -> RowProblem:
        """The problem that an error is for a row."""
        return cls(row, error.field, error.code, error.message)


@dataclass(slots=True)
class LoadOutcome:
    """What came of a batch. Every row received is exactly one of created, changed, unchanged and rejected.

    `created`: the row made something new. `changed`: it added to what was known, or superseded it. `unchanged`: it said
    nothing new. `notes`: what a person should know though nothing is wrong, such as one key with two names.
    """

    received: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    row_errors: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: LoadOutcome, *, keep: int | None = None) -> None:
        """Adds another batch's counts, and its errors and notes as far as there are fewer than `keep` of each."""
        self.received += other.received
        self.created += other.created
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.rejected += other.rejected
        self.row_errors.extend(_room(self.row_errors, other.row_errors, keep))
        self.notes.extend(_room(self.notes, other.notes, keep))


def _room(held: Sequence[T], more: Sequence[T], keep: int | None) -> Sequence[T]:
    return more if keep is None else more[: max(0, keep - len(held))]
