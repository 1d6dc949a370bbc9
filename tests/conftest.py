"""Fixtures of the whole suite: real engines, started once, empty for each test.

    connection          on every engine in turn (ids embedded, neo4j-5, neo4j-2026): an empty, migrated database
    ledger              the Ledger on `connection`, with `clock`
    embedded_connection the embedded engine only, for what does not depend on the engine
    embedded_ledger     the Ledger on `embedded_connection`, with `clock`
    connections         every engine that runs here, by id, each empty: to compare their answers
    clock               a FakeClock at 2024-01-01T00:00Z

All connections are strict: a notification by Neo4j fails the test. Neo4j: see CREDITGRAPH_TEST_NEO4J in tests/support.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, settings

from graph.connection import Connection
from graph.ledger import Ledger
from tests.support.clock import FakeClock
from tests.support.engines import ENGINE_IDS, Engines, Started

# Nothing is timed: a busy machine is no failure. Where CI is set, hypothesis' own profile adds fixed examples.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
async def engines(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engines]:
    started = Engines(tmp_path_factory.mktemp("engines"))
    yield started
    await started.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=ENGINE_IDS)
async def started(request: pytest.FixtureRequest, engines: Engines) -> Started:
    return await engines.empty(request.param)


@pytest.fixture
def connection(started: Started) -> Connection:
    return started.connection


@pytest.fixture
def ledger(started: Started, clock: FakeClock) -> Ledger:
    return Ledger(started.connection, clock=clock, process_lock=started.process_lock)


@pytest.fixture
async def embedded(engines: Engines) -> Started:
    return await engines.empty("embedded")


@pytest.fixture
def embedded_connection(embedded: Started) -> Connection:
    return embedded.connection


@pytest.fixture
def embedded_ledger(embedded: Started, clock: FakeClock) -> Ledger:
    return Ledger(embedded.connection, clock=clock, process_lock=embedded.process_lock)


@pytest.fixture
async def connections(engines: Engines) -> dict[str, Connection]:
    found = {}
    for engine_id in ENGINE_IDS:
        with contextlib.suppress(pytest.skip.Exception):
            found[engine_id] = (await engines.empty(engine_id)).connection
    if len(found) < 2:
        pytest.skip("one engine only: nothing to compare")
    return found


LONGEST = frozenset(
    {
        "test_model_agreement.py",
        "test_killed_server.py",
        "test_decision_against_oracle.py",
        "test_dispatching_killed.py",
        "test_cli_load.py",
    }
)
"""Files that take a minute or more: begun first, so that none of two workers waits for one at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others in their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
