"""Root fields that decide: the four checks, `decide`, `decideMany`."""

from __future__ import annotations

from typing import Annotated

import strawberry

from domain.decision import Decision as Decided
from domain.errors import CreditGraphError, ErrorCode
from domain.policy import MatterCategory
from resolvers.checks import CheckRequest
from resolvers.principal import Scope
from schema.arguments import AsOf, ExpectedName, KnownAt, checked_name, recorded
from schema.context import Info
from schema.decisions import Decision
from schema.fields import field
from schema.refs import PartyRef, party_key
from schema.results import DecideResult, RowError
from schema.scalars import Code
from schema.tenders import BiddingCheck

GOVERNMENT_PROCUREMENT = Code("GOVERNMENT_PROCUREMENT")
BIDDING = Code("BIDDING")
PUBLIC_AUXILIARY_POST = Code("PUBLIC_AUXILIARY_POST")
HONOURS = Code("HONOURS")
"""The obvious matter of each check."""

MAX_BIDDERS = 200
MAX_REF = 200

OfMatter = Annotated[
    Code | None, strawberry.argument(description="A matter of this check's category (事项代码); see `matters`.")
]
AnyMatter = Annotated[Code, strawberry.argument(description="Any matter (事项代码); see `matters`.")]


@strawberry.input(description="One question of decideMany (单项请求).")
class DecisionRequest:
    """A party and a matter."""

    party: PartyRef = strawberry.field(description="The party asked about (主体).")
    matter: Code = strawberry.field(description="Any matter (事项代码).")
    expected_name: str | None = strawberry.field(
        default=None, description="The name that the caller expects, up to 500 characters (预期名称)."
    )
    ref: str | None = strawberry.field(
        default=None, description="The caller's own reference, up to 200 characters, echoed (调用方编号)."
    )


async def _check(
    info: Info,
    field: str,
    ref: PartyRef,
    matter: str,
    category: MatterCategory | None,
    as_of: AsOf,
    known_at: KnownAt,
    expected_name: str | None,
) -> Decision:
    services = info.context.services
    key = party_key(ref, info.context.identity_key, field)
    request = CheckRequest(key, matter, checked_name(expected_name), category=category)
    decision = await services.checks.decide(request, as_of or info.context.today, recorded(known_at))
    info.context.count_checks(1)
    return Decision(of=decision)


