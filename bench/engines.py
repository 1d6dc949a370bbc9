"""The engines under measurement, each with a made city in a folder of its own, so that a second run loads nothing.

.cache/bench/<engine>-<enterprises>-<seed>/    the data, and made.json when the city is complete
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import secrets
import shutil
import signal
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from neo4j import AsyncGraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from bench.bulk import IDENTITY_KEY, Bulk
from bench.city import City, Size
from bench.holdings import HoldingCity
from graph.connection import Connection, open_connection
from graph.embedded import EmbeddedEngine
from graph.engine_files import EngineAddress
from graph.migrations import migrate
from tests.support import java
from tests.support.neo4j_server import OPENS, RELEASES, jars

EngineName = Literal["neo4j", "embedded"]
ROOT = Path(__file__).resolve().parent.parent / ".cache" / "bench"
LAYOUT = 3
"""Raised when a made city of before is no longer what this program would make."""
RELEASE = RELEASES["neo4j-5"]
START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Place:
    """Which city on which engine."""

    engine: EngineName
    enterprises: int
    seed: int = 1
    contents: Literal["city", "parties", "register"] = "city"
    at: Path | None = None
    """A folder of its own, for a copy that will be changed."""

    @property
    def folder(self) -> Path:
        if self.at is not None:
            return self.at
        only = "" if self.contents == "city" else f"-{self.contents}"
        return ROOT / f"{self.engine}-{self.enterprises}-{self.seed}{only}"

    @property
    def heap(self) -> str:
        """The Java heap: the embedded engine's default up to 200,000 enterprises, Neo4j's always the same."""
        if self.engine == "neo4j":
            return "1g"
        return "1g" if self.enterprises <= 200_000 else "4g"

    @property
    def page_cache(self) -> str:
        """Neo4j's page cache: as large as the store, so that a city of a million is not read from the disk."""
        return "1g" if self.enterprises <= 200_000 else "4g"

    def city(self) -> City:
        if self.contents == "register":
            return HoldingCity(self.enterprises, self.seed)
        return City(Size.of(self.enterprises), self.seed)

    def is_made(self) -> bool:
        made = self.folder / "made.json"
        return made.exists() and json.loads(made.read_text())["layout"] == LAYOUT


class Neo4jHome:
    """A Neo4j whose data stays: it is stopped, not killed, and started again on the same folder."""

    def __init__(self, home: Path, heap: str, page_cache: str) -> None:
        self._home = home
        self._heap = heap
        self._page_cache = page_cache
        self._port = 0
        self._process: Process | None = None
        self.pid: int | None = None

    @property
    def address(self) -> EngineAddress:
        password = (self._home / "password").read_text()
        return EngineAddress(f"bolt://127.0.0.1:{self._port}", "neo4j", "neo4j", password)

    async def start(self) -> None:
        runtime = java.find(RELEASE.java)
        if runtime is None:
            raise RuntimeError(f"Neo4j {RELEASE.version} needs Java {RELEASE.java.start} or later")
        for name in ["conf", "data", "logs", "run", "import", "plugins", "licenses"]:
            (self._home / name).mkdir(parents=True, exist_ok=True)
        if not (self._home / "password").exists():
            (self._home / "password").write_text(secrets.token_urlsafe(12))
        self._port = free_port()
        (self._home / "conf" / "neo4j.conf").write_text(
            f"server.bolt.listen_address=127.0.0.1:{self._port}\nserver.http.enabled=false\n"
            f"server.memory.pagecache.size={self._page_cache}\ndbms.usage_report.enabled=false\n"
        )
        lib = await asyncio.to_thread(jars, RELEASE)
        with open(self._home / "logs" / "console.log", "w") as console:  # noqa: ASYNC230
            self._process = await asyncio.create_subprocess_exec(
                *(str(runtime), f"-Xmx{self._heap}", f"-Xms{self._heap}", *OPENS, "-cp", f"{lib}/*", RELEASE.main),
                *(f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}"),
                stdin=DEVNULL,
                stdout=console,
                stderr=STDOUT,
                preexec_fn=_end_with_parent,
            )
        self.pid = self._process.pid
        try:
            await asyncio.wait_for(self._until_ready(), START_SECONDS)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()

    async def _until_ready(self) -> None:
        """Wait until it answers; a new one gets its password."""
        address = self.address
        while True:
            for password in (address.password, "neo4j"):
                with contextlib.suppress(DriverError, Neo4jError):
                    async with AsyncGraphDatabase.driver(address.uri, auth=("neo4j", password)) as driver:
                        if password == "neo4j":
                            async with driver.session(database="system") as session:
                                change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
                                await (await session.run(change, password=address.password)).consume()
                        await driver.verify_connectivity()
                        return
            assert self._process is not None
            if self._process.returncode is not None:
                raise RuntimeError(f"Neo4j ended; see {self._home / 'logs' / 'console.log'}")
            await asyncio.sleep(0.3)


def _end_with_parent() -> None:
    """Linux: SIGTERM for the server when this program ends, however it ends."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)


@contextlib.asynccontextmanager
async def running(place: Place, *, command_timeout: float = 600) -> AsyncIterator[EngineAddress]:
    """The engine of a place while it runs; makes the city first where it is not there. `command_timeout`: seconds after
    which the embedded engine ends a command."""
    if not place.is_made() and place.folder.exists():
        shutil.rmtree(place.folder)
    place.folder.mkdir(parents=True, exist_ok=True)
    (place.folder / "identity.key").write_bytes(IDENTITY_KEY.secret)
    engine = (
        Neo4jHome(place.folder, place.heap, place.page_cache)
        if place.engine == "neo4j"
        else EmbeddedEngine(place.folder, heap=place.heap, command_timeout=command_timeout)
    )
    await engine.start()
    try:
        if not place.is_made():
            await _make(place, engine.address)
        yield engine.address
    finally:
        await engine.stop()


@contextlib.asynccontextmanager
async def connected(place: Place) -> AsyncIterator[Connection]:
    """A connection to a place's running engine."""
    async with running(place) as address:
        connection = await connect(place, address)
        try:
            yield connection
        finally:
            await connection.close()


async def connect(place: Place, address: EngineAddress, *, read_timeout: float = 600) -> Connection:
    """A connection to an engine that runs already. `read_timeout`: seconds after which Neo4j ends a query."""
    return await open_connection(
        *(address.uri, address.user, address.password, address.database, place.engine),
        read_timeout=read_timeout,
        write_timeout=600,
        strict=place.engine == "neo4j",
    )


def free_port() -> int:
    """A port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _make(place: Place, address: EngineAddress) -> None:
    print(f"making {place.folder.name} …", file=sys.stderr, flush=True)
    connection = await connect(place, address)
    try:
        await migrate(connection)
        begun = time.monotonic()
        bulk = Bulk(connection, place.city())
        loaded = await (bulk.write_parties() if place.contents == "parties" else bulk.write_all())
        made = {"layout": LAYOUT, "seconds": time.monotonic() - begun, "loaded": asdict(loaded)}
        (place.folder / "made.json").write_text(json.dumps(made))
        print(f"made {place.folder.name}: {loaded}", file=sys.stderr, flush=True)
    finally:
        await connection.close()
