"""One behaviour on every engine: reads, writes, and how their failures look to a caller."""

from __future__ import annotations

import pytest
from neo4j import AsyncManagedTransaction
from neo4j.exceptions import ServiceUnavailable

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection, open_connection
from graph.errors import ConstraintViolationError
from graph.notifications import NotificationError
from tests.support.engines import execute


async def test_reads_with_parameters(connection: Connection) -> None:
    records = await connection.read("UNWIND $numbers AS n RETURN n * 2 AS twice ORDER BY twice", numbers=[3, 1, 2])
    assert [record["twice"] for record in records] == [2, 4, 6]


async def test_reads_what_it_has_just_written(connection: Connection) -> None:
    for number in range(10):
        await execute(connection, "CREATE (:Party {id: $id})", id=f"p{number}")
        records = await connection.read("MATCH (p:Party) RETURN count(p) AS n")
        assert records[0]["n"] == number + 1


async def test_a_write_that_raises_leaves_nothing(connection: Connection) -> None:
    async def work(transaction: AsyncManagedTransaction) -> None:
        await (await transaction.run("CREATE (:Party {id: 'p1'})")).consume()
        raise KeyError("of the caller's own")

    with pytest.raises(KeyError, match="of the caller's own"):
        await connection.write(work)
    assert await connection.read("MATCH (p:Party) RETURN p.id") == []


async def test_a_second_node_with_a_unique_key(connection: Connection) -> None:
    await execute(connection, "CREATE (:Party {id: 'p1'})")
    with pytest.raises(ConstraintViolationError):
        await execute(connection, "CREATE (:Party:Person {id: 'p1'})")
    assert (await connection.read("MATCH (p:Party) RETURN count(p) AS n"))[0]["n"] == 1


async def test_a_refused_query_says_nothing_of_its_parameters(connection: Connection) -> None:
    with pytest.raises(CreditGraphError) as caught:
        await connection.read("RETURN date($text) AS d", text="110101199003070011")
    assert caught.value.code is ErrorCode.INTERNAL
    assert "110101199003070011" not in caught.value.message


async def test_says_what_it_talks_to(connection: Connection) -> None:
    assert ("ArcadeDB" in await connection.verify()) == (connection.engine == "embedded")


async def test_a_warning_by_neo4j_is_an_error_when_strict(connection: Connection) -> None:
    deprecated = "MATCH (n:Event) WHERE id(n) = 0 RETURN n"
    if connection.engine == "embedded":  # which warns about nothing
        assert await connection.read(deprecated) == []
        return
    with pytest.raises(NotificationError, match="deprecated"):
        await connection.read(deprecated)
    with pytest.raises(NotificationError, match="deprecated"):
        await execute(connection, deprecated)
    assert [record["x"] for record in await connection.read("RETURN 1 AS x")] == [1]


@pytest.mark.parametrize("uri", ["bolt://127.0.0.1:1", "neo4j://127.0.0.1:1"])
async def test_nobody_at_the_address(uri: str) -> None:
    with pytest.raises(CreditGraphError, match=uri) as caught:
        await open_connection(uri, "neo4j", "secret", "neo4j", "neo4j")
    assert caught.value.code is ErrorCode.ENGINE_UNAVAILABLE
    assert caught.value.retryable


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1:7687", ""])
async def test_an_address_that_is_none(uri: str) -> None:
    with pytest.raises(CreditGraphError, match="not a Bolt address"):
        await open_connection(uri, "neo4j", "secret", "neo4j", "neo4j")


class _Flaky(Connection):
    """Fails some times before it reads."""

    def __init__(self, failures: int) -> None:
        self.engine = "neo4j"
        self.left = failures

    async def _read_once(self, query: str, params: dict[str, object]) -> list[object]:  # type: ignore[override]
        if self.left:
            self.left -= 1
            raise ServiceUnavailable("gone")
        return [query]


async def test_a_read_is_tried_again() -> None:
    assert await _Flaky(3).read("RETURN 1") == ["RETURN 1"]


async def test_a_read_is_not_tried_for_ever() -> None:
    flaky = _Flaky(10_000)
    with pytest.raises(CreditGraphError) as caught:
        await flaky.read("RETURN 1")
    assert caught.value.code is ErrorCode.ENGINE_UNAVAILABLE
    assert 10_000 - flaky.left < 12
