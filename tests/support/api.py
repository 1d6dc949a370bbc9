"""The API as a caller sees it, over a real embedded engine: requests go through the ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from neo4j import Record

from graph.ledger import Ledger
from graph.queries import query as text_of
from resolvers.principal import Scope
from server.app import make_app
from server.composition import Installation, assemble
from server.settings import Mode, read_settings
from tests.support.engines import Started
from tests.support.loading import shipped_documents

KEY_LOOK_UP = text_of("read/api_key")
ALL = frozenset({Scope.CHECK, Scope.READ, Scope.LOAD})


@dataclass
class Api:
    """An application and its keys. `reads` counts the round trips of reading since it was set to 0, but for the look-up of
    the key, which is remembered for a time."""

    installation: Installation
    client: httpx.AsyncClient
    reads: int = 0
    _keys: dict[tuple[frozenset[Scope], str | None], str] = field(default_factory=dict)

    async def key(self, scopes: frozenset[Scope], department: str | None = None) -> str:
        """The text of a key with these scopes, made when first wanted."""
        wanted = (scopes, department)
        if wanted not in self._keys:
            self._keys[wanted] = (await self.installation.keys.create("test", scopes, department)).text
        return self._keys[wanted]

    async def post(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        scopes: frozenset[Scope] = ALL,
        department: str | None = None,
    ) -> httpx.Response:
        """The answer to a query by POST."""
        headers = {"authorization": f"Bearer {await self.key(scopes, department)}"}
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        scopes: frozenset[Scope] = ALL,
        department: str | None = None,
    ) -> Any:
        """`data` of an answer without errors."""
        body = (await self.post(query, variables, scopes, department)).json()
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def refused(self, query: str, variables: dict[str, Any] | None = None, **key: Any) -> dict[str, Any]:
        """The one error of an answer: its code, field (where there is one) and message."""
        body = (await self.post(query, variables, **key)).json()
        assert len(body["errors"]) == 1, body
        error = body["errors"][0]
        found = {"code": error["extensions"]["code"], "message": error["message"]}
        return found | ({"field": error["extensions"]["field"]} if "field" in error["extensions"] else {})


class _CountingConnection:
    """Counts `Connection.read` for as long as an Api uses the connection."""

    def __init__(self, api: Api) -> None:
        connection = api.installation.services.connection
        read = connection.read

        async def counted(query: str, /, **params: Any) -> list[Record]:
            if query != KEY_LOOK_UP:
                api.reads += 1
            return await read(query, **params)

        connection.read = counted  # type: ignore[method-assign]
        self._connection = connection

    def stop(self) -> None:
        """Takes the counter off again."""
        del self._connection.read


@asynccontextmanager
async def running_api(started: Started, folder: Path, **settings: Any) -> AsyncIterator[Api]:
    """The application on an engine of the suite."""
    chosen = read_settings(data_dir=folder, **{"mode": Mode.DEVELOPMENT, **settings})
    ledger = Ledger(started.connection, process_lock=started.process_lock)
    installation = await assemble(chosen, started.connection, ledger, shipped_documents())
    transport = httpx.ASGITransport(make_app(installation))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        api = Api(installation, client)
        counting = _CountingConnection(api)
        try:
            yield api
        finally:
            counting.stop()
            await installation.services.names.close()
