"""`creditgraph serve`."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from server.composition import Installation
from server.loop import run_in_loop
from server.request_log import configure_logging
from server.settings import Mode, read_settings

logger = logging.getLogger("creditgraph.server")


def register(app: typer.Typer) -> None:
    """Adds the command."""

    @app.command()
    def serve(
        host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
        port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")] = None,
        mode: Annotated[Mode | None, typer.Option(help="development adds introspection and GraphiQL.")] = None,
    ) -> None:
        """Serve the API until Ctrl-C, as the settings (CREDITGRAPH_…) say."""
        from server.serving import run  # the API takes half a second to import, which no other command needs

        settings = read_settings(host=host, port=port, mode=mode)
        configure_logging(settings.log_level)

        async def started(_installation: Installation, address: str) -> None:
            logger.info("serving %s/graphql (%s mode, %s engine)", address, settings.mode, settings.engine)

        run_in_loop(lambda: run(settings, started))
