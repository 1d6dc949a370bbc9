"""The event loop that the program runs in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


def run_in_loop(main: Callable[[], Awaitable[None]]) -> None:
    """Runs `main` in uvloop where there is one, else in asyncio's own loop."""

    async def entry() -> None:
        await main()

    try:
        import uvloop
    except ImportError:  # Windows
        asyncio.run(entry())
    else:
        uvloop.run(entry())
