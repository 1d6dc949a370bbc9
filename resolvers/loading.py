"""Loading: rows in, an outcome for each batch out. One code path for the command line and the mutations.

A batch is read (cells to checked statements, pure) and then stored, some thousand rows in one ledger transaction. Rows
are independent: good ones are stored, each bad one is a problem. Repeating a batch changes nothing, so a load that was
killed is resumed by running it again. While one batch is in the database the next is read in a thread; never more than
two are in memory.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey
from graph.fresh_load import FreshLoad
from graph.ledger import Ledger
from resolvers.batches import CHUNK, MAX_BATCH, Kind, LoadOutcome, Row, RowProblem
from resolvers.finding_loading import FindingStore, PenaltyStore
from resolvers.link_loading import plan_links, store_links
from resolvers.party_loading import store_parties
from resolvers.row_keys import RowContext, check_source
from resolvers.rows import (
    NumberedRow,
    ParsedRows,
    parse_finding,
    parse_link,
    parse_party,
    parse_penalty,
    parse_rows,
)
from resolvers.storing import RuleProvider, Store, Stored

KEPT = 1_000
"""Problems and notes that the outcome of a whole table keeps; each batch's own outcome has all of its own."""

PROMPT = 0.0005
"""Seconds after which the thread that reads rows lets the database's answers in, while a table is loaded. With the
interpreter's usual 5 ms every answer waits that long: a tenth of the time of a load."""
_USUAL = sys.getswitchinterval()


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one or several kinds that belong together; kinds are stored in the order of `Kind`.

    `context` is whatever the caller wants back with the outcome.
    """

    rows: Mapping[Kind, Sequence[NumberedRow]]
    context: Any = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """Rows of one kind, read: the statements of the good ones, in chunks of one transaction each with their number of
    rows, and the problems of the bad ones."""

    kind: Kind
    source: str
    chunks: Sequence[tuple[int, Any]]
    problems: Sequence[RowProblem]
    refused: int


Done = Callable[[Batch, Mapping[Kind, LoadOutcome]], None]
"""Told of each batch when it is stored."""


_PARSERS: Mapping[Kind, Any] = {
    Kind.PARTIES: parse_party,
    Kind.LINKS: parse_link,
    Kind.PENALTIES: parse_penalty,
    Kind.FINDINGS: parse_finding,
}


class Loader:
    """Loads rows. Safe for any number of tasks; writes queue in the ledger."""

    def __init__(self, ledger: Ledger | FreshLoad, rules: RuleProvider, identity_key: IdentityKey) -> None:
        self._ledger = ledger
        self._identity_key = identity_key
        self._plans = _PLANS
        self._stores: dict[Kind, Store[Any]] = {
            Kind.PARTIES: store_parties,
            Kind.LINKS: store_links,
            Kind.PENALTIES: PenaltyStore(rules),
            Kind.FINDINGS: FindingStore(rules),
        }

    async def load_parties(self, rows: Sequence[Row], source: str) -> LoadOutcome:
        """Loads up to 10,000 rows of parties.csv. Raises INVALID_IDENTIFIER for the source, TOO_MANY."""
        return await self.load(Kind.PARTIES, rows, source)

    async def load_links(self, rows: Sequence[Row], source: str) -> LoadOutcome:
        """Loads up to 10,000 rows of links.csv. Raises as `load_parties`."""
        return await self.load(Kind.LINKS, rows, source)

    async def load_penalties(self, rows: Sequence[Row], source: str) -> LoadOutcome:
        """Loads up to 10,000 rows of penalties.csv. Raises as `load_parties`."""
        return await self.load(Kind.PENALTIES, rows, source)

    async def load_findings(self, rows: Sequence[Row], source: str) -> LoadOutcome:
        """Loads up to 10,000 rows of findings.csv. Raises as `load_parties`."""
        return await self.load(Kind.FINDINGS, rows, source)

    async def load(self, kind: Kind, rows: Sequence[Row], source: str, *, platform: bool = False) -> LoadOutcome:
        """Loads one batch; problems name rows by their position, from 0. `platform`: an industry platform's (R45)."""
        if len(rows) > MAX_BATCH:
            raise CreditGraphError(
                ErrorCode.TOO_MANY, f"At most {MAX_BATCH} rows at once; there are {len(rows)}.", "rows"
            )
        context = RowContext(check_source(source), self._identity_key, platform=platform)
        prepare = partial(self._prepare, kind, list(enumerate(rows)), context)
        return await self._store(await asyncio.to_thread(prepare))

    async def load_table(
        self,
        kind: Kind,
        rows: Iterable[NumberedRow],
        source: str,
        progress: Callable[[LoadOutcome], None] = lambda _: None,
    ) -> LoadOutcome:
        """Loads any number of rows, which are taken as they are needed; `progress` is told of each batch. The outcome
        keeps the first 1,000 problems and notes."""
        total = LoadOutcome()

        def done(_: Batch, outcomes: Mapping[Kind, LoadOutcome]) -> None:
            total.add(outcomes[kind], keep=KEPT)
            progress(outcomes[kind])

        await self.load_batches(_batches(kind, iter(rows)), source, done)
        return total

    async def load_batches(self, batches: Iterable[Batch], source: str, done: Done) -> None:
        """Loads any number of batches, which are taken (in a thread) as they are needed."""
        context, iterator = RowContext(check_source(source), self._identity_key), iter(batches)

        def take() -> tuple[Batch, list[Prepared]] | None:
            batch = next(iterator, None)
            if batch is None:
                return None
            return batch, [self._prepare(kind, batch.rows[kind], context) for kind in Kind if kind in batch.rows]

        upcoming = asyncio.create_task(asyncio.to_thread(take))
        sys.setswitchinterval(PROMPT)
        try:
            while (taken := await upcoming) is not None:
                upcoming = asyncio.create_task(asyncio.to_thread(take))
                batch, prepared = taken
                done(batch, {each.kind: await self._store(each) for each in prepared})
        finally:
            sys.setswitchinterval(_USUAL)
            await asyncio.gather(upcoming, return_exceptions=True)

    def _prepare(self, kind: Kind, rows: Sequence[NumberedRow], context: RowContext) -> Prepared:
        parsed: ParsedRows[Any] = parse_rows(rows, context, _PARSERS[kind])
        statements = parsed.statements
        plan: Callable[[Sequence[Any]], Any] = self._plans.get(kind, _as_they_are)
        pieces = [statements[start : start + CHUNK] for start in range(0, len(statements), CHUNK)]
        return Prepared(
            kind, context.source, [(len(piece), plan(piece)) for piece in pieces], parsed.problems, parsed.refused
        )

    async def _store(self, prepared: Prepared) -> LoadOutcome:
        refused = prepared.refused
        total = LoadOutcome(received=refused, rejected=refused, row_errors=list(prepared.problems))
        for rows, chunk in prepared.chunks:
            work = partial(_call, self._stores[prepared.kind], prepared.source, chunk)
            total.add((await self._ledger.write(work)).outcome(rows))
        total.row_errors.sort(key=lambda problem: problem.row)
        return total


def _as_they_are(statements: Sequence[Any]) -> Sequence[Any]:
    return statements


_PLANS: Mapping[Kind, Callable[[Sequence[Any]], Any]] = {Kind.LINKS: plan_links}
"""What is done with a chunk before its transaction begins."""


async def _call(store: Store[Any], source: str, chunk: Any, tx: AsyncManagedTransaction, at: int) -> Stored:
    return await store(tx, at, source, chunk)


def _batches(kind: Kind, rows: Iterator[NumberedRow]) -> Iterator[Batch]:
    while batch := list(islice(rows, CHUNK)):
        yield Batch({kind: batch})
