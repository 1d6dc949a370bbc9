"""`creditgraph keys`: make, list and revoke API keys."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from domain.errors import CreditGraphError, ErrorCode
from domain.policy import RuleBook
from domain.time import from_recorded
from resolvers.principal import Scope
from server.composition import open_installation
from server.loop import run_in_loop
from server.settings import read_settings


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    keys = typer.Typer(help="API keys: make, list, revoke.", no_args_is_help=True)
    app.add_typer(keys, name="keys")

    @keys.command()
    def create(
        name: Annotated[str, typer.Argument(help="Whose key it is, such as the system that will use it.")],
        scope: Annotated[
            list[Scope],
            typer.Option(
                help="What it may do; give the option several times. check: ask the checks. read: look up parties, links "
                "and findings. load: load registers, record parties and links. find: recognise findings, for one "
                "department. admin: all of these, for any department."
            ),
        ],
        department: Annotated[
            str | None,
            typer.Option(
                help="The department that a `find`, `check` or `load` key acts for (its code); its checks are that "
                "department's work."
            ),
        ] = None,
        source: Annotated[str | None, typer.Option(help="The only source that the key may load as.")] = None,
    ) -> None:
        """Make a key. Its text is printed once and cannot be shown again."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                _check_department(department, installation.services.rules.current)
                made = await installation.keys.create(name, frozenset(scope), department, source)
            typer.echo(made.text)

        run_in_loop(work)

    @keys.command("list")
    def list_keys() -> None:
        """List the keys, never their secrets."""
        run_in_loop(_list)

    @keys.command()
    def revoke(
        key_id: Annotated[str, typer.Argument(help="The key's id: the part between cg_ and the next _.")],
    ) -> None:
        """Revoke a key; it stops working within two seconds."""

        async def work() -> None:
            async with open_installation(read_settings(), attach=True) as installation:
                known = await installation.keys.revoke(key_id)
            if not known:
                raise CreditGraphError(
                    ErrorCode.INVALID_VALUE, f"no key has the id {key_id!r}; see `creditgraph keys list`"
                )
            typer.echo(f"revoked {key_id}")

        run_in_loop(work)


async def _list() -> None:
    async with open_installation(read_settings(), attach=True) as installation:
        stored = await installation.keys.all()
    table = Table(Column("id", no_wrap=True), "name", "scopes", "department", "source", "created", "revoked")
    for key in stored:
        table.add_row(
            key.id,
            key.name,
            " ".join(key.scopes),
            key.department or "",
            key.source or "",
            _time(key.created_at),
            _time(key.revoked_at),
        )
    Console().print(table)


def _time(recorded: int | None) -> str:
    return "" if recorded is None else from_recorded(recorded).strftime("%Y-%m-%d %H:%M")


def _check_department(department: str | None, rules: RuleBook) -> None:
    if department is not None and department not in rules.departments:
        known = ", ".join(sorted(rules.departments))
        raise CreditGraphError(
            ErrorCode.UNKNOWN_DEPARTMENT, f"no department has the code {department!r}; known: {known}"
        )
