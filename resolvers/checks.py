"""The checks: may this party do this, on this day? Fetch the evidence, decide, return."""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.bidding import Conflict, conflicts_on
from domain.computed_grounds import bears_on
from domain.decision import Decision, Question, decide, find_matter
from domain.errors import CreditGraphError, ErrorCode
from domain.evidence import Evidence
from domain.near_findings import may_matter
from domain.parties import PartyKey
from domain.policy import MatterCategory, RuleBook
from graph.evidence import EvidenceReader, Found, Wanted
from resolvers.clock import Clock
from resolvers.control_evidence import Asked, ControlEvidence, Known
from resolvers.rules import Rules

AT_ONCE = 50
"""Decisions of a batch that are made at one go, about a millisecond; then others are let through."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One question. `category` is set by the four checks, which take matters of one category only."""

    party: PartyKey
    matter: str
    expected_name: str | None = None
    ref: str | None = None
    category: MatterCategory | None = None


@dataclass(frozen=True, slots=True)
class RestrictionsQuery:
    """Everything that a party is restricted in on a day."""

    party_id: str
    as_of: date | None = None
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Tender:
    """The answers about the bidders of a tender, in the order asked, and the conflicts among them. `complete`: nothing was
    cut off where conflicts were looked for."""

    answers: list[Decision | CreditGraphError]
    conflicts: tuple[Conflict, ...]
    complete: bool


class Checks:
    """Answers questions. Every method costs one round trip, however many questions it is asked; up to two more where an
    answer may depend on computed control: there are holdings to compute it from, and a finding that matters may be within its
    reach (see `EvidenceReader.many` for those about parties with very much evidence)."""

    def __init__(self, evidence: EvidenceReader, rules: Rules, clock: Clock, control: ControlEvidence) -> None:
        self._evidence = evidence
        self._control = control
        self._rules = rules
        self._clock = clock

    async def warm(self) -> None:
        """Runs the queries once, so that the first caller does not wait for their plans."""
        await self.decide_many([CheckRequest(PartyKey(id="nobody"), "")] * 2)
        await self._control.warm()

    async def decide(self, request: CheckRequest, as_of: date | None = None, known_at: int | None = None) -> Decision:
        """One decision; `as_of` is today and `known_at` the published time where they are not given.

        Raises UNKNOWN_MATTER, MATTER_NOT_APPLICABLE, KNOWN_AT_IN_FUTURE, ENGINE_UNAVAILABLE.
        """
        self._check_known_at(known_at)
        today = self._clock.today()
        found = await self._evidence.one(Wanted(request.party, known_at))
        rules = await self._rules.known(found.known_at, found.rules_at)
        evidence = await self._control.for_one(
            Asked(found, _depends_on_control(found, (request.matter,), as_of or today, rules))
        )
        return _decide(request, found, evidence, as_of or today, today, rules)

    async def decide_many(
        self,
        requests: Sequence[CheckRequest | CreditGraphError],
        as_of: date | None = None,
        known_at: int | None = None,
    ) -> list[Decision | CreditGraphError]:
        """A decision or an error for each request, in the order asked, all as of one published time.

        A request that is an error already (its identifier was refused at the border) stays what it is.
        """
        answers, _ = await self._decide_many(requests, as_of, known_at, owners=False)
        return answers

    async def tender(
        self, requests: Sequence[CheckRequest], as_of: date | None = None, known_at: int | None = None
    ) -> Tender:
        """A decision or an error for each bidder of a tender, as `decide_many`, and the conflicts among the bidders."""
        answers, known = await self._decide_many(requests, as_of, known_at, owners=True)
        bidders = [bidder for one in known if (bidder := one.bidder()) is not None]
        complete = not any(bidder.evidence.cut_off or bidder.owners.cut_off for bidder in bidders)
        return Tender(answers, conflicts_on(bidders, as_of or self._clock.today()), complete)

    async def _decide_many(
        self,
        requests: Sequence[CheckRequest | CreditGraphError],
        as_of: date | None,
        known_at: int | None,
        *,
        owners: bool,
    ) -> tuple[list[Decision | CreditGraphError], list[Known]]:
        self._check_known_at(known_at)
        today = self._clock.today()
        asked = [request for request in requests if isinstance(request, CheckRequest)]
        found = await self._evidence.many([Wanted(request.party, known_at) for request in asked]) if asked else []
        books = [await self._rules.known(item.known_at, item.rules_at) for item in found]
        depends = [
            Asked(item, _depends_on_control(item, (request.matter,), as_of or today, rules), owners)
            for request, item, rules in zip(asked, found, books, strict=True)
        ]
        known = await self._control.for_many(depends)
        each = iter(zip(found, known, books, strict=True))
        answers: list[Decision | CreditGraphError] = []
        for position, request in enumerate(requests):
            if position % AT_ONCE == AT_ONCE - 1:
                await sleep(0)
            if isinstance(request, CreditGraphError):
                answers.append(request)
                continue
            item, read, rules = next(each)
            try:
                answers.append(_decide(request, item, read.evidence(), as_of or today, today, rules))
            except CreditGraphError as error:
                answers.append(error)
        return answers, known

    async def restrictions(self, queries: Sequence[RestrictionsQuery]) -> list[list[Decision]]:
        """For each party, a decision for every matter that applies to its kind, by code; empty for an unknown party."""
        for query in queries:
            self._check_known_at(query.known_at)
        today = self._clock.today()
        found = await self._evidence.many([Wanted(PartyKey(id=q.party_id), q.known_at) for q in queries])
        books = [await self._rules.known(item.known_at, item.rules_at) for item in found]
        depends = [
            Asked(item, _depends_on_control(item, rules.matters, query.as_of or today, rules))
            for query, item, rules in zip(queries, found, books, strict=True)
        ]
        known = await self._control.for_many(depends)
        answers: list[list[Decision]] = []
        for query, item, read, rules in zip(queries, found, known, books, strict=True):
            answers.append(_restrictions(query, item, read.evidence(), today, rules))
            await sleep(0)
        return answers

    def _check_known_at(self, known_at: int | None) -> None:
        if known_at is not None and known_at > self._clock.now():
            raise CreditGraphError(
                ErrorCode.KNOWN_AT_IN_FUTURE,
                "knownAt lies in the future: what will be known then cannot be told. Leave it out to ask by what is known.",
                "known_at",
            )


