"""Mutations that record one thing at a time, for people."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any, TypeVar

import strawberry

from domain.errors import CreditGraphError
from domain.link_rules import DECIDING
from resolvers.link_recording import KEPT
from resolvers.principal import Scope
from resolvers.recording import EventInput, FindingInput, LinkChange, LinkInput, PartyInput, Recorded
from schema.context import Info
from schema.fields import field
from schema.findings import Finding
from schema.ids import NodeKind, own_id
from schema.links import Link
from schema.parties import party_of
from schema.payloads import FindingPayload, LinkPayload, PartyPayload, user_errors
from schema.record_inputs import (
    CorrectLinkInput,
    EndLinkInput,
    FindingEventInput,
    RecognizeFindingInput,
    RecordLinkInput,
    UpsertPartyInput,
)
from schema.refs import party_key

T = TypeVar("T")
MANUAL = "manual"
"""The source of what nobody names a source for."""

Event = Annotated[FindingEventInput, strawberry.argument(description="The finding, and what happened.")]


@strawberry.type
class RecordMutations:
    """The fields of Mutation that record one thing."""

    @field("Say what is so of a party, or make it known (登记主体).", needs=Scope.LOAD)
    async def upsert_party(
        self, info: Info, input: Annotated[UpsertPartyInput, strawberry.argument(description="The party.")]
    ) -> PartyPayload:
        """A party."""
        context = info.context
        context.principal.require_source(input.source)
        context.principal.require_register("corrections of parties")
        try:
            said = _party_input(input)
            recorded = await context.recorder.upsert_party(said, input.source, input.idempotency_key)
        except CreditGraphError as error:
            return PartyPayload(user_errors=user_errors(error))
        party = _there((await context.services.parties.by_ids([recorded.id]))[0])
        return PartyPayload(party=party_of(party), changed=recorded.changed)

    @field("Record a link between two known parties (登记关系).", needs=Scope.LOAD)
    async def record_link(
        self, info: Info, input: Annotated[RecordLinkInput, strawberry.argument(description="The link.")]
    ) -> LinkPayload:
        """A link."""
        context = info.context
        context.principal.require_source(input.source)
        if input.kind in DECIDING:
            context.principal.require_register("statements of who represents, runs, owns or controls a company")
        try:
            said = LinkInput(
                input.kind,
                party_key(input.from_, context.identity_key, "from"),
                party_key(input.to, context.identity_key, "to"),
                input.share_percent,
                input.since,
                input.until,
                input.position,
                input.record,
            )
        except CreditGraphError as error:
            return LinkPayload(user_errors=user_errors(error))
        return await _link(info, context.recorder.record_link(said, input.source, input.idempotency_key))

    @field("A link ended in the world on a day (终止关系). Not a correction.", needs=Scope.LOAD)
    async def end_link(
        self, info: Info, input: Annotated[EndLinkInput, strawberry.argument(description="The link and the day.")]
    ) -> LinkPayload:
        """A link that ended."""
        try:
            link_id = own_id(input.id, NodeKind.LINK)
            await _require_own(info, link_id)
        except CreditGraphError as error:
            return LinkPayload(user_errors=user_errors(error))
        return await _link(info, info.context.recorder.end_link(link_id, input.until, input.idempotency_key))

    @field("We had a link wrong (更正关系): the version is superseded, both are kept.", needs=Scope.LOAD)
    async def correct_link(
        self, info: Info, input: Annotated[CorrectLinkInput, strawberry.argument(description="What is right.")]
    ) -> LinkPayload:
        """A link that was wrong."""
        try:
            link_id = own_id(input.id, NodeKind.LINK)
            await _require_own(info, link_id)
        except CreditGraphError as error:
            return LinkPayload(user_errors=user_errors(error))
        change = LinkChange(
            share_percent=_kept(input.share_percent),
            since=_kept(input.since),
            until=_kept(input.until),
            position=_kept(input.position),
            never=bool(input.never),
        )
        return await _link(info, info.context.recorder.correct_link(link_id, change, input.idempotency_key))

    @field(
        "Recognise a finding (认定失信行为). A department's key recognises only in the areas that it is in charge of.",
        needs=Scope.FIND,
    )
    async def recognize_finding(
        self, info: Info, input: Annotated[RecognizeFindingInput, strawberry.argument(description="The finding.")]
    ) -> FindingPayload:
        """A finding."""
        context = info.context
        acting = context.principal.acting_department
        source = input.source or context.principal.source or acting or MANUAL
        context.principal.require_source(source)
        try:
            said = _finding_input(info, input)
        except CreditGraphError as error:
            return FindingPayload(user_errors=user_errors(error))
        return await _finding(info, context.recorder.recognize_finding(said, source, acting, input.idempotency_key))

    @field("A finding's act was rectified (整改到位).", needs=Scope.FIND)
    async def record_rectification(self, info: Info, input: Event) -> FindingPayload:
        """RECTIFIED."""
        return await _finding(info, info.context.recorder.record_rectification(*_event(info, input)))

    @field("Rectification was refused (拒不整改): the finding is serious from that day.", needs=Scope.FIND)
    async def record_refusal(self, info: Info, input: Event) -> FindingPayload:
        """RECTIFICATION_REFUSED."""
        return await _finding(info, info.context.recorder.record_refusal(*_event(info, input)))

    @field("A finding never should have been (撤销认定); needs a reason.", needs=Scope.FIND)
    async def withdraw_finding(self, info: Info, input: Event) -> FindingPayload:
        """WITHDRAWN."""
        return await _finding(info, info.context.recorder.withdraw_finding(*_event(info, input)))


def _party_input(input: UpsertPartyInput) -> PartyInput:
    return PartyInput(
        kind=input.kind,
        name=input.name,
        id=own_id(input.id, NodeKind.PARTY) if input.id is not None else None,
        key=input.key,
        uscc=input.uscc,
        citizen_id=input.citizen_id,
        passport=input.passport,
        former_names=tuple(input.former_names or ()),
        organization_type=input.organization_type,
        on_public_payroll=input.on_public_payroll,
        area_code=input.area_code,
    )


def _finding_input(info: Info, input: RecognizeFindingInput) -> FindingInput:
    key = info.context.identity_key
    return FindingInput(
        number=input.number,
        party=party_key(input.party, key, "party"),
        area=input.area,
        act_on=input.act_on,
        recognised_on=input.recognised_on,
        department=input.department,
        grade=input.grade,
        rectify_by=input.rectify_by,
        standard=input.standard,
        expires_on=input.expires_on,
        penalty_document_number=input.penalty_document_number,
        concerned=tuple(party_key(ref, key, f"concerned.{n}") for n, ref in enumerate(input.concerned or ())),
        today=info.context.today,
    )


def _event(info: Info, input: FindingEventInput) -> tuple[EventInput, str | None, str | None]:
    said = EventInput(input.number, input.occurred_on, input.reason, info.context.today)
    return said, info.context.principal.acting_department, input.idempotency_key


def _kept(value: Any) -> Any:
    """What the use case calls what was left out."""
    return KEPT if value is strawberry.UNSET else value


async def _require_own(info: Info, link_id: str) -> None:
    """A key bound to a source changes links of that source only (R45). Raises FORBIDDEN for another's."""
    principal = info.context.principal
    if principal.source is not None:
        link = (await info.context.services.parties.links_by_ids([link_id]))[0]
        if link is not None:
            principal.require_source(link.source)


async def _link(info: Info, recording: Awaitable[Recorded]) -> LinkPayload:
    try:
        recorded = await recording
    except CreditGraphError as error:
        return LinkPayload(user_errors=user_errors(error))
    link = _there((await info.context.services.parties.links_by_ids([recorded.id]))[0])
    return LinkPayload(link=Link(of=link), changed=recorded.changed)


async def _finding(info: Info, recording: Awaitable[Recorded]) -> FindingPayload:
    try:
        recorded = await recording
    except CreditGraphError as error:
        return FindingPayload(user_errors=user_errors(error))
    finding = _there((await info.context.services.findings.by_ids([recorded.id]))[0])
    return FindingPayload(finding=Finding(of=finding), changed=recorded.changed)


def _there(found: T | None) -> T:
    assert found is not None, "what was recorded is there"
    return found
