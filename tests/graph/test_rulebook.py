"""Rule documents in the graph: recorded once with their time, never seen by halves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from domain.rule_documents import RuleDocument, RuleKind, make_document
from graph.connection import Connection
from graph.ledger import Ledger
from graph.rulebook import RecordedRules, RuleStore
from tests.support.clock import FakeClock
from tests.support.engines import execute

ONE = make_document(RuleKind.POLICY, "one", 1, {"policy": "one"})
TWO = make_document(RuleKind.AREAS, "areas", 1, {"areas": []})
NEWER = make_document(RuleKind.POLICY, "one", 2, {"policy": "one", "version": 2})


@pytest.fixture
def store(connection: Connection, ledger: Ledger) -> RuleStore:
    return RuleStore(connection, ledger)


def told(recorded: RecordedRules) -> list[tuple[RuleDocument, int]]:
    return [(rule.document, rule.recorded_at) for rule in recorded.rules]


async def test_nothing_is_recorded_in_a_new_database(store: RuleStore) -> None:
    assert await store.read() == RecordedRules((), 0)


async def test_documents_are_recorded_with_the_time_of_their_transaction_oldest_first(
    store: RuleStore, clock: FakeClock
) -> None:
    first = clock.now
    recorded = await store.record(lambda _: [ONE, TWO])
    assert told(recorded) == [(TWO, first), (ONE, first)]
    assert recorded.changed_at == first
    clock.advance(days=1)
    again = await store.record(lambda known: [] if NEWER in [rule.document for rule in known.rules] else [NEWER])
    assert told(again) == [(TWO, first), (ONE, first), (NEWER, clock.now)]
    assert again.changed_at == clock.now
    assert await store.read() == again


async def test_recording_nothing_changes_nothing(store: RuleStore, clock: FakeClock) -> None:
    before = await store.record(lambda _: [ONE])
    clock.advance(days=1)
    assert await store.record(lambda _: []) == before


async def test_two_servers_that_start_at_once_record_once(store: RuleStore) -> None:
    def missing(recorded: RecordedRules) -> Sequence[RuleDocument]:
        known = {rule.document.key for rule in recorded.rules}
        return [document for document in (ONE, TWO) if document.key not in known]

    answers = await asyncio.gather(*(store.record(missing) for _ in range(4)))
    assert [len(answer.rules) for answer in answers] == [2, 2, 2, 2]


async def test_a_change_under_way_is_not_seen_by_halves(
    store: RuleStore, connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    """A commit becomes visible piece by piece: here the ledger already says that the rules have changed, and one of two
    documents is there. Whoever reads now must not take that for all, and must look again afterwards."""
    before = await store.record(lambda _: [TWO])
    halfway = before.changed_at + 10
    await execute(
        connection,
        """MATCH (l:Ledger) SET l.rules = $at, l.at = $at
        CREATE (:RuleDocument {key: $key, kind: 'policy', name: 'one', version: 1, content: $content, sha256: $sha256,
          recorded_at: $at})""",
        at=halfway,
        key=ONE.key,
        content=ONE.content,
        sha256=ONE.sha256,
    )
    seen = await store.read()
    assert told(seen) == told(before)
    assert seen.changed_at < halfway
    await ledger.recover()
    after = await store.read()
    assert told(after) == [*told(before), (ONE, halfway)]
    assert after.changed_at == halfway
