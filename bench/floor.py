"""The floor: what one check costs at least. The same evidence query, one for each request, and nothing around it.

Starlette, `driver.execute_query` with READ routing, orjson: no GraphQL, no rules, no keys, no limits. It answers the raw
rows of evidence, which no clerk could use; the server is measured against it.

    python -m bench.floor     (reads {uri, user, password, database, port} as JSON from standard input)
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import uvicorn
import uvloop
from neo4j import AsyncGraphDatabase, NotificationMinimumSeverity, RoutingControl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.evidence import parameters
from graph.queries import query


def make_app(orders: dict[str, Any]) -> Starlette:
    """POST / with {"key": an identifier's key} answers the party's evidence."""
    driver = AsyncGraphDatabase.driver(
        orders["uri"],
        auth=(orders["user"], orders["password"]),
        notifications_min_severity=NotificationMinimumSeverity.OFF,
    )
    text = query("read/evidence")

    async def evidence(request: Request) -> Response:
        asked = orjson.loads(await request.body())
        records, _, _ = await driver.execute_query(
            text,
            parameters([[None, asked["key"], None]]),
            routing_=RoutingControl.READ,
            database_=orders["database"],
        )
        return Response(orjson.dumps([record.values() for record in records]), media_type="application/json")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await driver.verify_connectivity()
        yield
        await driver.close()

    return Starlette(routes=[Route("/", evidence, methods=["POST"])], lifespan=lifespan)


def main() -> None:
    """Serve until SIGTERM."""
    orders = json.loads(sys.stdin.readline())
    config = uvicorn.Config(
        *(make_app(orders),), port=orders["port"], http="httptools", access_log=False, log_level="warning", loop="none"
    )
    uvloop.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
