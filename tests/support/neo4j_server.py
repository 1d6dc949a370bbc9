"""A real Neo4j for the tests, without Docker: its jars come by Maven into a git-ignored folder, once."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
from asyncio.subprocess import DEVNULL, STDOUT, Process
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from neo4j import AsyncGraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import Connection, open_connection
from graph.embedded import free_ports
from tests.support import java

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "neo4j"
START_SECONDS = 120.0
OPTIONS = ("-Xmx512m", *java.SHORT_LIVED)
OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ["java.nio", "sun.nio.ch", "java.io", "java.util.concurrent"]
]
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId><artifactId>neo4j-jars</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""
CONF = """server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.memory.pagecache.size=64m
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
dbms.cypher.min_replan_interval=1h
internal.cypher.expression_recompilation_limit=100
"""
"""Plans are kept for the session: each test fills an empty database, so by its statistics every plan is soon out of date. For
the same reason only what runs a hundred times, not ten, is planned once more to have its expressions compiled."""


class UnavailableError(Exception):
    """This Neo4j cannot run on this machine; the message says why."""


class NoJavaError(UnavailableError):
    """No Java of the right version is here."""


@dataclass(frozen=True)
class Release:
    """A Neo4j release, its main class and the Java versions that it runs on."""

    version: str
    main: str
    java: range


RELEASES = {
    "neo4j-5": Release("5.26.30", "org.neo4j.server.CommunityEntryPoint", range(17, 22)),
    "neo4j-2026": Release("2026.09.0", "org.neo4j.server.Neo4jCommunity", range(21, 100)),
}


def jars(release: Release) -> Path:
    """The folder with a release's jars, fetched on first use. Raises UnavailableError."""
    folder = CACHE / release.version
    complete = folder / "complete"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not complete.exists():
            maven = shutil.which("mvn")
            if maven is None:
                raise UnavailableError(f"Neo4j {release.version} comes by Maven, and there is no mvn on the PATH")
            (folder / "pom.xml").write_text(POM.format(version=release.version))
            command = [maven, "-q", "-B", "dependency:copy-dependencies", "-DoutputDirectory=lib"]
            answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if answer.returncode != 0:
                raise UnavailableError(f"Maven could not fetch Neo4j {release.version}: {answer.stdout[-500:]}")
            complete.touch()
    return folder / "lib"


class Neo4jServer:
    """One Neo4j on a free port of the loopback address, with a home of its own and a random password."""

    def __init__(self, release: Release, home: Path) -> None:
        self._release = release
        self._home = home
        self._password = secrets.token_urlsafe(16)
        self._port = 0
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it and wait until it answers. Raises UnavailableError."""
        runtime = java.find(self._release.java)
        if runtime is None:
            wanted = self._release.java
            raise NoJavaError(
                f"Neo4j {self._release.version} needs Java {wanted.start} or later; found {sorted(java.runtimes())}"
            )
        lib = await asyncio.to_thread(jars, self._release)
        self._port = free_ports()[0]
        with self._prepare_home() as console:
            self._process = await asyncio.create_subprocess_exec(
                *(str(runtime), *OPTIONS, *OPENS, "-cp", f"{lib}/*", self._release.main),
                *(f"--home-dir={self._home}", f"--config-dir={self._home / 'conf'}"),
                stdin=DEVNULL,
                stdout=console,
                stderr=STDOUT,
                preexec_fn=_die_with_parent,
                start_new_session=True,
            )
        try:
            await asyncio.wait_for(self._set_password(), START_SECONDS)
        except BaseException:
            await self.stop()
            raise

    def _prepare_home(self) -> TextIO:
        """Make the folders and the configuration; the file that takes what the server prints."""
        for name in ["conf", "data", "logs", "run", "import", "plugins", "licenses"]:
            (self._home / name).mkdir(parents=True)
        (self._home / "conf" / "neo4j.conf").write_text(CONF.format(port=self._port))
        return open(self._home / "logs" / "console.log", "w")

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self._port}"

    @property
    def password(self) -> str:
        return self._password

    async def connect(self, **options: object) -> Connection:
        """A strict connection: a notification is an error."""
        settings = {"strict": True, "pool_size": 40} | options
        return await open_connection(self.uri, "neo4j", self._password, "neo4j", "neo4j", **settings)  # type: ignore[arg-type]

    async def _set_password(self) -> None:
        """Wait until it answers, and replace the password that every new Neo4j has."""
        assert self._process is not None
        async with AsyncGraphDatabase.driver(self.uri, auth=("neo4j", "neo4j"), telemetry_disabled=True) as driver:
            while True:
                if self._process.returncode is not None:
                    printed = (self._home / "logs" / "console.log").read_text(errors="replace")
                    raise UnavailableError(f"Neo4j ended: {printed[-500:]}")
                with contextlib.suppress(DriverError, Neo4jError):
                    async with driver.session(database="system") as session:
                        change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"
                        await (await session.run(change, password=self._password)).consume()
                        return
                await asyncio.sleep(0.2)

    async def stop(self) -> None:
        """End it; its data is of no use to anybody."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self._process.wait()


def _die_with_parent() -> None:
    """Linux: end the server when pytest ends, however it ends."""
    if os.uname().sysname == "Linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)
