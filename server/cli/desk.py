"""What the commands of a department's desk have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from domain.policy import RuleBook
from resolvers.recorded import RefusedError

Department = Annotated[str, typer.Option(help="The department that acts (its code); it must be in charge.")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it happened; today.")]

Uscc = Annotated[str | None, typer.Option(help="The party's unified social credit code.")]
Key = Annotated[str | None, typer.Option(help="A source's own key of the party, as SOURCE:KEY.")]


def named_party(uscc: str | None, key: str | None) -> PartyKey:
    """The party that the options name. Raises REQUIRED, INVALID_IDENTIFIER."""
    if (uscc is None) == (key is None):
        raise CreditGraphError(ErrorCode.REQUIRED, "Name the party by exactly one of --uscc, --key.")
    if uscc is not None:
        return PartyKey(key=identifiers.uscc(uscc).key)
    source, colon, own = (key or "").partition(":")
    if not colon:
        raise CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "A source's key is written SOURCE:KEY.")
    return PartyKey(key=identifiers.source_key(source, own).key)


def check_department(department: str, rules: RuleBook) -> None:
    """Raises UNKNOWN_DEPARTMENT for a code that no department has."""
    if department not in rules.departments:
        known = ", ".join(sorted(rules.departments))
        raise CreditGraphError(
            ErrorCode.UNKNOWN_DEPARTMENT, f"no department has the code {department!r}; known: {known}"
        )


@contextmanager
def refused() -> Iterator[None]:
    """Every reason of a refusal, one line each."""
    try:
        yield
    except RefusedError as error:
        lines = "\n".join(f"{each.code}: {each.message}" for each in error.problems)
        raise CreditGraphError(error.code, f"refused, nothing was recorded\n{lines}") from error
