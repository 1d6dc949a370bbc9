"""`creditgraph doctor`: what is reachable, and in what state."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import AsyncIterator

import typer

from domain.time import from_recorded
from graph.installation import counts
from graph.migrations import migrations
from server.composition import Installation, open_installation
from server.health import not_ready
from server.loop import run_in_loop
from server.settings import EngineChoice, read_settings


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def doctor() -> None:
        """Say what is reachable, versions, counts, ledger time, rules. Exit 1 where no check could be answered."""
        run_in_loop(_doctor)


async def _doctor() -> None:
    settings = read_settings()
    async with open_installation(settings, attach=True) as installation:
        reason = await not_ready(installation)
        async for name, value in _rows(installation):
            typer.echo(f"{name:<30} {value}")
    typer.echo(f"not ready: {reason}" if reason else "ready")
    if reason:
        raise typer.Exit(1)


async def _rows(installation: Installation) -> AsyncIterator[tuple[str, str]]:
    settings, services = installation.settings, installation.services
    yield "creditgraph", f"{_version('creditgraph')} on Python {platform.python_version()}"
    where = str(settings.data_dir.absolute()) if settings.engine is EngineChoice.EMBEDDED else settings.neo4j_uri
    running = "started for this command" if installation.started_engine else "attached to a running one"
    yield (
        "engine",
        f"{await services.connection.verify()} at {where}"
        + (f" ({running})" if settings.engine is EngineChoice.EMBEDDED else ""),
    )
    yield "schema version", f"{installation.schema_version} of {len(migrations())}"
    yield "ledger published", _time(await services.ledger.published())
    for kind, number in (await counts(services.connection)).items():
        yield kind, f"{number:,}"
    for name, version, sha256, recorded_at in services.rules.versions():
        yield f"rules {name}", f"version {version}, {sha256[:12]}, recorded {_time(recorded_at)}"
    yield "identity key", f"{settings.identity_key_path} (fingerprint {installation.identity_key.fingerprint()[:12]})"


def _time(recorded: int) -> str:
    return from_recorded(recorded).isoformat().replace("+00:00", "Z") if recorded else "never"


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(from a clone)"
