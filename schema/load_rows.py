"""The rows of the load mutations. All cells are optional texts, so that a bad one is its own row's error and no other's."""

from __future__ import annotations

import strawberry

from resolvers.batches import COLUMNS, Kind


def _cell(description: str) -> str | None:
    made: str | None = strawberry.field(default=None, description=description)
    return made


def _cells(description: str) -> list[str] | None:
    made: list[str] | None = strawberry.field(default=None, description=description)
    return made


@strawberry.input(description="One party (主体). Required: key, kind, name.")
class PartyRow:
    """A row of parties.csv."""

    key: str | None = _cell("Required. The party's key in the source (主键).")
    kind: str | None = _cell("Required. enterprise, organization or person (主体类型).")
    name: str | None = _cell("Required. The name (名称、姓名).")
    former_names: list[str] | None = _cells("Earlier names (曾用名).")
    uscc: str | None = _cell("Unified social credit code (统一社会信用代码).")
    citizen_id: str | None = _cell("Citizen number; only its keyed digest and its mask are kept (公民身份号码).")
    passport: str | None = _cell("Passport number; only its keyed digest and its mask are kept (护照号码).")
    organization_type: str | None = _cell("The legal form as the register words it (企业类型).")
    on_public_payroll: bool | None = strawberry.field(
        default=None, description="Whether the person is on the public payroll (财政供养人员)."
    )
    area_code: str | None = _cell("The administrative area, GB/T 2260 (行政区划代码).")
    record: str | None = _cell("The source's own number of the record (记录编号).")


@strawberry.input(description="One link (关系). Required: sourceKey, relation, targetKey.")
class LinkRow:
    """A row of links.csv."""

    source_key: str | None = _cell("Required. The key of the party that the link goes from (起点主体).")
    source_key_scheme: str | None = _cell("Whose key it is: another source, or uscc; this source if left out.")
    relation: str | None = _cell(
        "Required. legal_representative, principal, actual_controller, shareholder, director, supervisor, senior_manager, "
        "employee or branch (关系类型)."
    )
    target_key: str | None = _cell("Required. The key of the enterprise or organization that it goes to (终点主体).")
    target_key_scheme: str | None = _cell("Whose key it is: another source, or uscc; this source if left out.")
    share_percent: str | None = _cell("Exact percentage 0-100, or a range such as 5-10; for shareholders (持股比例).")
    since: str | None = _cell("First day, YYYY-MM-DD (起始日).")
    until: str | None = _cell("First day that it no longer holds, YYYY-MM-DD (终止日).")
    position: str | None = _cell("The position as the source words it (职务).")
    record: str | None = _cell("The source's own number of the record (记录编号).")


@strawberry.input(description="One penalty (行政处罚). Required: documentNumber, partyKey, department, decidedOn.")
class PenaltyRow:
    """A row of penalties.csv."""

    document_number: str | None = _cell("Required. The decision's document number (决定书文号).")
    party_key: str | None = _cell("Required. The key of the party (主体).")
    party_key_scheme: str | None = _cell("Whose key it is: another source, or uscc; this source if left out.")
    department: str | None = _cell("Required. Who decided: a department's code (处罚机关).")
    decided_on: str | None = _cell("Required. The day of the decision, YYYY-MM-DD (处罚日期).")
    act: str | None = _cell("The act that it is for (违法行为).")
    category: str | None = _cell("What kind of penalty (处罚类别).")
    content: str | None = _cell("What was decided (处罚内容).")
    amount_10k: str | None = strawberry.field(
        default=None, name="amount10k", description="The fine in units of 10,000 yuan, exact (罚款金额，万元)."
    )
    valid_until: str | None = _cell("First day on which it is no longer valid (有效期截止).")
    publicised_until: str | None = _cell("First day on which it is no longer publicised (公示截止).")
    basis: str | None = _cell("The law that it rests on (处罚依据).")
    record: str | None = _cell("The source's own number of the record (记录编号).")


@strawberry.input(
    description="One finding (失信行为认定). Required: number, partyKey, area, department, actOn, recognisedOn."
)
class FindingRow:
    """A row of findings.csv."""

    number: str | None = _cell("Required. The department's number of it (认定编号).")
    party_key: str | None = _cell("Required. The key of the party that it is against (失信主体).")
    party_key_scheme: str | None = _cell("Whose key it is: another source, or uscc; this source if left out.")
    area: str | None = _cell("Required. The area's code (领域代码).")
    department: str | None = _cell("Required. The department that recognised it: its code (认定部门).")
    act_on: str | None = _cell("Required. The day of the act, YYYY-MM-DD (失信行为发生日期).")
    recognised_on: str | None = _cell("Required. The day of recognition, YYYY-MM-DD (认定日期).")
    rectify_by: str | None = _cell("The last day of the rectification period (整改期限).")
    rectified_on: str | None = _cell("The day of rectification (整改到位日期).")
    refused_on: str | None = _cell("The day on which rectification was refused (拒不整改日期).")
    grade: str | None = _cell("general or serious, where the department graded directly (等级).")
    standard: str | None = _cell("The department's own published standard by which it graded (定级标准).")
    expires_on: str | None = _cell("The first day no longer in force, where the finding states one (到期日).")
    penalty_document_number: str | None = _cell("The document number of the penalty that it rests on (决定书文号).")
    concerned_keys: list[str] | None = _cells("Keys of the persons that it names as parties concerned (当事人).")
    withdrawn_on: str | None = _cell("The day of withdrawal (撤销日期).")
    repaired_on: str | None = _cell("The day of repair (修复日期).")


ROW_TYPES = {
    Kind.PARTIES: PartyRow,
    Kind.LINKS: LinkRow,
    Kind.PENALTIES: PenaltyRow,
    Kind.FINDINGS: FindingRow,
}
for _kind, _type in ROW_TYPES.items():
    if set(_type.__annotations__) != set(COLUMNS[_kind].all):
        raise TypeError(f"{_type.__name__} has not the columns of {_kind}")
