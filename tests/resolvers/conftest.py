"""A department's desk on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connection import Connection
from graph.ledger import Ledger
from tests.support.clock import FakeClock
from tests.support.desk import Desk, open_desk


@pytest.fixture
async def desk(connection: Connection, ledger: Ledger, clock: FakeClock, tmp_path: Path) -> Desk:
    return await open_desk(connection, ledger, clock, tmp_path)
