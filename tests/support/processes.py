"""Python processes that a test starts and kills."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


@contextlib.asynccontextmanager
async def running(code: str, *arguments: str) -> AsyncIterator[Process]:
    """A Python that runs `code` from the repository's root, its output readable; killed at the end if need be."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def line(process: Process) -> str:
    """The next line that a process prints, without its end. Fails when the process says no more."""
    assert process.stdout is not None
    text = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    assert text, "the process ended without a word"
    return text.rstrip("\n")


async def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for a condition; fail if it does not come true in time."""
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        await asyncio.sleep(0.02)


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)


def is_gone(pid: int) -> bool:
    """Whether a process has ended (one that nobody has waited for has ended too)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
