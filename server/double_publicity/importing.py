"""A file in the double-publicity layout, read, checked against the layout, and imported: what a command and a request do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from domain.double_publicity import Publicity
from domain.errors import ErrorCode
from resolvers.batches import LoadOutcome, RowProblem
from resolvers.double_publicity import DoublePublicity, check_columns
from resolvers.rows import NumberedRow
from server.files.tables import Table, TableRow


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file. `rows`: every row by its line."""

    outcome: LoadOutcome
    rows: dict[int, TableRow]


async def import_table(
    publicity: DoublePublicity, what: Publicity, table: Table, source: str, acting: str | None
) -> Imported:
    """Imports an open table; problems name rows by their line. Raises UNKNOWN_COLUMN, INVALID_IDENTIFIER."""
    check_columns(what, table.columns)
    read, rows, broken = await asyncio.to_thread(_rows, table)
    outcome = LoadOutcome()
    outcome.add(await publicity.load(what, rows, source, acting))
    outcome.row_errors.extend(broken)
    outcome.row_errors.sort(key=lambda problem: problem.row)
    outcome.received += len(broken)
    outcome.rejected += len(broken)
    return Imported(outcome, read)


def _rows(table: Table) -> tuple[dict[int, TableRow], list[NumberedRow], list[RowProblem]]:
    """Every row by its line, the readable ones by column, and the problems of the others."""
    read: dict[int, TableRow] = {}
    rows: list[NumberedRow] = []
    broken: list[RowProblem] = []
    for row in table.rows:
        read[row.line] = row
        if row.problem is not None:
            broken.append(RowProblem(row.line, None, ErrorCode.MALFORMED_ROW, row.problem))
        else:
            rows.append((row.line, dict(zip(table.columns, row.cells, strict=True))))
    return read, rows, broken


def by_line(problems: Sequence[RowProblem]) -> dict[int, list[RowProblem]]:
    """The problems of each row, in the order of the file."""
    found: dict[int, list[RowProblem]] = {}
    for problem in sorted(problems, key=lambda each: each.row):
        found.setdefault(problem.row, []).append(problem)
    return found
