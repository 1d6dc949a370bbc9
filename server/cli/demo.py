"""`creditgraph demo`: a city to try, four questions answered, then the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from domain.errors import CreditGraphError
from domain.summary import Lang
from server.cli.rendering import show
from server.composition import Installation
from server.demo_city import DAY, QUESTIONS, curl_line, demo_keys, load_city
from server.loop import run_in_loop
from server.request_log import configure_logging
from server.settings import Mode, Settings, read_settings

WEB_SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "web"


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def demo(
        port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")] = None,
        lang: Annotated[Lang, typer.Option(help="Language of the answers.")] = Lang.ZH,
        web: Annotated[bool, typer.Option(help="Build the web pages in the background.")] = True,
    ) -> None:
        """Load an invented city, answer four questions, then serve it until Ctrl-C (GraphiQL at /graphiql)."""
        settings = read_settings(port=port, mode=Mode.DEVELOPMENT)
        configure_logging("WARNING" if settings.log_level == "INFO" else settings.log_level)
        run_in_loop(lambda: _Demo(settings, lang, web).run())


class _Demo:
    def __init__(self, settings: Settings, lang: Lang, web: bool) -> None:
        self._settings = settings
        self._lang = lang
        self._web = web
        self._console = Console()
        self._keys: dict[str, str] = {}

    async def run(self) -> None:
        """Everything, until Ctrl-C."""
        from server.serving import run  # late, as in `serve`

        await run(self._settings, self._started, self._prepare)
        self._console.print("stopped")

    async def _prepare(self, installation: Installation) -> None:
        outcome = await load_city(installation)
        self._console.print(
            f"demo city: {outcome.received} rows, {outcome.created} new, {outcome.changed} changed, "
            f"{outcome.unchanged} there already",
            highlight=False,
        )
        self._keys = await demo_keys(installation.keys, self._settings.data_dir)
        for question in QUESTIONS:
            answers = await installation.services.checks.decide_many(question.requests(), DAY)
            self._console.print(f"\n[bold]{question.title}[/bold]", highlight=False)
            for answer in answers:
                if isinstance(answer, CreditGraphError):
                    raise answer
                show(self._console, answer, self._lang)

    async def _started(self, _installation: Installation, address: str) -> None:
        say = self._console.out
        say(f"\nserving {address}/graphql until Ctrl-C; pages at {address}/graphiql")
        for name, key in self._keys.items():
            say(f"  key, {name}: {key}", highlight=False)
        say("try:", highlight=False)
        say(curl_line(address, next(iter(self._keys.values()))), highlight=False)
        if self._web:
            await self._build_pages(f"{address}/graphiql")

    async def _build_pages(self, address: str) -> None:
        """Builds the web pages. That they cannot be built is one line, and no reason to stop."""
        try:
            process = await asyncio.create_subprocess_exec(
                str(WEB_SCRIPT), stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, start_new_session=True
            )
        except OSError as error:
            self._console.out(f"the web pages were not built ({error.strerror}); the API does not need them")
            return
        try:
            _, told = await process.communicate()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            await process.wait()
            raise
        if process.returncode == 0:
            self._console.out(f"the web pages are ready: {address}")
        else:
            lines = told.decode(errors="replace").strip().splitlines()
            self._console.out(f"the web pages were not built: {lines[-1] if lines else 'scripts/web failed'}")
