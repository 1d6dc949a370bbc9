"""Rule documents in the graph: recorded with their time, never changed, read back whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from neo4j import AsyncManagedTransaction, Record

from domain.rule_documents import RuleDocument, RuleKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query


@dataclass(frozen=True, slots=True)
class RecordedRule:
    """One version of a rule document, and when it was recorded (µs)."""

    document: RuleDocument
    recorded_at: int


@dataclass(frozen=True, slots=True)
class RecordedRules:
    """All versions ever recorded, oldest first; `changed_at` is when the last was (0 before the first)."""

    rules: tuple[RecordedRule, ...]
    changed_at: int


class RuleStore:
    """Reads and records rule documents."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def read(self) -> RecordedRules:
        """All versions of all documents."""
        return _recorded(await self._connection.read(query("read/rule_documents")))

    async def record(self, choose: Callable[[RecordedRules], Sequence[RuleDocument]]) -> RecordedRules:
        """Record what `choose` picks after seeing what is there; two servers that start at once record it once."""

        async def work(transaction: AsyncManagedTransaction, at: int) -> None:
            result = await transaction.run(query("read/rule_documents"))
            chosen = choose(_recorded([record async for record in result]))
            if chosen:
                documents = [[d.key, d.kind, d.name, d.version, d.content, d.sha256] for d in chosen]
                await (await transaction.run(query("write/rule_documents"), documents=documents, at=at)).consume()

        await self._ledger.write(work)
        return await self.read()


def _recorded(records: list[Record]) -> RecordedRules:
    rules = [
        RecordedRule(
            RuleDocument(RuleKind(r["kind"]), r["name"], r["version"], r["content"], r["sha256"]), r["recorded_at"]
        )
        for r in records
        if r["kind"] is not None
    ]
    rules.sort(key=lambda rule: (rule.recorded_at, rule.document.key))
    return RecordedRules(tuple(rules), records[0]["rules"] if records else 0)
