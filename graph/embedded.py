"""The embedded graph engine: ArcadeDB as a supervised child process on the loopback address.

One process owns a data folder: it starts the engine, starts it again if it dies, and stops it. Other processes of the
same user attach to the running engine over Bolt. The engine ends with its owner, also when the owner is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import logging
import os
import platform
import random
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from graph.embedded_child import DATABASE, Orders
from graph.engine_files import DataFolder, EngineAddress
from graph.errors import StartError
from graph.locks import FolderLock

logger = logging.getLogger(__name__)

SOURCES = Path(__file__).resolve().parent.parent
PORTS = range(20_000, 32_000)
"""Below the range that systems give to outgoing connections, so that nobody takes the port while the engine restarts."""
PORT_ATTEMPTS = 8
START_SECONDS = 120.0
"""An engine that was killed first applies its log."""
STOP_SECONDS = 30.0
FIRST_DELAY, LAST_DELAY = 0.2, 30.0
"""Seconds before the engine is started again, doubled each time that it dies soon."""
STABLE_SECONDS = 60.0
HANDOVER_SECONDS = 15.0
"""How long a dead owner's engine may take to leave the folder."""


class PortTakenError(StartError):
    """Somebody else listens on the port that the engine was given."""


class EmbeddedEngine:
    """A running engine and its supervision. `start` and `stop` once each; `address` is valid in between."""

    def __init__(self, data_dir: Path, *, heap: str = "512m", command_timeout: float = 60.0) -> None:
        """`heap` is the Java heap's limit; `command_timeout` the seconds after which the engine stops any one command."""
        self.folder = DataFolder.at(data_dir)
        self.restarts = 0
        self._heap = heap
        self._command_timeout = command_timeout
        self._lock = FolderLock(self.folder.lock)
        self._password = ""
        self._ports = (0, 0)
        self._process: Process | None = None
        self._supervisor: asyncio.Task[None] | None = None

    @property
    def address(self) -> EngineAddress:
        """Where it answers: the same after each restart."""
        return EngineAddress(f"bolt://127.0.0.1:{self._ports[0]}", "root", DATABASE, self._password)

    @property
    def pid(self) -> int | None:
        """The engine's process id, None while it is not running."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Start the engine and its supervision. Raises StartError: one line with a remedy."""
        require_wheel()
        self.folder.prepare()
        await self._take_folder()
        try:
            self._password = self.folder.password()
            await self._start_on_free_port()
            self.folder.publish(self.address)
        except BaseException:
            await self._end_process()
            self._lock.release()
            raise
        self._supervisor = asyncio.create_task(self._supervise(), name="embedded-engine")

    async def stop(self) -> None:
        """Stop the engine and leave the folder. Harmless when it is not running."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervisor
            self._supervisor = None
            self.folder.withdraw()
        await self._end_process()
        self._lock.release()

    @staticmethod
    def attach(data_dir: Path) -> EngineAddress:
        """Where the engine that runs on this folder answers. Raises StartError if none does."""
        folder = DataFolder.at(data_dir)
        if not FolderLock(folder.lock).is_held():
            raise StartError(f"no creditgraph server is running on the data folder {folder.root}")
        return folder.published()

    async def _take_folder(self) -> None:
        give_up = time.monotonic() + HANDOVER_SECONDS
        while not self._lock.try_acquire():
            if self._lock.owner_is_alive() or time.monotonic() > give_up:
                raise StartError(
                    f"the data folder {self.folder.root} is in use by another creditgraph server (pid "
                    f"{self._lock.owner()}); "
                    "stop it, or choose another folder with CREDITGRAPH_DATA_DIR"
                )
            await asyncio.sleep(0.05)

    async def _start_on_free_port(self) -> None:
        for attempt in range(PORT_ATTEMPTS):
            self._ports = free_ports()
            try:
                self._process = await self._spawn()
                return
            except PortTakenError:
                if attempt == PORT_ATTEMPTS - 1:
                    raise

    async def _spawn(self) -> Process:
        """A child that has answered that it is ready. Raises StartError otherwise, leaving no process behind."""
        log = self.folder.open_log()
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "graph.embedded_child"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                cwd=self.folder.engine,
                env={**os.environ, "PYTHONPATH": str(SOURCES)},
                start_new_session=True,  # Ctrl-C is the owner's: it stops the engine when its requests are answered
                pass_fds=(self._lock.descriptor,),  # the folder stays locked until the child has ended too
            )
        finally:
            os.close(log)
        try:
            await asyncio.wait_for(self._order(process), START_SECONDS)
        except TimeoutError:
            await _kill(process)
            raise self._failed(f"gave no answer for {START_SECONDS:.0f} s") from None
        except BaseException:
            await _kill(process)
            raise
        return process

    async def _order(self, process: Process) -> None:
        """Tells the child what to start, and waits until it has."""
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(self._orders()).encode() + b"\n")
        except (OSError, RuntimeError):  # it has ended already: uvloop says so by a RuntimeError
            raise self._failed(f"ended with status {await process.wait()}") from None
        await self._until_ready(process)

    async def _until_ready(self, process: Process) -> None:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise self._failed(f"ended with status {await process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            kind = PortTakenError if answer["port_taken"] else StartError
            raise self._failed(f"said: {str(answer['error']).splitlines()[0]}", kind)

    def _failed(self, reason: str, kind: type[StartError] = StartError) -> StartError:
        return kind(f"the embedded graph engine did not start: it {reason} (see {self.folder.log})")

    def _orders(self) -> Orders:
        return {
            "folder": str(self.folder.engine),
            "password": self._password,
            "bolt_port": self._ports[0],
            "http_port": self._ports[1],
            "heap": self._heap,
            "command_timeout_ms": round(self._command_timeout * 1000),
            "parent": os.getpid(),
        }

    async def _supervise(self) -> None:
        delay = FIRST_DELAY
        while True:
            assert self._process is not None
            started = time.monotonic()
            status = await self._process.wait()
            if time.monotonic() - started > STABLE_SECONDS:
                delay = FIRST_DELAY
            logger.error("the embedded graph engine ended (status %s); starting it again", status)
            restarted = False
            while not restarted:
                await asyncio.sleep(delay)
                delay = min(delay * 2, LAST_DELAY)
                try:
                    self._process = await self._spawn()
                    restarted = True
                except (StartError, OSError) as error:  # no memory or no file left to start it with, say
                    logger.error("%s; trying again in %.1f s", error, delay)
            self.restarts += 1
            logger.warning("the embedded graph engine is back (restart %d)", self.restarts)

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            logger.error("the embedded graph engine did not stop within %.0f s; killing it", STOP_SECONDS)
        finally:
            await _kill(process)


async def _kill(process: Process) -> None:
    """End a child for certain and let its pipes go."""
    if process.stdin is not None:
        process.stdin.close()
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def require_wheel() -> None:
    """Raise StartError where the embedded engine is not installed: there is no wheel for every platform."""
    if importlib.util.find_spec("arcadedb_embedded") is None:
        raise StartError(
            f"the embedded graph engine is not available for this platform ({platform.system()} {platform.machine()}, "
            f"Python {platform.python_version()}); use Neo4j: CREDITGRAPH_ENGINE=neo4j (docs/how-to/run-on-neo4j.md)"
        )


def free_ports() -> tuple[int, int]:
    """Two ports of the loopback address on which nobody listens at the moment."""
    found: list[int] = []
    for port in random.sample(PORTS, 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise StartError("no free port on 127.0.0.1 for the embedded graph engine; close what uses them")
