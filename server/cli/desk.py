"""What the commands of a department's desk have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from domain.errors import CreditGraphError, ErrorCode
from domain.policy import RuleBook
from resolvers.recorded import RefusedError

Department = Annotated[str, typer.Option(help="The department that acts (its code); it must be in charge.")]
On = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it happened; today.")]


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
