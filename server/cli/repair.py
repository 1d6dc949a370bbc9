"""`creditgraph repair`: requested, granted, denied, by the department in charge (R18)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated

import typer

from resolvers.repairs import RepairAct, Repairs
from server.cli.desk import Department, On, check_department, refused
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings

Number = Annotated[str, typer.Argument(help="The finding's number.")]
Act = Callable[[Repairs, RepairAct], Awaitable[bool]]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    repair = typer.Typer(help="Repair of a finding: requested, granted, denied.", no_args_is_help=True)
    app.add_typer(repair, name="repair")

    @repair.command()
    def request(
        number: Number,
        department: Department,
        on: On = None,
        reason: Annotated[str | None, typer.Option(help="What the party says.")] = None,
    ) -> None:
        """Record that a party asks for repair; refused with each precondition that does not hold."""
        _run(Repairs.request, number, department, on, reason, "requested")

    @repair.command()
    def grant(
        number: Number,
        department: Department,
        on: On = None,
        exception_reason: Annotated[
            str | None, typer.Option(help="Why an exception is made for a finding that is not repaired in principle.")
        ] = None,
    ) -> None:
        """Grant a repair that was requested; the finding is lifted at once."""
        _run(Repairs.grant, number, department, on, exception_reason, "granted")

    @repair.command()
    def deny(
        number: Number,
        department: Department,
        reason: Annotated[str, typer.Option(help="Why it is denied.")],
        on: On = None,
    ) -> None:
        """Deny a repair that was requested."""
        _run(Repairs.deny, number, department, on, reason, "denied")


def _run(act: Act, number: str, department: str, on: datetime | None, reason: str | None, done: str) -> None:
    async def work() -> None:
        async with open_installation(read_settings(), attach=True) as installation:
            services = installation.services
            check_department(department, services.rules.current)
            today: date = services.clock.today()
            with refused():
                new = await act(
                    services.repairs, RepairAct(number, on.date() if on else today, department, today, reason)
                )
        typer.echo(f"{number}: repair {done}" if new else f"{number}: known already")

    run_in_loop(work)
