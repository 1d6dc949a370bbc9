"""Locks between processes on one machine, as locks on files: the kernel releases them when a process dies.

`FolderLock` says which process owns a data folder; `FileLock` makes writers of several processes queue (design §2.8).
Both use `flock`, so the embedded engine needs a POSIX system.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from graph.errors import StartError

try:
    import fcntl
except ImportError:  # pragma: no cover - not a POSIX system
    fcntl = None  # type: ignore[assignment]


def _open(path: Path) -> int:
    if fcntl is None:
        raise StartError("the embedded engine needs Linux or macOS; set CREDITGRAPH_ENGINE=neo4j instead")
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        raise
    return True


class FolderLock:
    """The right to use a data folder, held by one process (and the children that it hands the descriptor to)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """The locked file's descriptor: a child that inherits it keeps the lock until it has ended too."""
        if self._descriptor is None:
            raise RuntimeError("the lock is not held")
        return self._descriptor

    def try_acquire(self) -> bool:
        """Take the lock and write this process's id into the file; False if another process holds it."""
        descriptor = _open(self._path)
        if not _try(descriptor):
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return True

    def is_held(self) -> bool:
        """Whether any process holds the lock at this moment. Leaves the file as it is."""
        if not self._path.exists():
            return False
        descriptor = _open(self._path)
        try:
            return not _try(descriptor)
        finally:
            os.close(descriptor)

    def owner(self) -> int | None:
        """The id of the process that wrote the file, None if it cannot be read."""
        with contextlib.suppress(OSError, ValueError):
            return int(self._path.read_text())
        return None

    def owner_is_alive(self) -> bool:
        """Whether the process that wrote the file still runs (False if it cannot be read)."""
        owner = self.owner()
        if owner is None:
            return False
        try:
            os.kill(owner, 0)
        except ProcessLookupError:
            return False
        except OSError:  # alive, and another user's
            return True
        return True

    def release(self) -> None:
        """Give the lock back. Harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class FileLock:
    """An asynchronous lock between processes: `async with FileLock(path): …`.

    Processes are served in the order in which the kernel wakes them. One task of a process holds or awaits it at a time
    (others wait in an `asyncio.Lock`, first come first served), so one waiting thread is enough. A waiter that is
    cancelled leaves nothing locked behind.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = asyncio.Lock()
        self._descriptor: int | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="file-lock")

    async def __aenter__(self) -> Self:
        await self._turn.acquire()
        descriptor = None
        try:
            descriptor = _open(self._path)
            if not _try(descriptor):
                await self._wait(descriptor)
            self._descriptor = descriptor
        except BaseException:
            if descriptor is not None and self._descriptor is None:
                self._thread.submit(os.close, descriptor)
            self._turn.release()
            raise
        return self

    async def _wait(self, descriptor: int) -> None:
        """Block a thread until the lock is ours. After a cancellation the thread still ends up with it, and the close
        that `__aenter__` queues behind it on the same thread gives it back."""
        await asyncio.wrap_future(self._thread.submit(fcntl.flock, descriptor, fcntl.LOCK_EX))

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
        self._turn.release()
