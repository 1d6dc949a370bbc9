"""What BODS statements become."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import CreditGraphError
from resolvers.batches import Kind
from server.files.bods import BodsReader
from server.files.exchange_formats import Made
from tests.support.bods_statements import Statement, entity, person, relationship, shareholding


def read(*statements: Statement) -> list[Made]:
    """What each of the statements of a file becomes."""
    reader = BodsReader()
    for position, statement in enumerate(statements, start=1):
        reader.survey(position, statement)
    made = [reader.made(position, statement) for position, statement in enumerate(statements, start=1)]
    reader.close()
    return made


def row(statement: Statement) -> dict[str, Any]:
    """The one row of a statement in which nothing is wrong, without what it says nothing of."""
    (made,) = read(statement)
    assert (made.flaws, made.passed_over, len(made.rows)) == ([], [], 1)
    return {name: value for name, value in made.rows[0].items() if value not in (None, [])}


def flaws(statement: Statement) -> list[tuple[str | None, str]]:
    """Field and code of what is wrong."""
    return [(flaw.field, flaw.code.value) for flaw in read(statement)[0].flaws]


def test_a_person() -> None:
    said = person(
        "p-1",
        "张三",
        identifiers=[
            {"id": "11010519491231002X", "scheme": "CHN-IDCARD"},
            {"id": "E12345678", "scheme": "CHN-PASSPORT"},
            {"id": "77", "scheme": "CHN-TAXID"},
        ],
    )
    said["recordDetails"]["names"] = [
        {"type": "former", "fullName": "张大"},
        {"type": "transliteration", "fullName": "Zhang San"},
        {"type": "legal", "fullName": "张三"},
    ]
    assert row(said) == {
        "key": "p-1",
        "kind": "person",
        "name": "张三",
        "former_names": ["张大"],
        "citizen_id": "11010519491231002X",
        "passport": "E12345678",
        "record": "statement-of-p-1",
    }
    said["recordDetails"]["identifiers"] = [{"id": "L898902C<3UTO6908061F9406236", "scheme": "UTO-PASSPORT"}]
    assert row(said)["passport"] == "L898902C"


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("registeredEntity", "enterprise"), ("legalEntity", "organization"), ("stateBody", "organization"),
     ("arrangement", "organization"), ("unknownEntity", "organization")],
)  # fmt: skip
def test_an_entity(type_: str, kind: str) -> None:
    said = entity("e-1", "甲公司", type_, alternateNames=["别名"])
    said["recordDetails"]["entityType"]["details"] = "有限责任公司"
    assert row(said) == {
        "key": "e-1",
        "kind": kind,
        "name": "甲公司",
        "organization_type": "有限责任公司",
        "record": "statement-of-e-1",
    }


@pytest.mark.parametrize(
    ("identifier", "uscc"),
    [
        ({"id": "91110000600037341L", "scheme": "CN-SAIC"}, "91110000600037341L"),
        ({"id": "911", "schemeName": "统一社会信用代码"}, "911"),  # the loader says what is wrong with it
        ({"id": "911", "schemeName": "Unified Social Credit Code (USCC)"}, "911"),
        ({"id": "310000000012345", "scheme": "CN-SAIC"}, None),  # a registration number of before 2015
        ({"id": "91110000600037341L", "scheme": "GB-COH"}, None),
        ({"id": 91110000600037341, "scheme": "CN-SAIC"}, None),
        ({"scheme": "CN-SAIC"}, None),
        ("91110000600037341L", None),
    ],
)
def test_a_credit_code_is_one_where_the_scheme_says_so(identifier: Any, uscc: str | None) -> None:
    assert row(entity("e", "甲", identifiers=[identifier])).get("uscc") == uscc


def test_a_shareholding_with_dates() -> None:
    said = relationship(
        "p", "e", shareholding(Decimal("33.333333333333333333"), startDate="2020-01-01", endDate="2021-02-03")
    )
    assert row(said) == {
        "source_key": "p",
        "relation": "SHAREHOLDER",
        "target_key": "e",
        "share_percent": "33.333333333333333333",
        "since": "2020-01-01",
        "until": "2021-02-03",
        "record": "statement-of-p-e",
    }


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ({"exact": 0}, "0"),
        ({"exact": Decimal("4.6E-05")}, "0.000046"),
        ({"minimum": 25, "maximum": 50}, "25-50"),
        ({"exclusiveMinimum": 25, "maximum": 50}, "25-50"),
        ({"minimum": 75}, "75-100"),
        ({"exclusiveMaximum": 5}, "0-5"),
        ({}, None),
        (None, None),
    ],
)
def test_shares(share: Any, text: str | None) -> None:
    assert row(relationship("p", "e", {**shareholding(), "share": share})).get("share_percent") == text


@pytest.mark.parametrize("share", ["25", {"exact": "25"}, {"exact": True}, {"minimum": [1]}, [1]])
def test_shares_that_are_no_numbers(share: Any) -> None:
    said = relationship("p", "e", {**shareholding(), "share": share})
    assert flaws(said) == [("recordDetails.interests.share", "INVALID_SHARE")]


@pytest.mark.parametrize(
    ("type_", "details", "relation", "position"),
    [
        ("boardMember", None, "DIRECTOR", None),
        ("boardMember", "Non-executive", "DIRECTOR", "Non-executive"),
        ("boardChair", None, "DIRECTOR", "董事长"),
        ("boardMember", "监事", "SUPERVISOR", None),
        ("boardMember", "监事：监事会主席", "SUPERVISOR", "监事会主席"),
        ("seniorManagingOfficial", "法定代表人", "LEGAL_REPRESENTATIVE", None),
        ("seniorManagingOfficial", "主要负责人", "PRINCIPAL", None),
        ("seniorManagingOfficial", "总经理", "SENIOR_MANAGER", "总经理"),
        ("seniorManagingOfficial", "CEO", "SENIOR_MANAGER", "CEO"),
        ("seniorManagingOfficial", "监事", "SENIOR_MANAGER", "监事"),  # the name does not fit the type, which counts
        ("otherInfluenceOrControl", "实际控制人", "ACTUAL_CONTROLLER", None),
        ("shareholding", "ownership-of-shares-75-to-100-percent", "SHAREHOLDER", None),
    ],
)
def test_kinds_of_interest(type_: str, details: str | None, relation: str, position: str | None) -> None:
    found = row(relationship("p", "e", {"type": type_, "directOrIndirect": "direct", "details": details}))
    assert (found["relation"], found.get("position")) == (relation, position)


def test_what_has_no_counterpart_is_a_flaw_and_the_rest_is_stored() -> None:
    said = relationship(
        "p",
        "e",
        shareholding(75),
        {"type": "votingRights", "share": {"exact": 75}},
        {"type": "otherInfluenceOrControl"},
        7,
    )
    (made,) = read(said)
    assert [one["relation"] for one in made.rows] == ["SHAREHOLDER"]
    assert [(flaw.field, flaw.message) for flaw in made.flaws] == [
        ("recordDetails.interests.type", "There is no kind of link for this type of interest (votingRights)."),
        (
            "recordDetails.interests.type",
            "There is no kind of link for this type of interest (otherInfluenceOrControl).",
        ),
        ("recordDetails.interests", "An interest must be an object."),
    ]


def test_indirect_interests_are_not_stored_beside_their_chain() -> None:
    indirect = {**shareholding(15), "directOrIndirect": "indirect"}
    (made,) = read(relationship("p", "e", indirect, componentRecords=["a", "b"]))
    assert (made.rows, made.flaws) == ([], [])
    assert made.passed_over == ["an indirect interest: the chain that it rests on is stored instead"]
    assert flaws(relationship("p", "e", indirect)) == [("recordDetails.interests.directOrIndirect", "INVALID_VALUE")]


def test_nobody_in_particular_is_passed_over() -> None:
    (made,) = read(relationship({"reason": "noBeneficialOwners"}, "e", record="r"))
    assert (made.rows, made.flaws, len(made.passed_over)) == ([], [], 1)


@pytest.mark.parametrize(
    ("statement", "field", "code"),
    [
        ({"recordType": "person", "recordDetails": {}}, "recordId", "REQUIRED"),
        ({"recordType": "person", "recordId": 7, "recordDetails": {}}, "recordId", "REQUIRED"),
        ({"recordType": "person", "recordId": "p"}, "recordDetails", "REQUIRED"),
        ({"recordType": "ship", "recordId": "p", "recordDetails": {}}, "recordType", "INVALID_VALUE"),
        ({"recordType": ["person"], "recordId": "p", "recordDetails": {}}, "recordType", "INVALID_VALUE"),
        (entity("e", "甲", "company"), "recordDetails.entityType", "INVALID_VALUE"),
        (relationship("p", {"reason": "unknown"}, shareholding(1), record="r"), "recordDetails.subject", "REQUIRED"),
        (relationship(None, "e", shareholding(1)), "recordDetails.interestedParty", "REQUIRED"),
        (relationship("p", "e"), "recordDetails.interests", "REQUIRED"),
    ],
)
def test_what_a_statement_must_have(statement: Statement, field: str, code: str) -> None:
    assert flaws(statement) == [(field, code)]


def test_the_last_statement_of_a_record_counts_wherever_it_stands() -> None:
    new = {**relationship("p", "e", shareholding(50)), "statementDate": "2023-01-01"}
    updated = {
        **relationship("p", "e", shareholding(60)),
        "statementDate": "2023-05-01T10:00:00Z",
        "recordStatus": "updated",
    }
    same_day = {**relationship("p", "e", shareholding(70)), "statementDate": "2023-05-01T10:00:00Z"}
    other = relationship("q", "e", shareholding(30))
    for order, shares in [
        ((new, updated, other), [[], ["60"], ["30"]]),
        ((updated, new, other), [["60"], [], ["30"]]),
        ((new, updated, same_day), [[], [], ["70"]]),
    ]:
        made = read(*order)
        assert [[one["share_percent"] for one in each.rows] for each in made] == shares
        assert [len(each.passed_over) for each in made] == [1 - len(each.rows) for each in made]


def test_a_closed_record_ends_on_the_day_that_it_states_or_was_closed() -> None:
    closed = {
        **relationship("p", "e", shareholding(50)),
        "recordStatus": "closed",
        "statementDate": "2024-03-04T05:06:07Z",
    }
    assert row(closed)["until"] == "2024-03-04"
    closed["recordDetails"]["interests"][0]["endDate"] = "2024-02-01"
    assert row(closed)["until"] == "2024-02-01"


def test_files_of_something_else_are_refused_as_a_whole() -> None:
    with pytest.raises(CreditGraphError, match=r"version 0\.3 or earlier"):
        read({"statementID": "x", "statementType": "personStatement"})
    with pytest.raises(CreditGraphError, match="--format ftm"):
        read({"id": "x", "schema": "Person", "properties": {}})


def test_kinds_decide_when_a_statement_is_stored() -> None:
    reader = BodsReader()
    statements = [person("p", "张三"), relationship("p", "e", shareholding(1)), {"recordType": 1}, {"recordType": []}]
    assert [reader.kind(one) for one in statements] == [Kind.PARTIES, Kind.LINKS, Kind.PARTIES, Kind.PARTIES]
    reader.close()
