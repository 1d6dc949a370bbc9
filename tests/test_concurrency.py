"""Eight writers and eight readers at once: nobody sees a write by halves, and every receipt asked again later is the same."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import date

from domain.decision import Decision
from domain.links import LinkKind
from domain.parties import PartyKey
from domain.receipt import receipt_hash
from graph.evidence import EvidenceReader
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from resolvers.batches import Row
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.recording import EventInput, LinkChange, LinkInput, Recorder
from resolvers.rules import Rules
from tests.support.control import control_evidence
from tests.support.engines import Started, of_each_kind
from tests.support.loading import IDENTITY_KEY, make_loader, shipped_documents, shipped_rules

WRITERS = READERS = 8
ROUNDS = 3
BATCH = 4
"""Findings of one batch: whoever sees one of them sees all."""
COMPANIES = ["c0", "c1", "c2"]
DAY = date(2019, 10, 1)
SOURCE = "register"


@dataclass(frozen=True)
class Receipt:
    """What a reader was answered."""

    request: CheckRequest
    known_at: int
    sha256: str
    clear_from: date | None


def key(name: str) -> PartyKey:
    return PartyKey(key=f"KEY:{SOURCE}:{name}")


class Stand:
    """A register with a few companies and people, that everybody writes to and asks about."""

    def __init__(self, started: Started) -> None:
        self.ledger = Ledger(started.connection, process_lock=started.process_lock)
        self.rules = Rules(RuleStore(started.connection, self.ledger))
        self.loader = make_loader(self.ledger)
        self.recorder = Recorder(self.ledger, shipped_rules, IDENTITY_KEY)
        self.checks = Checks(
            EvidenceReader(started.connection), self.rules, Clock(), control_evidence(started.connection)
        )
        self.receipts: list[Receipt] = []
        self.answered = asyncio.Condition()
        self.acknowledged: list[str] = []
        self.writing = True

    async def prepare(self) -> None:
        await self.rules.record(shipped_documents())
        people: list[Row] = [{"key": f"p{n}", "kind": "person", "name": f"人{n}"} for n in range(WRITERS)]
        companies: list[Row] = [{"key": name, "kind": "enterprise", "name": name} for name in COMPANIES]
        outcome = await self.loader.load_parties([*people, *companies], SOURCE)
        assert outcome.created == WRITERS + len(COMPANIES)

    async def write(self, writer: int) -> None:
        """Batches of findings, links that are corrected and ended, names, withdrawals; all about the same few parties."""
        for round_ in range(ROUNDS):
            company = COMPANIES[(writer + round_) % len(COMPANIES)]
            numbers = [f"{writer}.{round_}.{n}" for n in range(BATCH)]
            outcome = await self.loader.load_findings([self._finding(number, company) for number in numbers], SOURCE)
            assert outcome.row_errors == []
            self.acknowledged += numbers
            link = LinkInput(LinkKind.PRINCIPAL, key(f"p{writer}"), key(company), since=date(2019, 1, 1 + round_))
            recorded = await self.recorder.record_link(link, f"source {writer}.{round_}")
            corrected = await self.recorder.correct_link(recorded.id, LinkChange(since=date(2018, 1, 1)))
            await self.recorder.end_link(corrected.id, date(2019, 9, 1 + round_))
            await self.loader.load_parties(
                [{"key": company, "kind": "enterprise", "name": f"{company} {writer}.{round_}"}], SOURCE
            )
            await self.recorder.withdraw_finding(EventInput(numbers[0], DAY, "错误认定"))
            if writer == 0:
                await self._someone_reads()

    async def _someone_reads(self) -> None:
        """Waits for an answer to a question that is asked from now on: each reader has one out at most."""
        enough = len(self.receipts) + READERS + 1
        async with self.answered:
            await self.answered.wait_for(lambda: len(self.receipts) >= enough)

    def _finding(self, number: str, company: str) -> Row:
        return {
            "number": number,
            "party_key": company,
            "area": "WORK_SAFETY",
            "department": "KS_EMERGENCY_MANAGEMENT",
            "act_on": date(2019, 7, 20),
            "recognised_on": date(2019, 8, 1),
            "grade": "SERIOUS",
            "standard": "分级标准",
        }

    async def read(self, reader: int) -> None:
        """Asks one thing after another until the writers are done, and once more then."""
        questions = itertools.cycle(
            [
                CheckRequest(key(COMPANIES[reader % len(COMPANIES)]), "BIDDING", "c0 0.0"),
                CheckRequest(key(f"p{reader % WRITERS}"), "HONOURS"),
                CheckRequest(key(COMPANIES[(reader + 1) % len(COMPANIES)]), "INSPECTION"),
            ]
        )
        last = False
        while not last:
            last = not self.writing
            request = next(questions)
            decision = await self.checks.decide(request, DAY)
            self.receipts.append(_receipt(request, decision))
            async with self.answered:
                self.answered.notify_all()
            assert decision.evidence is not None
            for finding in decision.evidence.findings():
                assert finding.recorded_at <= decision.known_at
            assert len(decision.evidence.own) % BATCH == 0, "a batch was seen by halves"


def _receipt(request: CheckRequest, decision: Decision) -> Receipt:
    return Receipt(request, decision.known_at, receipt_hash(decision), decision.clear_from)


@of_each_kind
async def test_every_receipt_asked_again_later_is_the_same(started: Started) -> None:
    stand = Stand(started)
    await stand.prepare()
    async with asyncio.TaskGroup() as readers:  # one that fails ends the test
        for number in range(READERS):
            readers.create_task(stand.read(number))
        try:
            await asyncio.gather(*(stand.write(number) for number in range(WRITERS)))
        finally:
            stand.writing = False
    for start in range(0, len(stand.receipts), READERS):
        receipts = stand.receipts[start : start + READERS]
        again = await asyncio.gather(
            *(stand.checks.decide(receipt.request, DAY, receipt.known_at) for receipt in receipts)
        )
        assert [_receipt(receipt.request, now) for receipt, now in zip(receipts, again, strict=True)] == receipts
    assert len({receipt.known_at for receipt in stand.receipts}) >= ROUNDS  # they read while there was writing
    assert len({receipt.sha256 for receipt in stand.receipts}) > WRITERS
    seen: set[str] = set()
    for company in COMPANIES:
        decision = await stand.checks.decide(CheckRequest(key(company), "BIDDING"), DAY)
        assert decision.evidence is not None
        seen |= {finding.number for finding in decision.evidence.own}
    assert seen == set(stand.acknowledged)
    assert len(seen) == WRITERS * ROUNDS * BATCH


@of_each_kind
async def test_writers_queue_first_come_first_served(started: Started) -> None:
    """Recorded times are given out in the order in which the writes were asked for, and each is published when its write
    is acknowledged."""
    stand = Stand(started)
    await stand.prepare()
    order: list[int] = []

    async def write(number: int) -> None:
        await stand.loader.load_parties([{"key": f"q{number}", "kind": "person", "name": f"人{number}"}], SOURCE)
        order.append(number)
        decision = await stand.checks.decide(CheckRequest(key(f"q{number}"), "HONOURS"), DAY)
        assert decision.evidence is not None, "acknowledged, and not there"

    await asyncio.gather(*(write(number) for number in range(16)))
    assert sorted(order) == list(range(16))
    times = []
    for number in range(16):
        decision = await stand.checks.decide(CheckRequest(key(f"q{number}"), "HONOURS"), DAY)
        assert decision.party is not None
        times.append(decision.party.recorded_at)
    assert len(set(times)) == 16
    assert [times[number] for number in order] == sorted(times)
