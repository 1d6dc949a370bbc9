"""`creditgraph load`: registers from files."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from domain.errors import CreditGraphError, ErrorCode
from graph.errors import StartError
from resolvers.batches import Kind
from resolvers.loading import Loader
from server.composition import Installation, fresh_loader, open_installation
from server.files.exchange import load_exchange
from server.files.exchange_formats import ExchangeFormat
from server.files.loading import NAMES, FileReport, files_of, load_file
from server.files.loading import Progress as Told
from server.files.mapping import TableMapping
from server.files.mapping_file import read_mapping
from server.loop import run_in_loop
from server.settings import EngineChoice, Settings, read_settings

SHOWN = 20
"""Notes that are printed."""

PATIENCE = 20.0
"""Seconds for which an engine that is ending, or starting again, is waited for."""

Job = tuple[Path, Kind | TableMapping | ExchangeFormat]
"""A file, and what its rows are."""


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def load(
        what: Annotated[
            str,
            typer.Argument(
                help="parties, links, penalties or findings, then the file; or a folder with such files; or, with "
                "--format, the file."
            ),
        ],
        source: Annotated[str, typer.Option(help="The source's name: the keys in the files are its keys.")],
        file: Annotated[Path | None, typer.Argument(help="A .csv or .xlsx file.", show_default=False)] = None,
        mapping: Annotated[
            Path | None,
            typer.Option(help="A YAML file that explains other column names; seeds/mappings/ has examples."),
        ] = None,
        format_: Annotated[
            ExchangeFormat | None,
            typer.Option("--format", help="The file is no table of ours: BODS 0.4, or FollowTheMoney entities."),
        ] = None,
        fresh: Annotated[
            bool,
            typer.Option(
                "--fresh",
                help="For an empty graph: several times as fast, to the same result. Nothing is seen before the end; one "
                "that is interrupted is run again and starts over.",
            ),
        ] = False,
    ) -> None:
        """Load a register. Good rows are stored; bad ones go to FILE.rejected.csv, and the exit is 1. Loading a file twice
        changes nothing; a load that was killed is resumed by running it again."""
        jobs = plan(what, file, mapping) if format_ is None else plan_exchange(what, file, mapping, format_)

        reports: list[FileReport] = []

        async def work() -> None:
            async with _open(read_settings(), fresh) as installation, _loader(installation, fresh) as loader:
                for job in jobs:
                    reports.append(await _load(loader, job, source))

        gc.set_threshold(50_000, 20, 50)  # rows are no cycles: looking for some again and again is a waste
        run_in_loop(work)
        if any(report.rejected for report in reports):
            raise typer.Exit(1)


@asynccontextmanager
async def _open(settings: Settings, fresh: bool) -> AsyncIterator[Installation]:
    """The installation. After a load was killed its engine takes a moment to end: waits for it, for `PATIENCE`."""
    give_up = time.monotonic() + (PATIENCE if settings.engine is EngineChoice.EMBEDDED else 0)
    async with AsyncExitStack() as stack:
        while True:
            try:
                installation = await stack.enter_async_context(open_installation(settings, attach=True, fresh=fresh))
                break
            except StartError as error:
                cause = error.__cause__
                passing = isinstance(cause, CreditGraphError) and cause.retryable
                if not passing or time.monotonic() > give_up:
                    raise
            await asyncio.sleep(0.3)
        yield installation


@asynccontextmanager
async def _loader(installation: Installation, fresh: bool) -> AsyncIterator[Loader]:
    """The loader that every load uses, or one that has the graph to itself."""
    if not fresh:
        yield installation.loader
        return
    async with fresh_loader(installation) as loader:
        yield loader


def plan(what: str, file: Path | None, mapping: Path | None) -> list[Job]:
    """The files to load, and what their rows are. Raises INVALID_VALUE where that cannot be told."""
    explained = read_mapping(mapping) if mapping is not None else None
    kinds = [str(kind) for kind in Kind]
    if file is not None:
        if what not in kinds:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{what} is none of {', '.join(kinds)}.")
        return [(file, Kind(what) if explained is None else _only(explained, Kind(what), mapping))]
    path = Path(what)
    if path.is_dir():
        if explained is not None:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "A mapping explains one file; name it.")
        return [(found, kind) for kind, found in files_of(path)]
    if explained is not None:
        return [(path, explained)]
    if path.name in NAMES:
        return [(path, NAMES[path.name])]
    if what in kinds:
        raise CreditGraphError(ErrorCode.REQUIRED, f"Which file? `creditgraph load {what} FILE --source NAME`.")
    raise CreditGraphError(
        ErrorCode.INVALID_VALUE,
        f"What are the rows of {path}? Say `creditgraph load parties {path} …` (or {', '.join(kinds[1:])}), or give a "
        "--mapping.",
    )


def plan_exchange(what: str, file: Path | None, mapping: Path | None, format_: ExchangeFormat) -> list[Job]:
    """The one file of a foreign format. Raises INVALID_VALUE where more is said than that."""
    if file is not None or mapping is not None:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE,
            f"A {format_} file says itself what its rows are: `creditgraph load FILE --format {format_} --source NAME`.",
        )
    return [(Path(what), format_)]


def _only(explained: TableMapping, kind: Kind, mapping: Path | None) -> TableMapping:
    if kind not in explained.kinds():
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{mapping} makes no {kind}.")
    return explained.only(kind)


async def _load(loader: Loader, job: Job, source: str) -> FileReport:
    path, what = job
    with _progress(path) as told:
        if isinstance(what, ExchangeFormat):
            report = await load_exchange(loader, path, source, what, told)
        else:
            report = await load_file(loader, path, source, what, told)
    for line in summary(report):
        print(line)
    return report


def summary(report: FileReport) -> Iterator[str]:
    """What is printed of a file."""
    yield f"{report.path.name}: {report.rows} {report.unit}"
    for kind, outcome in report.outcomes.items():
        yield (
            f"  {kind}: {outcome.created} created, {outcome.changed} changed, {outcome.unchanged} unchanged, "
            f"{outcome.rejected} rejected"
        )
        yield from (f"    {note}" for note in outcome.notes[:SHOWN])
        if len(outcome.notes) > SHOWN:
            yield f"    … and {len(outcome.notes) - SHOWN} more notes"
    if report.rejects is not None:
        yield f"  {report.rejected} {report.unit} were rejected: see {report.rejects}"


@contextmanager
def _progress(path: Path) -> Iterator[Told]:
    """Shows how far a file is, where the output is a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stdout.isatty(), transient=True) as bar:
        task = bar.add_task(path.name, total=None)

        def told(report: FileReport, total: int | None) -> None:
            bar.update(task, completed=report.rows, total=max(total, report.rows) if total is not None else None)

        yield told
