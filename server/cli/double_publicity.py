"""`creditgraph penalties|licences import|export|template`: the double-publicity layout (双公示, R43)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from domain.double_publicity import LAYOUTS, Publicity
from domain.errors import ErrorCode
from resolvers.batches import LoadOutcome, RowProblem
from resolvers.double_publicity import check_columns
from resolvers.rows import NumberedRow
from server.cli.desk import check_department
from server.composition import open_installation
from server.files.reading import open_table
from server.files.rejects import RejectsFile
from server.files.tables import Table, TableRow
from server.files.writing import write_table
from server.serving import run_in_loop
from server.settings import read_settings

File = Annotated[Path, typer.Argument(help="A .csv or .xlsx file.")]


def add_publicity(group: typer.Typer, what: Publicity) -> None:
    """Adds the three commands to a group."""
    name = what.value

    @group.command("import", help=f"Import {name} in the double-publicity layout; bad rows go to FILE.rejected.csv.")
    def import_(
        file: File, source: Annotated[str, typer.Option(help="The source's name: whose keys the parties get.")]
    ) -> None:
        outcome = LoadOutcome()

        async def work() -> None:
            with open_table(file) as table:
                check_columns(what, table.columns)
                read, rows, broken = _rows(table)
                async with open_installation(read_settings(), attach=True) as installation:
                    outcome.add(await installation.publicity.load(what, rows, source))
                outcome.row_errors.extend(broken)
                outcome.received += len(broken)
                outcome.rejected += len(broken)
                _reject(file, table, read, outcome.row_errors)

        run_in_loop(work)
        typer.echo(
            f"{outcome.received} received, {outcome.created} created, {outcome.changed} changed, "
            f"{outcome.unchanged} unchanged, {outcome.rejected} rejected"
        )
        if outcome.rejected:
            raise typer.Exit(1)

    @group.command(help=f"Export {name} in the double-publicity layout; numbers of persons' documents are masked.")
    def export(
        file: File,
        department: Annotated[
            str | None, typer.Option(help="Only those decided by this department (its code).")
        ] = None,
    ) -> None:
        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                if department is not None:
                    check_department(department, installation.services.rules.current)
                rows = installation.publicity.export(what, department)
                count = await write_table(file, LAYOUTS[what].columns, rows)
            typer.echo(f"{count} written")

        run_in_loop(work)

    @group.command(help=f"Write an empty file of the double-publicity layout of {name}.")
    def template(file: File) -> None:
        async def work() -> None:
            await write_table(file, LAYOUTS[what].columns, _nothing())

        run_in_loop(work)


async def _nothing() -> AsyncIterator[Sequence[str]]:
    no_rows: list[list[str]] = []
    for row in no_rows:
        yield row


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


def _reject(file: Path, table: Table, read: dict[int, TableRow], problems: Sequence[RowProblem]) -> None:
    by_line: dict[int, list[RowProblem]] = {}
    for problem in problems:
        by_line.setdefault(problem.row, []).append(problem)
    rejects = RejectsFile(file, table)
    for line in sorted(by_line):
        rejects.add(read[line], by_line[line])
    rejects.close()


def register(app: typer.Typer) -> None:
    """Adds `licences`; `penalties` are added to their own group."""
    licences = typer.Typer(help="Administrative licences in the double-publicity layout.", no_args_is_help=True)
    app.add_typer(licences, name="licences")
    add_publicity(licences, Publicity.LICENCES)
