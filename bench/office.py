"""How long it takes to work out what is due for 20,000 findings: `python -m bench.office`.

The first round records everything that must be told, the next ones find the record in line: that is what a server does at its
start, at midnight and from time to time. One in ten findings is SERIOUS, which tells about 67 recipients.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from domain.identifiers import IdentityKey
from domain.rule_documents import build_rulebook
from graph.control import ControlReader
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.migrations import migrate
from graph.opening import open_engine
from graph.rulebook import RuleStore
from resolvers.clock import Clock
from resolvers.dispatching import Dispatcher
from resolvers.loading import Loader
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from seeds.rule_files import load_rules

FINDINGS, CHUNK, ROUNDS = 20_000, 10_000, 3


async def measure(folder: Path) -> None:
    """Loads, settles and prints."""
    graph = await open_engine(folder, heap="1g")
    try:
        await migrate(graph.connection)
        ledger = Ledger(graph.connection, process_lock=graph.process_lock)
        rules = Rules(RuleStore(graph.connection, ledger))
        await rules.record(load_rules())
        book = build_rulebook(load_rules())
        loader = Loader(ledger, lambda: book, IdentityKey(b"bench-identity-key"))
        for start in range(0, FINDINGS, CHUNK):
            numbers = range(start, start + CHUNK)
            await loader.load_parties([_party(number) for number in numbers], "bench")
            await loader.load_findings([_finding(number) for number in numbers], "bench")
        dispatcher = Dispatcher(
            DispatchStore(graph.connection, ledger), rules, Clock(), TellingControl(ControlReader(graph.connection))
        )
        for round_ in range(ROUNDS):
            started = time.perf_counter()
            settled = await dispatcher.settle_all(date(2025, 9, 1))
            took = time.perf_counter() - started
            print(f"round {round_}: {took:.1f} s, {settled.told} told, {settled.recalled} recalled")
    finally:
        await graph.close()


def _party(number: int) -> dict[str, object]:
    return {"key": f"E{number}", "kind": "enterprise", "name": f"公司{number}"}


def _finding(number: int) -> dict[str, object]:
    day = date(2025, 8, 10)
    row: dict[str, object] = {
        "number": f"F{number}",
        "party_key": f"E{number}",
        "area": "WORK_SAFETY",
        "department": "KS_EMERGENCY_MANAGEMENT",
        "act_on": day - timedelta(days=9),
        "recognised_on": day,
        "rectify_by": day + timedelta(days=60),
    }
    return row | {"grade": "SERIOUS", "standard": "standard"} if number % 10 == 0 else row


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(Path(made)))
