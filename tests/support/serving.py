"""`creditgraph serve` as a process of its own over an embedded engine, and how it and its engine are killed."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from pathlib import Path

import psutil

from graph.engine_files import DataFolder
from graph.locks import FolderLock
from tests.support.processes import ROOT, is_gone, kill, until

START_SECONDS = 90.0
_SERVING = re.compile(r"serving (http://\S+)/graphql")


class Serving:
    """One server at a time on one data folder; all of them write one log."""

    def __init__(self, folder: Path, log: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.address = ""
        self._log = log
        self._environment = environment
        self._process: Process | None = None

    @property
    def log(self) -> str:
        """Everything that the servers have logged."""
        return self._log.read_text(encoding="utf-8")

    @property
    def is_up(self) -> bool:
        """Whether the server process runs."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the server; its folder must be free. Returns when it serves."""
        with self._log.open("ab") as log:
            began = log.tell()
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "server.cli", "serve", "--port", "0"),
                cwd=ROOT,
                env=self._environment,
                stdin=DEVNULL,
                stderr=log,
            )
        await until(lambda: _SERVING.search(self.log, began) is not None or not self.is_up, START_SECONDS)
        found = _SERVING.search(self.log, began)
        assert found is not None, self.log
        self.address = found[1]

    def engine(self) -> int | None:
        """The process id of the server's engine, None while it has none."""
        assert self._process is not None
        for child in psutil.Process(self._process.pid).children():
            with contextlib.suppress(psutil.Error):
                if "graph.embedded_child" in child.cmdline():
                    return child.pid
        return None

    async def kill_engine(self) -> int:
        """kill -9 of the engine, once there is one; returns the id it had."""
        await until(lambda: self.engine() is not None)
        child = self.engine()
        assert child is not None
        kill(child)
        await until(lambda: is_gone(child))
        return child

    async def kill(self) -> None:
        """kill -9 of the server: its engine must end with it and leave the folder unlocked."""
        assert self._process is not None
        child = self.engine()
        assert child is not None
        kill(self._process.pid)
        await self._process.wait()
        await until(lambda: is_gone(child))
        # A process of many threads is seen to have ended a moment before its last thread lets go of its files.
        await until(lambda: not FolderLock(DataFolder.at(self.folder).lock).is_held())

    async def stop(self) -> None:
        """End it, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await asyncio.wait_for(self._process.wait(), START_SECONDS)


@contextlib.asynccontextmanager
async def serving(folder: Path, log: Path, environment: dict[str, str]) -> AsyncIterator[Serving]:
    """A server, started; whatever runs of it is stopped at the end."""
    server = Serving(folder, log, environment)
    try:
        await server.start()
        yield server
    finally:
        await server.stop()
