"""Every command, and how a command fails: one line on stderr, exit 1."""

from __future__ import annotations

import sys

import typer

from domain.errors import CreditGraphError
from graph.errors import StartError
from server.cli import (
    cases,
    check,
    demo,
    dispatches,
    doctor,
    double_publicity,
    exemptions,
    findings,
    generated,
    keys,
    load,
    ownership,
    penalties,
    repair,
    report,
    rewards,
    serve,
)

app = typer.Typer(
    name="creditgraph",
    help="May this party do this, on this day? And if not: by which clause, because of which finding, until when.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
serve.register(app)
demo.register(app)
keys.register(app)
load.register(app)
check.register(app)
dispatches.register(app)
report.register(app)
findings.register(app)
repair.register(app)
exemptions.register(app)
rewards.register(app)
cases.register(app)
penalties.register(app)
double_publicity.register(app)
ownership.register(app)
doctor.register(app)
generated.register(app)


def main() -> None:
    """Runs the command line's arguments."""
    try:
        app()
    except StartError as error:
        fail(error.message)
    except CreditGraphError as error:
        fail(error.message)


def fail(message: str) -> None:
    """One line on stderr (one for each problem), exit 1."""
    print(f"creditgraph: {message}", file=sys.stderr)
    sys.exit(1)
