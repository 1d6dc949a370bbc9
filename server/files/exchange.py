"""Loads files of foreign formats: every object becomes rows of ours, which go the way that the rows of tables go.

The file is read three times, never held: once to see whether it can be read at all (and which statement of a record is the
last), once for its parties, once for its links, which may stand anywhere before or after the parties that they join.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.errors import ErrorCode
from resolvers.batches import CHUNK, Kind, LoadOutcome, RowProblem
from resolvers.loading import KEPT, Batch, Loader
from resolvers.rows import NumberedRow
from server.exports.exact_json import Json
from server.files.bods import BodsReader
from server.files.exchange_formats import ExchangeFormat, Flaw, FormatReader, Made
from server.files.ftm import FtmReader
from server.files.json_objects import JsonFile, JsonObject, open_json
from server.files.loading import FileReport, Progress
from server.files.rejects import JsonRejects

READERS: Mapping[ExchangeFormat, Callable[[], FormatReader]] = {
    ExchangeFormat.BODS: BodsReader,
    ExchangeFormat.FTM: FtmReader,
}

MAX_BATCH_SIZE = 32 << 20
"""Bytes of objects, about, that are stored together at most."""

_KINDS = (Kind.PARTIES, Kind.LINKS)


@dataclass(slots=True)
class _Context:
    """The objects of which something may be rejected, by position, and what was wrong before they were rows of ours."""

    objects: dict[int, Json] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    size: int = 0


async def load_exchange(
    loader: Loader,
    path: Path,
    source: str,
    format_: ExchangeFormat,
    progress: Progress = lambda _report, _total: None,
) -> FileReport:
    """Loads a file of a foreign format. Raises INVALID_VALUE for one that cannot be read: then nothing is loaded."""
    file, reader = await asyncio.to_thread(open_json, path), READERS[format_]()
    try:
        total = await asyncio.to_thread(_survey, file, reader)
        rejects = JsonRejects(path)
        report = FileReport(path, outcomes={kind: LoadOutcome() for kind in _KINDS}, unit="objects")
        passed_over: Counter[str] = Counter()

        def done(batch: Batch, outcomes: Mapping[Kind, LoadOutcome]) -> None:
            _account(report, rejects, reader, batch.context, outcomes)
            progress(report, total)

        try:
            await loader.load_batches(_batches(file, reader, passed_over), source, done)
        except BaseException:
            rejects.discard()
            raise
    finally:
        reader.close()
    rejects.close()
    report.rejects = rejects.path if rejects.rows else None
    report.outcomes[Kind.LINKS].notes.extend(
        f"not stored, {count}: {why}" for why, count in sorted(passed_over.items())
    )
    return report


def _survey(file: JsonFile, reader: FormatReader) -> int:
    """Looks at every object; answers how many there are."""
    count = 0
    for one in file.objects():
        count += 1
        if one.problem is None:
            reader.survey(one.position, one.value)
    return count


def _batches(file: JsonFile, reader: FormatReader, passed_over: Counter[str]) -> Iterator[Batch]:
    """The parties in batches of as many rows as one transaction takes, then the links."""
    for kind in _KINDS:
        rows: list[NumberedRow] = []
        context = _Context()
        for one in file.objects():
            if (reader.kind(one.value) if one.problem is None else Kind.PARTIES) is not kind:
                continue
            made = _made(reader, one)
            _take(one, made, rows, context)
            passed_over.update(made.passed_over)
            if len(context.objects) >= CHUNK or context.size > MAX_BATCH_SIZE:
                yield Batch({kind: rows}, context)
                rows, context = [], _Context()
        if context.objects:
            yield Batch({kind: rows}, context)


def _made(reader: FormatReader, one: JsonObject) -> Made:
    if one.problem is None:
        return reader.made(one.position, one.value)
    return Made(flaws=[Flaw(None, ErrorCode.MALFORMED_ROW, one.problem)])


def _take(one: JsonObject, made: Made, rows: list[NumberedRow], context: _Context) -> None:
    context.size += one.size
    context.objects[one.position] = one.text if one.problem is not None else one.value
    context.problems.extend(RowProblem(one.position, flaw.field, flaw.code, flaw.message) for flaw in made.flaws)
    rows.extend((one.position, row) for row in made.rows)


def _account(
    report: FileReport,
    rejects: JsonRejects,
    reader: FormatReader,
    context: _Context,
    outcomes: Mapping[Kind, LoadOutcome],
) -> None:
    """Adds a batch to the report, and what is wrong in it to the rejects."""
    report.rows += len(context.objects)
    problems = defaultdict(list, {})
    for problem in context.problems:
        problems[problem.row].append(problem)
    for kind, outcome in outcomes.items():
        report.outcomes[kind].add(outcome, keep=KEPT)
        for problem in outcome.row_errors:
            name = reader.fields.get(problem.field or "", problem.field)
            problems[problem.row].append(replace(problem, field=name))
    for position in sorted(problems):
        rejects.add(position, context.objects[position], problems[position])
    report.rejected = rejects.rows
