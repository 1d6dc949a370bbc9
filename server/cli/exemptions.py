"""`creditgraph exemptions`: from measures in principle, granted, listed and revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.errors import CreditGraphError, ErrorCode
from resolvers.exemptions import ExemptionAct
from server.cli.desk import Department, check_department
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    exemptions = typer.Typer(help="Exemptions from measures in principle.", no_args_is_help=True)
    app.add_typer(exemptions, name="exemptions")

    @exemptions.command()
    def grant(
        matter: Annotated[str, typer.Argument(help="The matter's code.")],
        department: Department,
        since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")],
        until: Annotated[
            datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day on which it no longer holds.")
        ],
        reason: Annotated[str, typer.Option(help="Why.")],
        authority: Annotated[str, typer.Option(help="Who decided it, and by what.")],
        uscc: Uscc = None,
        key: Key = None,
        citizen_id: CitizenId = False,
        id: GlobalId = None,
    ) -> None:
        """Exempt a party on one matter for a period; prints the exemption's id."""
        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                check_department(department, services.rules.current)
                done = await services.exemptions.grant(
                    ExemptionAct(
                        who.party(installation.identity_key),
                        *(matter, department, since.date(), until.date(), reason, authority),
                        acting=department,
                    )
                )
            typer.echo(done.id)

        run_in_loop(work)

    @exemptions.command("list")
    def list_(uscc: Uscc = None, key: Key = None, citizen_id: CitizenId = False, id: GlobalId = None) -> None:
        """List a party's exemptions that are not revoked, with the ids by which they are."""
        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                party = (await services.parties.resolve([who.party(installation.identity_key)]))[0]
                if party is None:
                    raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "nobody in the register is meant by this")
                found = (await services.exemptions.of([party.id]))[0]
            table = Table(Column("id", no_wrap=True), "matter", "department", "since", "until", "reason", "authority")
            for each in found:
                days = (each.since.isoformat(), each.until.isoformat())
                table.add_row(each.id, each.matter, each.department, *days, each.reason, each.authority)
            Console().print(table)

        run_in_loop(work)

    @exemptions.command()
    def revoke(
        exemption_id: Annotated[str, typer.Argument(help="The exemption's id.")],
        department: Department,
        reason: Annotated[str, typer.Option(help="Why.")],
    ) -> None:
        """Revoke an exemption from now on."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                check_department(department, installation.services.rules.current)
                done = await installation.services.exemptions.revoke(exemption_id, reason, department)
            typer.echo("revoked" if done.changed else "revoked already")

        run_in_loop(work)
