"""`creditgraph report` and `creditgraph mark`: the monthly report, and the marks in it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.progress import Mark, Standing
from resolvers.principal import Principal, Scope
from server.composition import open_installation
from server.loop import run_in_loop
from server.reports.files import write_files
from server.reports.grid import Grid, deduction_grid, table_grids
from server.settings import read_settings

CLI = Principal("cli", "command line", frozenset({Scope.ADMIN}))
"""Who marks at the command line: whoever may open the installation."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command()
    def report(
        month: Annotated[str, typer.Option(help="The month, YYYY-MM.")],
        out: Annotated[
            Path | None, typer.Option(help="Folder to write the CSV files, the workbook and the page into.")
        ] = None,
    ) -> None:
        """Print the progress report (工作进展通报) of a month; with --out, write it as CSV, XLSX and a page too."""
        asked = Month.parse(month)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                known = await installation.services.progress.report(asked)
            for grid in (*table_grids(known), deduction_grid(known)):
                _print(Console(), grid)
            if out is not None:
                for path in write_files(known, out):
                    typer.echo(f"written {path}")

        run_in_loop(work)

    @app.command()
    def mark(
        month: Annotated[str, typer.Option(help="The month from which it holds, YYYY-MM.")],
        unit: Annotated[str, typer.Option(help="The code of the district or department.")],
        item: Annotated[str, typer.Option(help="The code of the item, such as COMMITMENTS.")],
        note: Annotated[str, typer.Option(help="What the mark rests on.")],
        standing: Annotated[
            Standing | None, typer.Option(help="How it stands; left out, earlier marks are taken back.")
        ] = None,
        count: Annotated[int | None, typer.Option(help="Cases filed, or how many of the target were done.")] = None,
        target: Annotated[int | None, typer.Option(help="How many were to be done.")] = None,
        points: Annotated[str | None, typer.Option(help="Points that an event costs.")] = None,
    ) -> None:
        """Mark one cell of the progress report."""
        said = Mark(unit, item, Month.parse(month), standing, note, count, target, _points(points))

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                [held] = await installation.services.progress.mark([said], CLI)
            typer.echo(f"marked {held.unit} {held.item} from {held.month}: {held.standing or 'as counted'} ({held.id})")

        run_in_loop(work)


def _points(text: str | None) -> Decimal | None:
    try:
        points = None if text is None else Decimal(text)
    except InvalidOperation:
        points = Decimal("NaN")
    if points is not None and not points.is_finite():
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "--points is a decimal number, such as 7.5.", "points")
    return points


def _print(console: Console, grid: Grid) -> None:
    """A table whose long headings stand below it, by number, so that it fits a terminal."""
    first, *items, last = grid.heading
    short = [str(number) for number in range(1, len(items) + 1)] if grid.notes else items
    table = Table(Column(first, no_wrap=True), *short, last, title=grid.title)
    for row in grid.rows:
        table.add_row(*row)
    console.print(table)
    legend = [f"{number} {heading}" for number, heading in zip(short, items, strict=True)] if grid.notes else []
    for line in (*legend, *grid.notes):
        console.print(line, style="dim", highlight=False, markup=False)
