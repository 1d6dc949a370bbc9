"""What single changes share: what they answer, how their input is refused, and who is meant by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from graph.ends import End, ends_by_id, ends_by_key
from resolvers.batches import RowProblem
from resolvers.cells import RowReader


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: our id of the party, link version or finding, and whether the call changed anything."""

    id: str
    changed: bool


class RefusedError(CreditGraphError):
    """An input with one or more problems; it is itself the first of them."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        first = problems[0]
        super().__init__(first.code, first.message, first.field)
        self.problems = tuple(problems)


def refuse_problems(reader: RowReader, names: Mapping[str, str] | None = None) -> None:
    """Raises RefusedError if the reader noted a problem. `names`: what a column is called in the input."""
    if reader.problems:
        renamed = names or {}
        raise RefusedError(
            [
                RowProblem(problem.row, renamed.get(problem.field or "", problem.field), problem.code, problem.message)
                for problem in reader.problems
            ]
        )


def renamed(error: CreditGraphError, names: Mapping[str, str]) -> CreditGraphError:
    """The same error about a field as the input calls it."""
    return CreditGraphError(error.code, error.message, names.get(error.field or "", error.field))


async def resolve(tx: AsyncManagedTransaction, parties: Sequence[tuple[str, PartyKey]]) -> list[End]:
    """The parties meant, each with the input's field that means it. Raises UNKNOWN_PARTY."""
    by_id = await ends_by_id(tx, {key.id for _, key in parties if key.id is not None})
    by_key = await ends_by_key(tx, {key.key for _, key in parties if key.key is not None})
    found = []
    for field, key in parties:
        end = by_id.get(key.id) if key.id is not None else by_key.get(key.key or "")
        if end is None:
            raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register is meant by this.", field)
        found.append(end)
    return found
