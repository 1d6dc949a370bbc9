"""What came of storing the good rows of a batch, put together by the modules that store each kind of row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.merging import Verdict
from domain.policy import RuleBook
from resolvers.batches import LoadOutcome, RowProblem

S = TypeVar("S", contravariant=True)


@dataclass(slots=True)
class Stored:
    """Counts of rows by what they did, the rows that could not be stored, and notes."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, verdict: Verdict, rows: int = 1) -> None:
        """Counts rows."""
        if verdict is Verdict.CREATED:
            self.created += rows
        elif verdict is Verdict.CHANGED:
            self.changed += rows
        else:
            self.unchanged += rows

    def refuse(self, row: int, *errors: CreditGraphError) -> None:
        """Notes a row that cannot be stored, and why."""
        self.rejected += 1
        self.problems.extend(RowProblem.of(row, error) for error in errors)

    def outcome(self, received: int) -> LoadOutcome:
        """The outcome for a number of rows."""
        counts = (self.created, self.changed, self.unchanged, self.rejected)
        return LoadOutcome(received, *counts, self.problems, self.notes)


class Store(Protocol[S]):
    """Stores a chunk of one kind of row in a transaction of the ledger. May be called again with a later time."""

    async def __call__(self, tx: AsyncManagedTransaction, at: int, source: str, statements: S, /) -> Stored:
        """`at`: the recorded time of everything that is written."""
        ...


RuleProvider = Callable[[], RuleBook]
"""Answers the rules as known now."""


def unknown_party(field: str) -> CreditGraphError:
    """The error for a key that leads to nobody."""
    return CreditGraphError(ErrorCode.UNKNOWN_PARTY, f"Nobody is known by this {field}.", field)
