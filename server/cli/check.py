"""`creditgraph check`: one question from the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from domain.errors import CreditGraphError, ErrorCode
from domain.policy import MatterCategory
from domain.receipt import receipt_hash
from domain.summary import Lang, summary
from domain.time import to_recorded
from resolvers.checks import CheckRequest
from server.cli.parties import CitizenId, GlobalId, Key, Named, Uscc
from server.cli.rendering import show
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings


class CheckName(StrEnum):
    """The four checks, and any matter."""

    PROCUREMENT = "procurement"
    BIDDING = "bidding"
    HIRING = "hiring"
    HONOURS = "honours"
    ANY = "any"


DEFAULTS: dict[CheckName, tuple[MatterCategory, str]] = {
    CheckName.PROCUREMENT: (MatterCategory.PROCUREMENT, "GOVERNMENT_PROCUREMENT"),
    CheckName.BIDDING: (MatterCategory.BIDDING, "BIDDING"),
    CheckName.HIRING: (MatterCategory.HIRING, "PUBLIC_AUXILIARY_POST"),
    CheckName.HONOURS: (MatterCategory.HONOURS, "HONOURS"),
}


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def check(
        name: Annotated[CheckName, typer.Argument(help="Which check; `any` takes any matter.")],
        uscc: Uscc = None,
        citizen_id: CitizenId = False,
        key: Key = None,
        id: GlobalId = None,
        matter: Annotated[
            str | None, typer.Option(help="The matter's code; the check's obvious one if left out.")
        ] = None,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked about; today.")
        ] = None,
        known_at: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%dT%H:%M:%SZ"], help="By what was recorded up to this time (UTC)."),
        ] = None,
        expected_name: Annotated[str | None, typer.Option(help="The name that you expect.")] = None,
        lang: Annotated[Lang, typer.Option(help="Language of the answer.")] = Lang.ZH,
        paragraph: Annotated[bool, typer.Option("--paragraph", help="Print only the paragraph for a file.")] = False,
    ) -> None:
        """Ask one check: outcome, reasons with clause and document, receipt."""
        who = Named.asked(uscc, key, citizen_id, id)
        category, obvious = DEFAULTS.get(name, (None, None))
        code = matter or obvious
        if code is None:
            raise CreditGraphError(ErrorCode.REQUIRED, "`check any` needs --matter; see the query `matters`.")

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                request = CheckRequest(who.party(installation.identity_key), code, expected_name, category=category)
                recorded = to_recorded(known_at.replace(tzinfo=UTC)) if known_at else None
                decision = await installation.services.checks.decide(request, as_of.date() if as_of else None, recorded)
            if paragraph:
                typer.echo(summary(decision, receipt_hash(decision), lang))
            else:
                show(Console(), decision, lang)

        run_in_loop(work)
