"""The inputs of the mutations that record one thing."""

from __future__ import annotations

from datetime import date

import strawberry

from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from schema.payloads import KEY
from schema.refs import PartyRef
from schema.scalars import Code

SOURCE = "The source that says so (数据来源), 1 to 64 characters. An API key bound to a source records only as it."


def _text(description: str) -> str | None:
    made: str | None = strawberry.field(default=None, description=description)
    return made


def _day(description: str) -> date | None:
    made: date | None = strawberry.field(default=None, description=description)
    return made


@strawberry.input(
    description="What is so of a party (主体登记). Without `id`, one of the identifiers says who is meant; a new one makes a "
    "new party. What is left out stays as it is."
)
class UpsertPartyInput:
    """One party."""

    source: str = strawberry.field(description=SOURCE)
    kind: PartyKind = strawberry.field(description="What kind of party (主体类型).")
    name: str = strawberry.field(description="Its name, up to 500 characters; the name before becomes a former one.")
    id: strawberry.ID | None = strawberry.field(default=None, description="The global id of a known party.")
    key: str | None = _text("The party's key in the source (主键).")
    uscc: str | None = _text("Unified social credit code (统一社会信用代码).")
    citizen_id: str | None = _text("Citizen number; only its keyed digest and its mask are kept (公民身份号码).")
    passport: str | None = _text("Passport number; only its keyed digest and its mask are kept (护照号码).")
    former_names: list[str] | None = strawberry.field(default=None, description="Earlier names (曾用名).")
    organization_type: str | None = _text("The legal form as the register words it (企业类型).")
    on_public_payroll: bool | None = strawberry.field(default=None, description="On the public payroll (财政供养人员).")
    area_code: str | None = _text("The administrative area, GB/T 2260 (行政区划代码).")
    idempotency_key: str | None = _text(KEY)


@strawberry.input(description="A link from a party to an enterprise or organization (关系登记).")
class RecordLinkInput:
    """One link."""

    source: str = strawberry.field(description=SOURCE)
    kind: LinkKind = strawberry.field(description="What kind of link (关系类型).")
    from_: PartyRef = strawberry.field(name="from", description="The party that it goes from (起点主体).")
    to: PartyRef = strawberry.field(description="The enterprise or organization that it goes to (终点主体).")
    share_percent: str | None = _text("Exact percentage 0-100 such as 33.3333, or a range such as 5-10 (持股比例，%).")
    since: date | None = _day("The first day that it holds (起始日).")
    until: date | None = _day("The first day that it no longer holds (终止日).")
    position: str | None = _text("The position as the source words it (职务).")
    record: str | None = _text("The source's own number of the record (记录编号).")
    idempotency_key: str | None = _text(KEY)


@strawberry.input(description="A link ended in the world (关系终止).")
class EndLinkInput:
    """One link's end."""

    id: strawberry.ID = strawberry.field(description="The link's id, as answered by `links`.")
    until: date = strawberry.field(description="The first day on which it no longer holds (终止日).")
    idempotency_key: str | None = _text(KEY)


@strawberry.input(
    description="We had a link wrong (关系更正): the version is superseded, both are kept. What is left out stays; null says "
    "that nothing is known."
)
class CorrectLinkInput:
    """What is right of one link."""

    id: strawberry.ID = strawberry.field(description="The id of the version that is wrong.")
    share_percent: str | None = strawberry.field(
        default=strawberry.UNSET, description="The right share in percent, exact, or a range (持股比例，%)."
    )
    since: date | None = strawberry.field(default=strawberry.UNSET, description="The right first day (起始日).")
    until: date | None = strawberry.field(default=strawberry.UNSET, description="The right end, exclusive (终止日).")
    position: str | None = strawberry.field(default=strawberry.UNSET, description="The right position (职务).")
    never: bool | None = strawberry.field(default=False, description="There never was such a link (不存在该关系).")
    idempotency_key: str | None = _text(KEY)


@strawberry.input(description="What a department states when it recognises a finding (失信行为认定).")
class RecognizeFindingInput:
    """One finding."""

    number: str = strawberry.field(description="The department's number of it (认定编号).")
    party: PartyRef = strawberry.field(description="The party that it is against (失信主体).")
    area: Code = strawberry.field(description="The area (领域代码); the acting department must be in charge of it.")
    act_on: date = strawberry.field(description="The day of the act (失信行为发生日期).")
    recognised_on: date = strawberry.field(description="The day of recognition (认定日期).")
    department: str | None = _text(
        "The department's code; the acting one, or the one in charge, if left out (认定部门)."
    )
    grade: Grade | None = strawberry.field(
        default=None, description="Where the department grades directly by its own standard, which it must cite (等级)."
    )
    standard: str | None = _text("The department's own published standard (定级标准).")
    rectify_by: date | None = _day("The last day of the rectification period (整改期限).")
    expires_on: date | None = _day("The first day no longer in force, where the finding states one (到期日).")
    penalty_document_number: str | None = _text("The document number of the penalty that it rests on (决定书文号).")
    concerned: list[PartyRef] | None = strawberry.field(
        default=None, description="The persons that it names as parties concerned (当事人)."
    )
    source: str | None = _text(
        "The source that says so; the acting department's code, or `manual`, if left out (数据来源)."
    )
    idempotency_key: str | None = _text(KEY)


@strawberry.input(description="What happened to a finding (认定事件).")
class FindingEventInput:
    """One event."""

    number: str = strawberry.field(description="The finding's number (认定编号).")
    occurred_on: date = strawberry.field(description="The day on which it happened (发生日期).")
    reason: str | None = _text("Why; a withdrawal needs it (原因).")
    idempotency_key: str | None = _text(KEY)
