"""Runs the application on a port until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvicorn
from starlette.applications import Starlette

from graph.errors import StartError
from server.app import make_app
from server.composition import Installation, open_installation
from server.settings import Settings

GRACE = 20
"""Seconds that requests under way have when the server is told to stop."""

Started = Callable[[Installation, str], Awaitable[None]]
Prepare = Callable[[Installation], Awaitable[None]]


class _Server(uvicorn.Server):
    """uvicorn, with signals that only stop it: what comes after, such as stopping the engine, is done in order."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._started = started
        self.telling: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Calls `started` once the server answers."""
        await super().startup(sockets)
        self.telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        await self._started()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM stop the server; a second one no longer waits for requests under way."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises StartError where the port is taken or may not be used, before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            reason = "is taken by another program; choose one with CREDITGRAPH_PORT or --port"
        else:
            reason = f"cannot be used ({error.strerror or error})"
        raise StartError(f"port {port} of {host} {reason}") from error
    return sock


def address_of(sock: socket.socket) -> str:
    """The URL that the socket answers at."""
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def calm_collector() -> None:
    """Makes Python's cycle collector run less often, and never over what the program keeps for ever.

    A batch of 10,000 decisions makes millions of objects that no cycle holds; looking through them again and again took a
    quarter of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _nothing(_installation: Installation) -> None:
    """What is done before serving, where nothing is."""


def uvicorn_config(app: Starlette, settings: Settings) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        backlog=2048,
        proxy_headers=True,
        forwarded_allow_ips=[part.strip() for part in settings.trusted_proxies.split(",") if part.strip()],
    )


async def run(settings: Settings, started: Started, prepare: Prepare = _nothing) -> None:
    """Serves until SIGINT or SIGTERM. `prepare` is awaited before, `started` is called with the address once the server
    answers.

    Raises StartError, with nothing left running.
    """
    with contextlib.closing(listen(settings.host, settings.port)) as sock:
        async with open_installation(settings, serving=True) as installation:
            await prepare(installation)
            app = make_app(installation)
            await app.state.endpoint.warm()
            calm_collector()
            config = uvicorn_config(app, settings)
            server = _Server(config, lambda: started(installation, address_of(sock)))
            try:
                await server.serve(sockets=[sock])
            finally:
                if server.telling is not None:
                    server.telling.cancel()
                    await asyncio.wait([server.telling])
