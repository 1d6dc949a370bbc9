"""`creditgraph schema` and `creditgraph docs`: files that are generated from the code, written or compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph.errors import StartError
from server.cli.reference import FOLDER, pages

SDL_FILE = Path(__file__).parent.parent.parent / "schema" / "schema.graphql"

Check = Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is out of date.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""

    @app.command()
    def schema(check: Check = False) -> None:
        """Write the GraphQL schema to schema/schema.graphql."""
        from schema.build import sdl  # late, as in `serve`

        _settle({SDL_FILE: sdl()}, check, "creditgraph schema")

    @app.command()
    def docs(check: Check = False) -> None:
        """Write the reference pages to docs/reference/."""
        _settle({FOLDER / name: text for name, text in pages(app).items()}, check, "creditgraph docs")


def _settle(texts: dict[Path, str], check: bool, command: str) -> None:
    stale = [path for path, text in texts.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if check and stale:
        names = ", ".join(path.name for path in stale)
        raise StartError(f"out of date: {names}; run `{command}` and commit what it writes")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[path], encoding="utf-8")
        typer.echo(f"written {path.name}")
    if not stale:
        typer.echo("up to date")
