"""`creditgraph check`: one question from the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey
from domain.parties import PartyKey
from domain.policy import MatterCategory
from domain.receipt import receipt_hash
from domain.summary import Lang, summary
from domain.time import to_recorded
from resolvers.checks import CheckRequest
from schema.ids import NodeKind, own_id
from server.cli.rendering import show
from server.composition import open_installation
from server.serving import run_in_loop
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
        uscc: Annotated[str | None, typer.Option(help="Unified social credit code.")] = None,
        citizen_id: Annotated[
            bool, typer.Option("--citizen-id", help="Ask for the citizen number; it is not shown and not kept.")
        ] = False,
        key: Annotated[str | None, typer.Option(help="A source's own key, as SOURCE:KEY.")] = None,
        id: Annotated[str | None, typer.Option(help="The global id that the API gives.")] = None,
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
        number = typer.prompt("citizen number", hide_input=True) if citizen_id else None
        category, obvious = DEFAULTS.get(name, (None, None))
        code = matter or obvious
        if code is None:
            raise CreditGraphError(ErrorCode.REQUIRED, "`check any` needs --matter; see the query `matters`.")

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                party = _party(uscc, number, key, id, installation.identity_key)
                request = CheckRequest(party, code, expected_name, category=category)
                recorded = to_recorded(known_at.replace(tzinfo=UTC)) if known_at else None
                decision = await installation.services.checks.decide(request, as_of.date() if as_of else None, recorded)
            if paragraph:
                typer.echo(summary(decision, receipt_hash(decision), lang))
            else:
                show(Console(), decision, lang)

        run_in_loop(work)


def _party(
    uscc: str | None, citizen_id: str | None, key: str | None, global_id: str | None, identity_key: IdentityKey
) -> PartyKey:
    if sum(given is not None for given in (uscc, citizen_id, key, global_id)) != 1:
        raise CreditGraphError(
            ErrorCode.REQUIRED, "Name the party by exactly one of --uscc, --citizen-id, --key, --id."
        )
    if uscc is not None:
        return PartyKey(key=identifiers.uscc(uscc).key)
    if citizen_id is not None:
        return PartyKey(key=identifiers.citizen_id(citizen_id, identity_key).key)
    if key is not None:
        source, colon, own = key.partition(":")
        if not colon:
            raise CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "A source's key is written SOURCE:KEY.")
        return PartyKey(key=identifiers.source_key(source, own).key)
    return PartyKey(id=own_id(global_id or "", NodeKind.PARTY))
