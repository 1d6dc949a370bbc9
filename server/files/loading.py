"""Loads files: rows of a table, mapped, in batches through the loader, the rejected ones into a file beside it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import CHUNK, COLUMNS, Kind, LoadOutcome, RowProblem
from resolvers.loading import KEPT, Batch, Loader
from resolvers.rows import NumberedRow
from server.files.mapping import TableMapping, plain_mapping
from server.files.reading import open_table
from server.files.rejects import RejectsFile
from server.files.tables import Table, TableRow


@dataclass(slots=True)
class FileReport:
    """What came of one file. `rows`: of the file; `outcomes`: of our rows, by kind (a mapped row may become several);
    `rejected`: rows of the file of which anything was rejected, which are in the file `rejects`."""

    path: Path
    rows: int = 0
    rejected: int = 0
    outcomes: dict[Kind, LoadOutcome] = field(default_factory=dict)
    rejects: Path | None = None
    unit: str = "rows"


Progress = Callable[[FileReport, int | None], None]
"""Told after each batch, with about how many rows there are in all (None if nobody knows)."""


@dataclass(frozen=True, slots=True)
class _Context:
    """The rows of the file that a batch was made of, and what was wrong with them before they were rows of ours."""

    rows: Sequence[TableRow]
    problems: Sequence[RowProblem]


async def load_file(
    loader: Loader,
    path: Path,
    source: str,
    what: Kind | TableMapping,
    progress: Progress = lambda _report, _total: None,
) -> FileReport:
    """Loads a file of one kind of row with our column names, or one that a mapping explains.

    Raises INVALID_VALUE, UNKNOWN_COLUMN, REQUIRED for a file that cannot be loaded at all: then nothing is.
    """
    table = await asyncio.to_thread(open_table, path)
    with table:
        mapping = _plain(what, table, path) if isinstance(what, Kind) else what
        check_columns(mapping, table.columns, path.name)
        rejects = RejectsFile(path, table)
        report = FileReport(path, outcomes={kind: LoadOutcome() for kind in mapping.kinds()})

        def done(batch: Batch, outcomes: Mapping[Kind, LoadOutcome]) -> None:
            _account(report, rejects, batch.context, outcomes)
            progress(report, table.lines)

        try:
            batches = _batches(table, mapping, isinstance(what, Kind))
            await loader.load_batches(batches, source, done)
        except BaseException:
            rejects.discard()
            raise
        rejects.close()
        report.rejects = rejects.path if rejects.rows else None
        return report


def _plain(kind: Kind, table: Table, path: Path) -> TableMapping:
    unknown = [column for column in table.columns if column not in COLUMNS[kind].all]
    if unknown:
        hint = ""
        if len(table.columns) == 1 and any(mark in unknown[0] for mark in ";\t|"):
            hint = " Its cells seem not to be separated by commas."
        raise CreditGraphError(
            ErrorCode.UNKNOWN_COLUMN,
            f"{path.name}: {unknown[0]} is no column of {kind} (they are {', '.join(COLUMNS[kind].all)}); "
            f"a file with other names needs a mapping.{hint}",
            unknown[0],
        )
    missing = [column for column in COLUMNS[kind].required if column not in table.columns]
    if missing:
        raise CreditGraphError(
            ErrorCode.REQUIRED, f"{path.name} lacks the column {', '.join(missing)}, which {kind} need.", missing[0]
        )
    return plain_mapping(kind, table.columns)


def check_columns(mapping: TableMapping, columns: Sequence[str], name: str) -> None:
    """Refuses a table that lacks a column of the mapping, or has one that the mapping neither uses nor drops."""
    used = mapping.used_columns()
    missing = sorted(used - set(columns))
    if missing:
        raise CreditGraphError(
            ErrorCode.REQUIRED, f"{name} lacks the column {', '.join(missing)}, which the mapping uses.", missing[0]
        )
    unknown = [column for column in columns if column not in used and column not in mapping.drop]
    if unknown:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_COLUMN,
            f"{name}: the mapping says nothing of the column {', '.join(unknown)}; use it, or drop it by name.",
            unknown[0],
        )


def _batches(table: Table, mapping: TableMapping, plain: bool) -> Iterator[Batch]:
    """Batches of rows of ours, made of as many rows of the table as one transaction takes."""
    rows = iter(table.rows)
    while chunk := list(islice(rows, CHUNK)):
        problems: list[RowProblem] = []
        mapped: dict[Kind, list[NumberedRow]] = {kind: [] for kind in mapping.kinds()}
        for row in chunk:
            if row.problem is not None:
                problems.append(RowProblem(row.line, None, ErrorCode.MALFORMED_ROW, row.problem))
                continue
            cells = dict(zip(table.columns, row.cells, strict=True))
            if plain:
                mapped[mapping.outputs[0].kind].append((row.line, cells))
            else:
                _map(mapping, row.line, cells, mapped, problems)
        yield Batch(mapped, _Context(chunk, problems))


def _map(
    mapping: TableMapping,
    line: int,
    cells: Mapping[str, str],
    mapped: Mapping[Kind, list[NumberedRow]],
    problems: list[RowProblem],
) -> None:
    """Makes the row's rows of ours: all of them, or none where the mapping cannot explain a value."""
    try:
        made = [(output.kind, output.rows(cells)) for output in mapping.outputs]
    except CreditGraphError as error:
        problems.append(RowProblem.of(line, error))
        return
    for kind, rows in made:
        mapped[kind].extend((line, row) for row in rows)


def _account(report: FileReport, rejects: RejectsFile, context: _Context, outcomes: Mapping[Kind, LoadOutcome]) -> None:
    """Adds a batch to the report, and its bad rows to the rejects."""
    report.rows += len(context.rows)
    for kind, outcome in outcomes.items():
        report.outcomes[kind].add(outcome, keep=KEPT)
    problems = defaultdict(list)
    for problem in _all_problems(context, outcomes.values()):
        problems[problem.row].append(problem)
    if problems:
        for row in context.rows:
            if row.line in problems:
                rejects.add(row, problems[row.line])
    report.rejected = rejects.rows


def _all_problems(context: _Context, outcomes: Iterable[LoadOutcome]) -> Iterator[RowProblem]:
    yield from context.problems
    for outcome in outcomes:
        yield from outcome.row_errors


NAMES = {f"{kind}{suffix}": kind for kind in Kind for suffix in (".csv", ".xlsx")}
"""The files that a folder may hold."""


def files_of(folder: Path) -> list[tuple[Kind, Path]]:
    """The files of a folder that are loaded, in the order in which they must be. Raises INVALID_VALUE where there is none,
    or two of one kind."""
    found = sorted((NAMES[path.name], path) for path in folder.iterdir() if path.name in NAMES and path.is_file())
    kinds = [kind for kind, _ in found]
    twice = [kind for kind in Kind if kinds.count(kind) > 1]
    if twice:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{folder} holds {twice[0]} twice, as .csv and as .xlsx.")
    if not found:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{folder} holds none of {', '.join(NAMES)}.")
    order = list(Kind)
    return sorted(found, key=lambda item: order.index(item[0]))
