"""Fixtures of the whole suite: real engines, started once, empty for each test.

    connection          on every engine in turn (ids embedded, neo4j-5, neo4j-2026): an empty, migrated database
    ledger              the Ledger on `connection`, with `clock`
    embedded_connection the embedded engine only, for what does not depend on the engine
    embedded_ledger     the Ledger on `embedded_connection`, with `clock`
    clock               a FakeClock at 2024-01-01T00:00Z

All connections are strict: a notification by Neo4j fails the test. Neo4j: see CREDITGRAPH_TEST_NEO4J in tests/support.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from graph.connection import Connection
from graph.ledger import Ledger
from tests.support import class_archive, java, scheduling
from tests.support.clock import FakeClock
from tests.support.engines import ENGINE_IDS, Engines, Started, started_on

# Nothing is timed: a busy machine is no failure. Where CI is set, hypothesis' own profile adds fixed examples.
settings.register_profile("untimed", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOM = 2 * 1024**3


def in_memory() -> str | None:
    """A folder of files in memory, where there is one with room."""
    folder = "/dev/shm"
    return folder if os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ROOM else None


@pytest.fixture(scope="session")
async def engines() -> AsyncIterator[Engines]:
    """Their data is in memory, if it can be: tests commit often, and none of it is kept."""
    with TemporaryDirectory(prefix="creditgraph-tests-", dir=in_memory()) as folder:
        started = Engines(Path(folder))
        yield started
        await started.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


started = started_on(ENGINE_IDS)


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


def pytest_configure(config: pytest.Config) -> None:
    """Options for every embedded engine that a test starts, in whichever process."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        if config.getvalue("numprocesses"):
            class_archive.make()
        os.environ.setdefault("ARCADEDB_JVM_ARGS", " ".join((*java.SHORT_LIVED, *class_archive.options())))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: scheduling.turn(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> scheduling.ByEngine | None:
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return scheduling.ByEngine(config, log)
