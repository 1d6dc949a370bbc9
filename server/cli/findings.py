"""`creditgraph findings`: recognised, rectified, refused, withdrawn, by the department in charge; and shown (R03–R06)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Finding, Grade
from resolvers.findings import EVERY, FindingsOf, state
from resolvers.recording import EventInput, FindingInput, Recorded, Recorder
from resolvers.repairs import conditions
from server.cli.desk import Department, On, check_department, refused
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc, by_key
from server.composition import Installation, open_installation
from server.loop import run_in_loop
from server.settings import read_settings

Number = Annotated[str, typer.Argument(help="The finding's number.")]
Reason = Annotated[str | None, typer.Option(help="Why.")]
Event = Callable[[Recorder, EventInput, str], Awaitable[Recorded]]
DAY = ["%Y-%m-%d"]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    findings = typer.Typer(
        help="Findings: recognised, rectified, refused, withdrawn; and one shown.", no_args_is_help=True
    )
    app.add_typer(findings, name="findings")
    findings.command()(recognise)
    findings.command()(show)

    @findings.command()
    def rectified(number: Number, department: Department, on: On = None, reason: Reason = None) -> None:
        """Record that the act was rectified."""
        _event(Recorder.record_rectification, number, department, on, reason, "rectified")

    @findings.command("refused")
    def refused_(number: Number, department: Department, on: On = None, reason: Reason = None) -> None:
        """Record that rectification was refused: the finding is SERIOUS from that day."""
        _event(Recorder.record_refusal, number, department, on, reason, "rectification refused")

    @findings.command()
    def withdrawn(
        number: Number,
        department: Department,
        reason: Annotated[str, typer.Option(help="Why it never should have been.")],
        on: On = None,
    ) -> None:
        """Withdraw a finding that never should have been."""
        _event(Recorder.withdraw_finding, number, department, on, reason, "withdrawn")


def recognise(
    number: Number,
    department: Department,
    area: Annotated[str, typer.Option(help="The area's code; the department must be in charge of it.")],
    act_on: Annotated[datetime, typer.Option(formats=DAY, help="The day of the act.")],
    recognised_on: Annotated[datetime | None, typer.Option(formats=DAY, help="The day of recognition; today.")] = None,
    uscc: Uscc = None,
    key: Key = None,
    citizen_id: CitizenId = False,
    id: GlobalId = None,
    rectify_by: Annotated[
        datetime | None, typer.Option(formats=DAY, help="The last day of the period for rectification.")
    ] = None,
    grade: Annotated[
        Grade | None, typer.Option(help="Where the department grades by its own standard.", case_sensitive=False)
    ] = None,
    standard: Annotated[str | None, typer.Option(help="The department's own published standard.")] = None,
    expires_on: Annotated[
        datetime | None, typer.Option(formats=DAY, help="The first day no longer in force, where the finding says so.")
    ] = None,
    penalty: Annotated[str | None, typer.Option(help="The document number of the penalty that it rests on.")] = None,
    concerned: Annotated[
        list[str] | None, typer.Option(help="A person that it names, as SOURCE:KEY; may be given several times.")
    ] = None,
) -> None:
    """Recognise a finding, with a penalty or without; said again with other values it is stated anew."""
    who = Named.asked(uscc, key, citizen_id, id)

    async def work(installation: Installation) -> Recorded:
        today = installation.services.clock.today()
        finding = FindingInput(
            number=number,
            party=who.party(installation.identity_key),
            area=area,
            act_on=act_on.date(),
            recognised_on=recognised_on.date() if recognised_on else today,
            department=department,
            grade=grade,
            rectify_by=rectify_by.date() if rectify_by else None,
            standard=standard,
            expires_on=expires_on.date() if expires_on else None,
            penalty_document_number=penalty,
            concerned=tuple(by_key(each) for each in concerned or ()),
            today=today,
        )
        return await installation.recorder.recognize_finding(finding, department, department)

    _run(number, department, work, "recognised")


def show(number: Number, on: On = None) -> None:
    """Show a finding on a day: grade, days, events, and what stands in the way of a repair."""

    async def work() -> None:
        async with open_installation(read_settings(), attach=True) as installation:
            services = installation.services
            found = (await services.findings.by_numbers([number]))[0]
            if found is None:
                raise CreditGraphError(ErrorCode.UNKNOWN_FINDING, "no finding has this number")
            day, rules = on.date() if on else services.clock.today(), services.rules.current
            stands = state(found, day, rules)
            others = (await services.findings.of_parties([_all_of(found)]))[0].items
            typer.echo(
                f"{number}: {stands.grade.value} since {stands.graded_on}, "
                f"{'in force' if stands.in_force else 'not in force'} on {day}, expires on {stands.expires_on}"
            )
            checked = conditions(found, others, day, rules)
        events = Table(Column("day", no_wrap=True), "event", "reason")
        for event in sorted(found.events, key=lambda each: (each.occurred_on, each.recorded_at, each.id)):
            events.add_row(event.occurred_on.isoformat(), event.kind.value, event.reason or "")
        Console().print(events)
        for item in checked:
            typer.echo(f"repair {item.condition.value}: {'met' if item.met else 'NOT met'}. {item.why}")

    run_in_loop(work)


def _all_of(finding: Finding) -> FindingsOf:
    return FindingsOf(finding.party_id, None, EVERY)


def _event(do: Event, number: str, department: str, on: datetime | None, reason: str | None, done: str) -> None:
    async def work(installation: Installation) -> Recorded:
        today = installation.services.clock.today()
        said = EventInput(number, on.date() if on else today, reason, today)
        return await do(installation.recorder, said, department)

    _run(number, department, work, done)


def _run(number: str, department: str, act: Callable[[Installation], Awaitable[Recorded]], done: str) -> None:
    async def work() -> None:
        async with open_installation(read_settings(), attach=True) as installation:
            check_department(department, installation.services.rules.current)
            with refused():
                recorded = await act(installation)
        typer.echo(f"{number}: {done}" if recorded.changed else f"{number}: known already")

    run_in_loop(work)
