"""How a command names a party: by exactly one of four options."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

import typer

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey
from domain.parties import PartyKey
from schema.ids import NodeKind, own_id

Uscc = Annotated[str | None, typer.Option(help="Unified social credit code.")]
Key = Annotated[str | None, typer.Option(help="A source's own key, as SOURCE:KEY.")]
CitizenId = Annotated[
    bool, typer.Option("--citizen-id", help="Ask for the citizen number; it is not shown and not kept.")
]
GlobalId = Annotated[str | None, typer.Option("--id", help="The global id that the API gives.")]


@dataclass(frozen=True)
class Named:
    """What the options say."""

    uscc: str | None = None
    key: str | None = None
    citizen_id: str | None = field(default=None, repr=False)
    global_id: str | None = None

    @classmethod
    def asked(cls, uscc: str | None, key: str | None, citizen_id: bool, global_id: str | None) -> Named:
        """The options; a citizen number is asked for, for the command line is seen by others and kept."""
        number = typer.prompt("citizen number", hide_input=True) if citizen_id else None
        return cls(uscc, key, number, global_id)

    def party(self, identity_key: IdentityKey) -> PartyKey:
        """The party. Raises REQUIRED, INVALID_IDENTIFIER."""
        if sum(given is not None for given in (self.uscc, self.citizen_id, self.key, self.global_id)) != 1:
            message = "Name the party by exactly one of --uscc, --citizen-id, --key, --id."
            raise CreditGraphError(ErrorCode.REQUIRED, message)
        if self.uscc is not None:
            return PartyKey(key=identifiers.uscc(self.uscc).key)
        if self.citizen_id is not None:
            return PartyKey(key=identifiers.citizen_id(self.citizen_id, identity_key).key)
        if self.key is not None:
            return by_key(self.key)
        return PartyKey(id=own_id(self.global_id or "", NodeKind.PARTY))


def by_key(text: str) -> PartyKey:
    """A source's own key, as SOURCE:KEY. Raises INVALID_IDENTIFIER."""
    source, colon, own = text.partition(":")
    if not colon:
        raise CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "A source's key is written SOURCE:KEY.")
    return PartyKey(key=identifiers.source_key(source, own).key)
