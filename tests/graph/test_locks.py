"""Locks between processes. Two lock objects in one process stand for two processes: `flock` keeps them apart too."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from graph.locks import FileLock, FolderLock
from tests.support.processes import kill, line, running, until

HOLDER = """
import asyncio, sys
from pathlib import Path
from graph.locks import FileLock

async def main():
    async with FileLock(Path(sys.argv[1])):
        print("locked", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def test_one_holder_at_a_time(tmp_path: Path) -> None:
    inside, most, entered = 0, 0, 0

    async def enter(lock: FileLock) -> None:
        nonlocal inside, most, entered
        async with lock:
            inside += 1
            entered += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    locks = [FileLock(tmp_path / "lock") for _ in range(3)]
    await asyncio.gather(*(enter(lock) for lock in locks for _ in range(20)))
    assert (most, entered) == (1, 60)


async def test_a_cancelled_waiter_leaves_nothing_locked(tmp_path: Path) -> None:
    holder, waiter, third = (FileLock(tmp_path / "lock") for _ in range(3))

    async def wait() -> None:
        async with waiter:
            pytest.fail("entered a lock that another holds")

    async with holder:
        task = asyncio.create_task(wait())
        await until(lambda: bool(waiter._thread._threads))  # it has begun to wait
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with asyncio.timeout(10), third:
        pass
    async with asyncio.timeout(10), waiter:
        pass


async def test_a_process_that_dies_releases_it(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "lock")
    async with running(HOLDER, str(tmp_path / "lock")) as holder:
        assert await line(holder) == "locked"
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1), lock:
                pytest.fail("entered a lock that another process holds")
        kill(holder.pid)
        async with asyncio.timeout(10), lock:
            pass


def test_a_folder_lock_names_its_owner(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    assert not first.is_held()
    assert first.owner() is None
    assert first.try_acquire()
    assert not second.try_acquire()
    assert second.is_held()
    assert second.owner() == os.getpid()
    first.release()
    first.release()
    assert second.try_acquire()
    second.release()
