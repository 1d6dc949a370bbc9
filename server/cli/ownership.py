"""`creditgraph ownership`: who is behind a party, in the terminal or as a file."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey
from domain.parties import PartyKey
from domain.summary import Lang
from domain.time import to_recorded
from graph.errors import StartError
from resolvers.ownership_picture import OwnershipPicture, picture_of
from schema.ids import NodeKind, own_id
from server.cli.ownership_tree import show_ownership
from server.composition import Installation, open_installation
from server.exports import ExportFormat, export_text
from server.loop import run_in_loop
from server.settings import read_settings


class Format(StrEnum):
    """How the picture is written."""

    TREE = "tree"
    DOT = ExportFormat.DOT.value
    GRAPHML = ExportFormat.GRAPHML.value
    JSON = ExportFormat.JSON.value
    BODS = ExportFormat.BODS.value


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def ownership(
        party: Annotated[
            str | None,
            typer.Argument(help="Unified social credit code, a source's key as SOURCE:KEY, or the API's global id."),
        ] = None,
        citizen_id: Annotated[
            bool, typer.Option("--citizen-id", help="Ask for a citizen number instead; it is not shown and not kept.")
        ] = False,
        as_of: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day asked about; today.")
        ] = None,
        known_at: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%dT%H:%M:%SZ"], help="By what was recorded up to this time (UTC)."),
        ] = None,
        min_percent: Annotated[
            str | None, typer.Option(help="Only effective shares that may be this much or more, 0 to 100.")
        ] = None,
        format_: Annotated[
            Format,
            typer.Option(
                "--format",
                help="`tree` for the terminal; `dot` for Graphviz; `graphml` for Gephi or yEd; `json`; `bods` for the "
                "Beneficial Ownership Data Standard 0.4.",
            ),
        ] = Format.TREE,
        output: Annotated[Path | None, typer.Option("--output", "-o", help="Write to this file.")] = None,
        lang: Annotated[Lang, typer.Option(help="Language of the tree.")] = Lang.ZH,
    ) -> None:
        """Show who is behind a company: owners, controllers, beneficial owners."""
        number = typer.prompt("citizen number", hide_input=True) if citizen_id else None
        least = _percent(min_percent)
        recorded = to_recorded(known_at.replace(tzinfo=UTC)) if known_at else None
        day = as_of.date() if as_of else None

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                key = _key(party, number, installation.identity_key)
                party_id = await _found(installation, key)
                picture = await picture_of(installation.services.ownership, party_id, day, recorded, min_percent=least)
            _write(picture, format_, output, lang)

        run_in_loop(work)


async def _found(installation: Installation, key: PartyKey) -> str:
    (found,) = await installation.services.parties.resolve([key])
    if found is None:
        raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register has this identifier.", "party")
    return found.id


def _write(picture: OwnershipPicture, format_: Format, output: Path | None, lang: Lang) -> None:
    if format_ is not Format.TREE:
        text = export_text(picture, ExportFormat(format_.value))
        if output is None:
            typer.echo(text, nl=not text.endswith("\n"))
        else:
            _save(output, text)
        return
    if output is None:
        show_ownership(Console(), picture, lang)
        return
    page = StringIO()
    show_ownership(Console(file=page, width=200), picture, lang)
    _save(output, page.getvalue())


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise StartError(f"{path} cannot be written: {error.strerror}") from error


def _percent(text: str | None) -> Decimal:
    try:
        percent = Decimal(text or "0")
    except InvalidOperation:
        percent = Decimal("NaN")
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "--min-percent is a number from 0 to 100.", "min_percent")
    return percent


def _key(party: str | None, number: str | None, identity_key: IdentityKey) -> PartyKey:
    if (party is None) == (number is None):
        raise CreditGraphError(ErrorCode.REQUIRED, "Name one party: PARTY, or --citizen-id.", "party")
    if number is not None:
        return PartyKey(key=identifiers.citizen_id(number, identity_key).key)
    assert party is not None
    source, colon, own = party.partition(":")
    if colon:
        return PartyKey(key=identifiers.source_key(source, own).key)
    try:
        return PartyKey(id=own_id(party, NodeKind.PARTY))
    except CreditGraphError:
        return PartyKey(key=identifiers.uscc(party).key)
