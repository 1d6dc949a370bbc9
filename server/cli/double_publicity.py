"""`creditgraph penalties|licences import|export|template`: the double-publicity layout (双公示, R43)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from domain.double_publicity import LAYOUTS, Publicity
from resolvers.batches import LoadOutcome
from resolvers.double_publicity import check_columns
from server.cli.desk import check_department
from server.composition import open_installation
from server.double_publicity.importing import Imported, by_line, import_table
from server.files.reading import open_table
from server.files.rejects import RejectsFile
from server.files.tables import Table
from server.files.writing import no_rows, write_table
from server.loop import run_in_loop
from server.settings import read_settings

File = Annotated[Path, typer.Argument(help="A .csv or .xlsx file.")]


def add_publicity(group: typer.Typer, what: Publicity) -> None:
    """Adds the three commands to a group."""
    name = what.value

    @group.command("import", help=f"Import {name} in the double-publicity layout; bad rows go to FILE.rejected.csv.")
    def import_(
        file: File,
        source: Annotated[str, typer.Option(help="The source's name: whose keys the parties get.")],
        department: Annotated[
            str | None,
            typer.Option(help="The department that hands it in (its code): rows decided by others are rejected."),
        ] = None,
    ) -> None:
        outcome = LoadOutcome()
        rejected: list[Path] = []

        async def work() -> None:
            with open_table(file) as table:
                check_columns(what, table.columns)
                async with open_installation(read_settings(), attach=True) as installation:
                    if department is not None:
                        check_department(department, installation.services.rules.current)
                    imported = await import_table(installation.publicity, what, table, source, department)
                rejected.append(_reject(file, table, imported))
                outcome.add(imported.outcome)

        run_in_loop(work)
        typer.echo(
            f"{outcome.received} received, {outcome.created} created, {outcome.changed} changed, "
            f"{outcome.unchanged} unchanged, {outcome.rejected} rejected"
        )
        if outcome.rejected:
            typer.echo(f"the rejected rows: {rejected[0]}")
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
            await write_table(file, LAYOUTS[what].columns, no_rows())

        run_in_loop(work)


def _reject(file: Path, table: Table, imported: Imported) -> Path:
    """Puts the rejected rows into their file, or removes an earlier one; where it is."""
    rejects = RejectsFile(file, table)
    for line, problems in by_line(imported.outcome.row_errors).items():
        rejects.add(imported.rows[line], problems)
    rejects.close()
    return rejects.path


def register(app: typer.Typer) -> None:
    """Adds `licences`; `penalties` are added to their own group."""
    licences = typer.Typer(help="Administrative licences in the double-publicity layout.", no_args_is_help=True)
    app.add_typer(licences, name="licences")
    add_publicity(licences, Publicity.LICENCES)
