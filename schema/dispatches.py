"""Dispatches: what a department was told, what it did (R20)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.dispatches import DispatchKind, RecallReason
from domain.feedback import DispatchState, FeedbackResult, SentDispatch
from domain.feedback import Feedback as Given
from domain.findings import Grade
from domain.policy import Effect
from domain.summary import Lang
from domain.time import from_recorded
from resolvers.dispatches import recipient_name
from resolvers.pages import Page
from resolvers.principal import Scope
from schema.arguments import InLang
from schema.catalogue import Matter
from schema.context import Info
from schema.fields import field
from schema.findings import Finding
from schema.nodes import PageInfo
from schema.pages import page_info
from schema.scalars import Code

if TYPE_CHECKING:
    from schema.parties import Party

LazyParty = Annotated["Party", strawberry.lazy("schema.parties")]


@strawberry.type(description="What a recipient says that it did with a dispatch (惩戒反馈).")
class DispatchFeedback:
    """One answer."""

    of: strawberry.Private[Given]

    @field("What it did (落实结果).")
    def result(self) -> FeedbackResult:
        """Result."""
        return self.of.result

    @field("Why it is not applicable, or how it was applied (说明).")
    def note(self) -> str | None:
        """Note."""
        return self.of.note

    @field("When it was recorded here (记录时间).")
    def recorded_at(self) -> datetime:
        """Recorded."""
        return from_recorded(self.of.recorded_at)


@strawberry.type(
    description="Something that a recipient must be told (推送、抄送、通报): a measure of a clause because of a finding, or "
    "that it no longer holds."
)
class Dispatch:
    """One dispatch to one recipient."""

    of: strawberry.Private[SentDispatch]

    @field("Its key (推送编号): the idempotency key of its delivery.")
    def key(self) -> str:
        """Key."""
        return self.of.key

    @field("Whether it tells or recalls (类别).")
    def kind(self) -> DispatchKind:
        """Kind."""
        return self.of.kind

    @field("Why it is recalled, null for one that tells (撤回原因).")
    def reason(self) -> RecallReason | None:
        """Reason."""
        return self.of.reason

    @field("The key of the dispatch that it recalls, null for one that tells (被撤回编号).")
    def recalls(self) -> str | None:
        """Recalls."""
        return self.of.recalls

    @field("Who is told: the code of a department or of another recipient (接收单位代码).")
    def recipient(self) -> str:
        """Recipient."""
        return self.of.recipient

    @field("The recipient's name; an employer, who is a party, shows its code (接收单位).")
    def recipient_name(self, info: Info, lang: InLang = Lang.ZH) -> str:
        """Name."""
        return recipient_name(info.context.services.rules.current, self.of.recipient, lang or Lang.ZH)

    @field("The finding that it is because of (认定).")
    async def finding(self, info: Info) -> Finding:
        """Finding."""
        found = await info.context.loaders.finding.load(self.of.finding_id)
        assert found is not None, "a dispatch is about a finding"
        return Finding(of=found)

    @field("Whom the measure is against: the finding's party, or a person who answers for it (惩戒对象).")
    async def subject(self, info: Info) -> LazyParty:
        """Subject."""
        from schema.parties import party_of

        found = await info.context.loaders.party.load(self.of.subject_id)
        assert found is not None, "a measure is against a party"
        return party_of(found)

    @field("What is to be done (效力).")
    def effect(self) -> Effect:
        """Effect."""
        return self.of.effect

    @field("In which matter, by its code (事项代码).")
    def matter_code(self) -> Code:
        """Matter."""
        return Code(self.of.matter)

    @field("In which matter, null where the catalogue no longer has it (事项).")
    def matter(self, info: Info) -> Matter | None:
        """Matter."""
        found = info.context.services.rules.current.matters.get(self.of.matter)
        return Matter(of=found) if found else None

    @field("By which policy, its id (文件编号).")
    def policy(self) -> str:
        """Policy."""
        return self.of.policy_id

    @field("By which clause of it, the clause's id (条款编号).")
    def clause(self) -> str:
        """Clause."""
        return self.of.clause_id

    @field("The finding's grade that it is for (等级).")
    def grade(self) -> Grade:
        """Grade."""
        return self.of.grade

    @field("The first day on which the measure applies (起始日期).")
    def since(self) -> date:
        """Since."""
        return self.of.since

    @field("The day on which it became due (应推送日期).")
    def due_on(self) -> date:
        """Due."""
        return self.of.due_on

    @field("Whether the recipient was told (送达状态).")
    def state(self) -> DispatchState:
        """State."""
        return self.of.state

    @field("When the recipient was told, null until then (送达时间).")
    def told_at(self) -> datetime | None:
        """Told."""
        return None if self.of.told_at is None else from_recorded(self.of.told_at)

    @field("Whether the recipient says that it learnt of it by a check, so that nobody had to tell it (由核查得知).")
    def learnt_by_check(self) -> bool:
        """Learnt."""
        return self.of.learnt

    @field("How often it was tried to deliver it (送达尝试次数).", needs=Scope.ADMIN)
    def attempts(self) -> int:
        """Attempts."""
        return self.of.attempts

    @field("Why the last attempt failed, null where none did (送达失败原因).", needs=Scope.ADMIN)
    def problem(self) -> str | None:
        """Problem."""
        return self.of.problem

    @field("What the recipient says that it did, oldest first; the last counts (惩戒反馈).", size=2)
    def feedback(self) -> list[DispatchFeedback]:
        """Feedback."""
        return [DispatchFeedback(of=each) for each in self.of.feedback]


@strawberry.type(description="A dispatch in a page (分页项).")
class DispatchEdge:
    """One entry of a page."""

    node: Dispatch = strawberry.field(description="The dispatch (推送).")
    cursor: str = strawberry.field(description="Where it stands in the list (游标).")


@strawberry.type(description="A page of dispatches (推送分页).")
class DispatchConnection:
    """A page."""

    page: strawberry.Private[Page[SentDispatch]]
    after: strawberry.Private[str | None]

    @field("The entries (分页项).")
    def edges(self) -> list[DispatchEdge]:
        """Edges."""
        pairs = zip(self.page.items, self.page.cursors, strict=True)
        return [DispatchEdge(node=Dispatch(of=item), cursor=cursor) for item, cursor in pairs]

    @field("Where the page lies (分页信息).")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)
