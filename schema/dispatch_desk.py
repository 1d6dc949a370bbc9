"""What recipients do with dispatches (R20): lists, feedback, and dead letters that an admin sends again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import FeedbackResult
from resolvers.principal import Scope
from resolvers.restriction_feedback import RestrictionAct
from schema.arguments import After, First, checked_first
from schema.context import Info
from schema.dispatches import Dispatch, DispatchConnection
from schema.fields import field
from schema.payloads import ERRORS, UserError, user_errors
from schema.refs import PartyRef, party_key
from schema.scalars import Code

Recipient = Annotated[
    str, strawberry.argument(description="The code of a department or other recipient (接收单位代码).")
]
MOST_KEYS = 10_000
NOTE = "Up to 1000 characters; why, where it is NOT_APPLICABLE (说明)."


@strawberry.input(description="What a recipient did with a dispatch (惩戒反馈).")
class RecordFeedbackInput:
    """Feedback on one dispatch."""

    key: str = strawberry.field(description="The dispatch's key (推送编号).")
    result: FeedbackResult = strawberry.field(
        description="APPLIED or NOT_APPLICABLE for what was told, LIFTED for a recall (落实结果)."
    )
    note: str | None = strawberry.field(default=None, description=NOTE)


@strawberry.type(description="The dispatch with its feedback, or what was wrong (反馈结果).")
class RecordFeedbackPayload:
    """What became of the dispatch."""

    dispatch: Dispatch | None = strawberry.field(default=None, description="The dispatch, with this feedback (推送).")
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.input(description="What a department did with a restriction that it learnt by a check (惩戒反馈).")
class RecordRestrictionFeedbackInput:
    """Feedback on one restriction: party, matter and finding, as the decision has them."""

    party: PartyRef = strawberry.field(description="The party that was asked about (主体).")
    matter: Code = strawberry.field(description="The matter (事项代码).")
    finding_number: str = strawberry.field(description="The finding that the decision rests on (认定编号).")
    result: FeedbackResult = strawberry.field(description="APPLIED or NOT_APPLICABLE (落实结果).")
    department: str | None = strawberry.field(
        default=None, description="Which department; the key's own if left out, needed from an admin (部门代码)."
    )
    on: date | None = strawberry.field(
        default=None, description="The day that was asked about, not after today; today if left out (核查日)."
    )
    note: str | None = strawberry.field(default=None, description=NOTE)


@strawberry.type(description="What the feedback is on, or what was wrong (反馈结果).")
class RecordRestrictionFeedbackPayload:
    """A dispatch for each measure."""

    dispatches: list[Dispatch] = strawberry.field(
        default_factory=list,
        description="Each measure of the finding on the matter, on record as told, with the feedback (推送).",
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type(description="How many dead letters are sent again (重新推送结果).")
class ResendDispatchesPayload:
    """A count."""

    resent: int = strawberry.field(description="How many are sent again (重新推送数量).")


@strawberry.type
class DispatchQueries:
    """The fields of Query about dispatches."""

    @field(
        "What a department was told, or is to be told, and has not answered (待反馈推送), the oldest first. A key that acts "
        "for a department sees its own alone.",
        needs=Scope.FIND,
    )
    async def dispatches_due(
        self, info: Info, department: Recipient, first: First = 50, after: After = None
    ) -> DispatchConnection:
        """A page of dispatches."""
        context = info.context
        page = await context.services.dispatches.due(context.principal, department, checked_first(first, 50), after)
        return DispatchConnection(page=page, after=after)

    @field(
        "What a department was told, or learnt by a check, and has answered (已反馈推送), in the order of recording. A key "
        "that acts for a department sees its own alone.",
        needs=Scope.FIND,
    )
    async def dispatches_answered(
        self, info: Info, department: Recipient, first: First = 50, after: After = None
    ) -> DispatchConnection:
        """A page of dispatches."""
        context = info.context
        page = await context.services.dispatches.answered(
            context.principal, department, checked_first(first, 50), after
        )
        return DispatchConnection(page=page, after=after)

    @field(
        "Dispatches that could not be delivered and were given up (送达失败的推送), the oldest first.",
        needs=Scope.ADMIN,
    )
    async def dispatches_dead(self, info: Info, first: First = 50, after: After = None) -> DispatchConnection:
        """A page of dispatches."""
        context = info.context
        page = await context.services.dispatches.dead(context.principal, checked_first(first, 50), after)
        return DispatchConnection(page=page, after=after)


@strawberry.type
class DispatchMutations:
    """The fields of Mutation about dispatches."""

    @field(
        "Say what was done with a dispatch (R20). The same again changes nothing; another answer is kept beside it, and the "
        "last one counts.",
        needs=Scope.FIND,
    )
    async def record_feedback(
        self, info: Info, input: Annotated[RecordFeedbackInput, strawberry.argument(description="The answer.")]
    ) -> RecordFeedbackPayload:
        """Feedback."""
        context = info.context
        try:
            sent = await context.services.dispatches.answer(context.principal, input.key, input.result, input.note)
        except CreditGraphError as error:
            return RecordFeedbackPayload(user_errors=user_errors(error))
        return RecordFeedbackPayload(dispatch=Dispatch(of=sent))

    @field(
        "Say what was done with a restriction that a check showed (R20). Whoever applied it is told when it no longer holds. "
        "The same again changes nothing; another answer is kept beside it, and the last one counts.",
        needs=Scope.FIND,
    )
    async def record_restriction_feedback(
        self,
        info: Info,
        input: Annotated[RecordRestrictionFeedbackInput, strawberry.argument(description="The answer.")],
    ) -> RecordRestrictionFeedbackPayload:
        """Feedback."""
        context = info.context
        try:
            act = RestrictionAct(
                party_key(input.party, context.identity_key, "party"),
                *(input.matter, input.finding_number, input.department, context.principal.acting_department),
                *(input.result, input.note, input.on),
            )
            sent = await context.services.restriction_feedback.record(act)
        except CreditGraphError as error:
            return RecordRestrictionFeedbackPayload(user_errors=user_errors(error))
        return RecordRestrictionFeedbackPayload(dispatches=[Dispatch(of=each) for each in sent])

    @field(
        "Try again to deliver dispatches that were given up (重新推送). One that was recalled meanwhile, or is not dead, is "
        "left as it is.",
        needs=Scope.ADMIN,
    )
    async def resend_dispatches(
        self,
        info: Info,
        keys: Annotated[
            list[str] | None,
            strawberry.argument(description="Keys of dead dispatches; all that are dead if left out (推送编号)."),
        ] = None,
    ) -> ResendDispatchesPayload:
        """Resend."""
        context = info.context
        if keys is not None and len(keys) > MOST_KEYS:
            raise CreditGraphError(ErrorCode.TOO_MANY, f"At most {MOST_KEYS} keys at once.", "keys")
        return ResendDispatchesPayload(resent=await context.services.dispatches.resend(context.principal, keys))
