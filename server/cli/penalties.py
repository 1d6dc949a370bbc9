"""`creditgraph penalties`: record one, and count the late ones (R15)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.double_publicity import Publicity
from resolvers.penalties import PenaltyAct
from server.cli.desk import Department, check_department, refused
from server.cli.double_publicity import add_publicity
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    penalties = typer.Typer(
        help="Penalties: record one, count the late ones, import and export them.", no_args_is_help=True
    )
    app.add_typer(penalties, name="penalties")
    add_publicity(penalties, Publicity.PENALTIES)

    @penalties.command()
    def record(
        document_number: Annotated[str, typer.Argument(help="The decision's document number.")],
        department: Department,
        decided_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the decision.")],
        uscc: Uscc = None,
        key: Key = None,
        citizen_id: CitizenId = False,
        id: GlobalId = None,
        act: Annotated[str | None, typer.Option(help="The act that it is for.")] = None,
        category: Annotated[str | None, typer.Option(help="What kind of penalty.")] = None,
        content: Annotated[str | None, typer.Option(help="What was decided.")] = None,
        amount_10k: Annotated[
            str | None, typer.Option("--amount-10k", help="The fine in units of 10,000 yuan.")
        ] = None,
        valid_until: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day on which it is no longer valid.")
        ] = None,
        publicised_until: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="The first day on which it is no longer publicised."),
        ] = None,
        basis: Annotated[str | None, typer.Option(help="The law that it rests on.")] = None,
    ) -> None:
        """Record one penalty of a department."""
        given = {
            "document_number": document_number,
            "department": department,
            "decided_on": decided_on.date().isoformat(),
            "act": act,
            "category": category,
            "content": content,
            "amount_10k": amount_10k,
            "valid_until": valid_until.date().isoformat() if valid_until else None,
            "publicised_until": publicised_until.date().isoformat() if publicised_until else None,
            "basis": basis,
        }
        cells = {name: value for name, value in given.items() if value is not None}

        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                check_department(department, services.rules.current)
                with refused():
                    done = await services.penalties.record(
                        PenaltyAct(who.party(installation.identity_key), cells, department, services.clock.today())
                    )
            typer.echo(f"{document_number}: recorded" if done.changed else f"{document_number}: known already")

        run_in_loop(work)

    @penalties.command()
    def late(
        department: Annotated[str | None, typer.Option(help="Only this department's (its code).")] = None,
        since: Annotated[
            datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day of decision.")
        ] = None,
        until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day of decision.")] = None,
    ) -> None:
        """Count, for each department, the penalties entered later than seven working days after their decision."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                if department is not None:
                    check_department(department, services.rules.current)
                codes = [department] if department else sorted(services.rules.current.departments)
                found = await services.penalties.entries(
                    codes, since.date() if since else None, until.date() if until else None
                )
            table = Table(Column("department", no_wrap=True), "entered", "late", "undetermined")
            for entries in found:
                if entries.entered or department is not None:
                    counts = (entries.entered, len(entries.late), entries.undetermined)
                    table.add_row(entries.department, *map(str, counts))
            Console().print(table)

        run_in_loop(work)
