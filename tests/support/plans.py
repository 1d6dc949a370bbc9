"""What an engine says about how it would run a query."""

from __future__ import annotations

import json

from graph.connection import Connection


async def plan(connection: Connection, query: str, /, **params: object) -> str:
    """The engine's plan as one text, in its own words."""
    async with connection._driver.session(**connection._session_config) as session:
        summary = await (await session.run(f"EXPLAIN {query}", params)).consume()  # type: ignore[arg-type]
    assert summary.plan is not None
    return json.dumps(summary.plan, default=str)
