"""The one way to a graph engine: reads, writes and schema statements over Bolt, alike on both engines.

Reads are single auto-commit statements in a READ session (half the price of a managed transaction) with a retry of our
own, for a read may be repeated. Writes are managed transactions, which the driver retries. No error of the driver leaves
this module: see `graph.errors`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from neo4j import (
    READ_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    NotificationDisabledClassification,
    NotificationMinimumSeverity,
    Query,
    Record,
    unit_of_work,
)
from neo4j.exceptions import DriverError, Neo4jError

from domain.errors import CreditGraphError, ErrorCode
from graph import notifications
from graph.errors import is_timeout, mapped

T = TypeVar("T")
Engine = Literal["neo4j", "embedded"]

SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
READ_PATIENCE = 1.5
"""Seconds during which a failed read is tried again."""
WRITE_PATIENCE = 5.0
"""Seconds during which a failed write transaction is tried again."""
FIRST_DELAY = 0.03
"""Seconds before the first retry, doubled for each next one, plus or minus half of it by chance."""
CONNECT_TIMEOUT = 5.0
"""Seconds until an address that does not answer counts as unreachable."""


class Connection:
    """A pool of connections to one database of one engine. Safe for any number of tasks of one event loop."""

    def __init__(
        self,
        driver: AsyncDriver,
        database: str,
        engine: Engine,
        *,
        read_timeout: float = 30.0,
        write_timeout: float = 120.0,
        strict: bool = False,
    ) -> None:
        """`read_timeout` and `write_timeout` are seconds of one attempt, kept by Neo4j; the embedded engine has one limit
        for all commands, set when it starts. `strict` makes Neo4j's warnings errors (tests do)."""
        self.engine: Engine = engine
        self._driver = driver
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._strict = strict
        self._session_config: dict[str, Any] = {
            "database": database,
            "fetch_size": -1,
            "max_transaction_retry_time": WRITE_PATIENCE,
            "initial_retry_delay": FIRST_DELAY,
            "retry_delay_jitter_factor": 0.5,
        }
        if engine == "neo4j":
            # In a cluster another member may answer the next read: the bookmark makes it wait for our own writes.
            self._session_config["bookmark_manager"] = AsyncGraphDatabase.bookmark_manager()

    async def read(self, query: str, /, **params: Any) -> list[Record]:
        """The records of one statement that only reads, tried again while the engine says that this may help.

        Raises CreditGraphError: ENGINE_UNAVAILABLE, TIMED_OUT, INTERNAL.
        """
        give_up = time.monotonic() + READ_PATIENCE
        delay = FIRST_DELAY
        while True:
            try:
                return await self._read_once(query, params)
            except (DriverError, Neo4jError) as error:
                if not error.is_retryable() or is_timeout(error) or time.monotonic() + delay > give_up:
                    raise mapped(error) from error
            await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 - spreads retries, guards nothing
            delay *= 2

    async def _read_once(self, query: str, params: dict[str, Any]) -> list[Record]:
        statement = Query(query, timeout=self._read_timeout) if self.engine == "neo4j" else query
        async with self._driver.session(default_access_mode=READ_ACCESS, **self._session_config) as session:
            with notifications.watch(self._strict) as check:
                result = await session.run(statement, params)
                records = [record async for record in result]
                check()
            return records

    async def write(self, work: Callable[[AsyncManagedTransaction], Awaitable[T]]) -> T:
        """The result of `work` in a committed transaction. It is called again when a conflict or a lost connection may
        go away by itself, so it must do nothing outside the transaction that cannot be done twice.

        Raises CreditGraphError as `read` does, and whatever `work` raises (the transaction is rolled back then). After
        ENGINE_UNAVAILABLE the transaction may have been committed all the same: a caller repeats it with its key.
        """

        with notifications.watch(self._strict) as check:

            @unit_of_work(timeout=self._write_timeout if self.engine == "neo4j" else None)
            async def attempt(transaction: AsyncManagedTransaction) -> T:
                value = await work(transaction)
                check()
                return value

            try:
                async with self._driver.session(**self._session_config) as session:
                    value = await session.execute_write(attempt)
            except (DriverError, Neo4jError) as error:
                raise mapped(error) from error
            check()
            return value

    async def schema(self, statement: str) -> None:
        """Run one schema statement (constraint, index). Raises as `read` does; does not retry."""
        try:
            async with self._driver.session(**self._session_config) as session:
                with notifications.watch(self._strict) as check:
                    await (await session.run(statement)).consume()
                    check()
        except (DriverError, Neo4jError) as error:
            raise mapped(error) from error

    async def verify(self) -> str:
        """Product and version, for example `Neo4j/5.26.30`. Raises ENGINE_UNAVAILABLE if the engine is not there."""
        try:
            async with self._driver.session(default_access_mode=READ_ACCESS, **self._session_config) as session:
                summary = await (await session.run("RETURN 1 AS one")).consume()
        except (DriverError, Neo4jError) as error:
            raise mapped(error) from error
        return summary.server.agent

    async def close(self) -> None:
        """Close every connection. Harmless when it is closed already."""
        await self._driver.close()


async def open_connection(
    uri: str,
    user: str,
    password: str,
    database: str,
    engine: Engine,
    *,
    pool_size: int = 100,
    read_timeout: float = 30.0,
    write_timeout: float = 120.0,
    strict: bool = False,
) -> Connection:
    """A connection that has been tried. Raises CreditGraphError(ENGINE_UNAVAILABLE) naming the address if it fails."""
    if urlsplit(uri).scheme not in SCHEMES:
        raise CreditGraphError(
            ErrorCode.ENGINE_UNAVAILABLE, f"{uri} is not a Bolt address; write bolt://host:port or neo4j://host:port"
        )
    try:
        driver = AsyncGraphDatabase.driver(
            uri,
            auth=(user, password),
            max_connection_pool_size=pool_size,
            connection_timeout=CONNECT_TIMEOUT,
            connection_acquisition_timeout=2 * CONNECT_TIMEOUT,
            telemetry_disabled=True,
            user_agent="creditgraph",
            notifications_min_severity=(
                NotificationMinimumSeverity.WARNING if strict else NotificationMinimumSeverity.OFF
            ),
            # In an empty database every label, type and property is "unrecognized".
            notifications_disabled_classifications=(
                [NotificationDisabledClassification.UNRECOGNIZED] if strict else None
            ),
        )
    except (DriverError, Neo4jError, ValueError) as error:
        raise CreditGraphError(
            ErrorCode.ENGINE_UNAVAILABLE, f"{uri} is not the address of a graph engine: {error}"
        ) from error
    connection = Connection(
        driver, database, engine, read_timeout=read_timeout, write_timeout=write_timeout, strict=strict
    )
    try:
        await connection.verify()
    except BaseException as error:
        await connection.close()
        if isinstance(error, CreditGraphError):
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, f"{uri}: {error.message}") from error
        raise
    return connection
