"""Which worker runs what, and when.

All tests of one Neo4j are one unit, so that it is started, and gets warm, in one worker only; the other tests of a file
are a unit. The units that take long come first, so that at the end no worker waits for another.
"""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling

from tests.support.engines import ENGINE_IDS

EVERY_ENGINE = "tests/test_model_agreement.py"
"""Asks all engines in one test; it goes where one of them runs anyway."""
NEO4J = tuple(engine for engine in ENGINE_IDS if engine.startswith("neo4j"))
LONGEST = (
    "tests/server/test_killed_server.py",
    "tests/domain/test_decision_against_oracle.py",
    "tests/server/test_dispatching_killed.py",
    "tests/server/test_cli_load.py",
)


def unit(nodeid: str) -> str:
    """The unit of a test: a Neo4j or a file."""
    path, _, name = nodeid.partition("::")
    if path == EVERY_ENGINE:
        return NEO4J[0]
    return next((engine for engine in NEO4J if engine in name.partition("[")[2]), path)


def turn(nodeid: str) -> tuple[int, bool]:
    """Sorts tests: the Neo4js, the longest files, the others."""
    order = (*NEO4J, *LONGEST)
    found = unit(nodeid)
    return order.index(found) if found in order else len(order), not nodeid.startswith(EVERY_ENGINE)


class ByEngine(LoadScopeScheduling):
    """Hands out units, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)
