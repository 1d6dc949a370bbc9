"""`creditgraph cases`: complaints, commitments and filed cases, opened, followed up, listed (R21, R42, R52)."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.cases import CaseKind, CaseStep
from resolvers.cases import CaseFilter, OpeningAct, StepAct
from server.cli.desk import Department, On, check_department
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings

Kind = Annotated[CaseKind, typer.Argument(help="Which kind.", case_sensitive=False)]
Number = Annotated[str, typer.Argument(help="The case's own number.")]
SHOWN = 200


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    cases = typer.Typer(help="Complaints, commitments and filed cases: open, follow up, list.", no_args_is_help=True)
    app.add_typer(cases, name="cases")

    @cases.command("open")
    def open_(
        kind: Kind,
        number: Number,
        department: Department,
        text: Annotated[str, typer.Option(help="What is complained of, promised, or was done; name no complainant.")],
        on: On = None,
        uscc: Uscc = None,
        key: Key = None,
        citizen_id: CitizenId = False,
        id: GlobalId = None,
    ) -> None:
        """Lodge a complaint, record a commitment that the department took, or file a case with the credit office."""
        who = Named.asked(uscc, key, citizen_id, id)

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                check_department(department, services.rules.current)
                today = services.clock.today()
                done = await services.cases.open(
                    OpeningAct(
                        *(kind, number, who.party(installation.identity_key), on.date() if on else today, today, text),
                        department=None if kind is CaseKind.COMPLAINT else department,
                        acting=department,
                    )
                )
            typer.echo(f"{number}: {'opened' if done.changed else 'known already'}")

        run_in_loop(work)

    @cases.command()
    def follow(
        kind: Kind,
        number: Number,
        step: Annotated[CaseStep, typer.Argument(help="What happened.", case_sensitive=False)],
        department: Department,
        to: Annotated[str | None, typer.Option(help="The department that a complaint is assigned to.")] = None,
        text: Annotated[str | None, typer.Option(help="The answer, or how it was broken.")] = None,
        on: On = None,
    ) -> None:
        """Record the next step of a case."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                services = installation.services
                check_department(department, services.rules.current)
                today = services.clock.today()
                act = StepAct(kind, number, step, on.date() if on else today, today, department, text, to)
                done = await services.cases.follow(act)
            typer.echo(f"{number}: {step.value if done.changed else 'known already'}")

        run_in_loop(work)

    @cases.command("list")
    def list_(
        kind: Kind,
        state: Annotated[CaseStep | None, typer.Option(help="Only in this state.", case_sensitive=False)] = None,
        department: Annotated[str | None, typer.Option(help="Only this department's (its code).")] = None,
    ) -> None:
        """List cases, the first 200, and say how many there are."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                found, total = await installation.services.cases.find(CaseFilter(kind, state, department), SHOWN, None)
            table = Table(Column("number", no_wrap=True), "state", "since", "department")
            for case in found.items:
                last = case.steps[-1]
                table.add_row(case.number, case.state.value, last.occurred_on.isoformat(), case.department or "")
            Console().print(table)
            typer.echo(f"{total} in all")

        run_in_loop(work)
