"""A department's desk. What is tested here does not depend on the release of Neo4j: see tests/graph for that."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connection import Connection
from graph.ledger import Ledger
from tests.support.clock import FakeClock
from tests.support.desk import Desk, open_desk
from tests.support.engines import KINDS, started_on

started = started_on(KINDS)


@pytest.fixture
async def desk(connection: Connection, ledger: Ledger, clock: FakeClock, tmp_path: Path) -> Desk:
    return await open_desk(connection, ledger, clock, tmp_path)