def _depends_on_control(found: Found, matters: Iterable[str], as_of: date, rules: RuleBook) -> bool:
    """Whether any decision of some matters may depend on control from `as_of` on."""
    evidence = found.evidence
    if evidence is None:
        return False
    known = [matter for code in matters if (matter := rules.matters.get(code)) is not None]
    return any(bears_on(evidence.party.kind, matter, rules) for matter in known) and may_matter(
        evidence, found.holdings.near, as_of, rules
    )


def _decide(
    request: CheckRequest, found: Found, evidence: Evidence | None, as_of: date, today: date, rules: RuleBook
) -> Decision:
    if request.category is not None:
        find_matter(rules, request.matter, request.category)
    if found.too_much:
        raise _too_much("party")
    question = Question(request.party.subject, request.matter, as_of, request.expected_name, request.ref)
    return decide(question, evidence, found.known_at, today, rules)


def _too_much(field: str | None = None) -> CreditGraphError:
    return CreditGraphError(
        ErrorCode.TOO_MANY,
        "So many findings could bear on the parties asked about together that one answer cannot hold them; ask about fewer "
        "at once.",
        field,
    )


def _restrictions(
    query: RestrictionsQuery, found: Found, evidence: Evidence | None, today: date, rules: RuleBook
) -> list[Decision]:
    if found.too_much:
        raise _too_much()
    if evidence is None:
        return []
    kind = evidence.party.kind
    as_of = query.as_of or today
    return [
        decide(Question(query.party_id, code, as_of), evidence, found.known_at, today, rules)
        for code, matter in sorted(rules.matters.items())
        if kind in matter.applies_to
    ]