@strawberry.type
class CheckQueries:
    """The fields of Query that decide."""

    @field(
        "May this supplier take part in government procurement (政府采购资格核查)?",
        needs=Scope.CHECK,
    )
    async def procurement_check(
        self,
        info: Info,
        supplier: Annotated[PartyRef, strawberry.argument(description="The supplier (供应商).")],
        matter: OfMatter = GOVERNMENT_PROCUREMENT,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        expected_name: ExpectedName = None,
    ) -> Decision:
        """One decision in the category PROCUREMENT."""
        category = MatterCategory.PROCUREMENT
        return await _check(
            info, "supplier", supplier, matter or GOVERNMENT_PROCUREMENT, category, as_of, known_at, expected_name
        )

    @field(
        "May these bidders take part in a tender (投标资格核查)? One decision each, and the conflicts among them, all as of "
        "one recorded time.",
        needs=Scope.CHECK,
    )
    async def bidding_check(
        self,
        info: Info,
        bidders: Annotated[
            list[PartyRef], strawberry.argument(description="The bidders of one tender (投标人), 1 to 200.")
        ],
        matter: OfMatter = BIDDING,
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> BiddingCheck:
        """A decision for each bidder; a bidder that cannot be asked about fails the whole check."""
        if not bidders:
            raise CreditGraphError(ErrorCode.REQUIRED, "A tender has at least one bidder.", "bidders")
        if len(bidders) > MAX_BIDDERS:
            raise CreditGraphError(ErrorCode.TOO_MANY, f"One check takes up to {MAX_BIDDERS} bidders.", "bidders")
        services = info.context.services
        keys = [party_key(ref, info.context.identity_key, f"bidders.{row}") for row, ref in enumerate(bidders)]
        requests = [CheckRequest(key, matter or BIDDING, category=MatterCategory.BIDDING) for key in keys]
        found = await services.checks.tender(requests, as_of or info.context.today, recorded(known_at))
        decisions: list[Decided] = []
        for row, answer in enumerate(found.answers):
            if isinstance(answer, CreditGraphError):
                field = answer.field if answer.field == "matter" else f"bidders.{row}"
                raise CreditGraphError(answer.code, answer.message, field)
            decisions.append(answer)
        info.context.count_checks(len(decisions))
        return BiddingCheck(of=decisions, tender=found)

    @field("May this person be hired or appointed (录用资格核查)?", needs=Scope.CHECK)
    async def hiring_check(
        self,
        info: Info,
        candidate: Annotated[PartyRef, strawberry.argument(description="The candidate (拟录用人员).")],
        matter: OfMatter = PUBLIC_AUXILIARY_POST,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        expected_name: ExpectedName = None,
    ) -> Decision:
        """One decision in the category HIRING."""
        category = MatterCategory.HIRING
        return await _check(
            info, "candidate", candidate, matter or PUBLIC_AUXILIARY_POST, category, as_of, known_at, expected_name
        )

    @field("May this party be given an honour or award (评先评优资格核查)?", needs=Scope.CHECK)
    async def honours_check(
        self,
        info: Info,
        nominee: Annotated[PartyRef, strawberry.argument(description="The nominee (推荐对象).")],
        matter: OfMatter = HONOURS,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        expected_name: ExpectedName = None,
    ) -> Decision:
        """One decision in the category HONOURS."""
        category = MatterCategory.HONOURS
        return await _check(info, "nominee", nominee, matter or HONOURS, category, as_of, known_at, expected_name)

    @field("May this party do this: any matter (任意事项核查)?", needs=Scope.CHECK)
    async def decide(
        self,
        info: Info,
        party: Annotated[PartyRef, strawberry.argument(description="The party asked about (主体).")],
        matter: AnyMatter,
        as_of: AsOf = None,
        known_at: KnownAt = None,
        expected_name: ExpectedName = None,
    ) -> Decision:
        """One decision."""
        return await _check(info, "party", party, matter, None, as_of, known_at, expected_name)

    @field(
        "Up to 10,000 questions at once (批量核查). Answers come in the order asked, all as of one recorded "
        "time; a bad request is its own answer and spoils no other.",
        needs=Scope.CHECK,
    )
    async def decide_many(
        self,
        info: Info,
        requests: Annotated[list[DecisionRequest], strawberry.argument(description="The questions, 0 to 10,000.")],
        as_of: AsOf = None,
        known_at: KnownAt = None,
    ) -> list[DecideResult]:
        """One answer for each request."""
        limit = info.context.max_batch
        if len(requests) > limit:
            raise CreditGraphError(ErrorCode.TOO_MANY, f"One call takes up to {limit} requests.", "requests")
        services = info.context.services
        asked = [_asked(request, info) for request in requests]
        answers = await services.checks.decide_many(asked, as_of or info.context.today, recorded(known_at))
        info.context.count_checks(sum(1 for answer in answers if isinstance(answer, Decided)))
        return [
            _result(row, request.ref, answer)
            for row, (request, answer) in enumerate(zip(requests, answers, strict=True))
        ]


def _asked(request: DecisionRequest, info: Info) -> CheckRequest | CreditGraphError:
    try:
        if request.ref is not None and len(request.ref) > MAX_REF:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"A ref has at most {MAX_REF} characters.", "ref")
        key = party_key(request.party, info.context.identity_key, "party")
        return CheckRequest(key, request.matter, checked_name(request.expected_name), request.ref)
    except CreditGraphError as error:
        return error


def _result(row: int, ref: str | None, answer: Decided | CreditGraphError) -> DecideResult:
    if isinstance(answer, CreditGraphError):
        return DecideResult(ref=ref, decision=None, error=RowError.of(row, answer))
    return DecideResult(ref=ref, decision=Decision(of=answer), error=None)
