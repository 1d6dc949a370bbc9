"""`creditgraph rewards`: record what a party holds, show what it is entitled to (R40, R41)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.errors import CreditGraphError, ErrorCode
from resolvers.rewards import QualificationAct, RewardsOf
from server.cli.desk import Department, On, check_department
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    rewards = typer.Typer(help="Rewards of trustworthy parties: record, show.", no_args_is_help=True)
    app.add_typer(rewards, name="rewards")

    @rewards.command()
    def record(
        scheme: Annotated[str, typer.Argument(help="The scheme's code, such as AEO_ADVANCED.")],
        department: Department,
        since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")],
        until: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day on which it is no longer held.")
        ] = None,
        uscc: Uscc = None,
        key: Key = None,
        citizen_id: CitizenId = False,
        id: GlobalId = None,
    ) -> None:
        """Record that a party holds a scheme, or when it ends."""
        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                check_department(department, installation.services.rules.current)
                done = await installation.services.rewards.record(
                    QualificationAct(
                        who.party(installation.identity_key),
                        scheme,
                        since.date(),
                        until.date() if until else None,
                        department,
                    )
                )
            typer.echo("recorded" if done.changed else "known already")

        run_in_loop(work)

    @rewards.command()
    def show(
        uscc: Uscc = None, key: Key = None, citizen_id: CitizenId = False, id: GlobalId = None, on: On = None
    ) -> None:
        """Show what a party is entitled to on a day."""
        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                party = (await services.parties.resolve([who.party(installation.identity_key)]))[0]
                if party is None:
                    raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "nobody in the register is meant by this")
                day = on.date() if on else services.clock.today()
                found = (await services.rewards.of([RewardsOf(party.id, day)]))[0]
            table = Table(Column("scheme", no_wrap=True), "convenience", "partner", "since", "lost to")
            for reward in found:
                partner = reward.partner.place.label_zh if reward.partner else ""
                lost = ", ".join(finding.number for finding in reward.lost_to)
                code = reward.scheme.name.code
                table.add_row(code, reward.convenience.label_zh, partner, reward.since.isoformat(), lost)
            Console().print(table)

        run_in_loop(work)
