"""What FollowTheMoney entities become."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import CreditGraphError
from resolvers.batches import Kind
from server.files.exchange_formats import Made
from server.files.ftm import FtmReader


def entity(schema: Any, id_: Any = "x", caption: str | None = None, **properties: Any) -> dict[str, Any]:
    """An entity; single values become lists of one."""
    listed = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return {"id": id_, "schema": schema, "properties": listed} | ({} if caption is None else {"caption": caption})


def made_of(value: dict[str, Any]) -> Made:
    reader = FtmReader()
    reader.survey(1, value)
    return reader.made(1, value)


def row(value: dict[str, Any]) -> dict[str, Any]:
    """The one row of an entity in which nothing is wrong, without what it says nothing of."""
    made = made_of(value)
    assert (made.flaws, len(made.rows)) == ([], 1)
    return {name: value for name, value in made.rows[0].items() if value not in (None, [])}


def flaws(value: dict[str, Any]) -> list[tuple[str | None, str]]:
    made = made_of(value)
    assert made.rows == []
    return [(flaw.field, flaw.code.value) for flaw in made.flaws]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [("Company", "enterprise"), ("Organization", "organization"), ("PublicBody", "organization"),
     ("LegalEntity", "organization")],
)  # fmt: skip
def test_companies_and_organizations(schema: str, kind: str) -> None:
    said = entity(schema, name="甲公司", uscCode="91110000600037341L", legalForm="有限责任公司", idNumber="1",
                  previousName=["旧甲", "甲公司"], country="cn")  # fmt: skip
    assert row(said) == {
        "key": "x",
        "kind": kind,
        "name": "甲公司",
        "former_names": ["旧甲"],
        "uscc": "91110000600037341L",
        "organization_type": "有限责任公司",
        "record": "x",
    }


def test_a_person() -> None:
    said = entity(
        "Person", name="张三", idNumber=["123", "11010519491231002X"], passportNumber="E12345678", birthDate="1949"
    )
    assert row(said) == {
        "key": "x",
        "kind": "person",
        "name": "张三",
        "citizen_id": "11010519491231002X",
        "passport": "E12345678",
        "record": "x",
    }


@pytest.mark.parametrize(
    ("names", "caption", "name"),
    [
        (["Jia Ltd", "甲公司"], "Jia Ltd", "甲公司"),
        (["B", "A"], "A", "A"),
        (["B", "A"], "C", "B"),
        ([], "A", "A"),
    ],
)
def test_the_name_is_the_chinese_one_then_the_caption(names: list[str], caption: str, name: str) -> None:
    assert row(entity("Company", caption=caption, name=names))["name"] == name


def test_an_ownership() -> None:
    said = entity(
        "Ownership", "o", owner="p", asset="c", percentage="33.30", startDate="2020-01-02", endDate="2021-01-02"
    )
    assert row(said) == {
        "source_key": "p",
        "relation": "SHAREHOLDER",
        "target_key": "c",
        "share_percent": "33.30",
        "since": "2020-01-02",
        "until": "2021-01-02",
        "record": "o",
    }
    assert row(entity("Ownership", owner={"id": "p", "schema": "Person"}, asset="c", percentage=Decimal("5.5"))) == {
        "source_key": "p", "relation": "SHAREHOLDER", "target_key": "c", "share_percent": "5.5", "record": "x"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "ends", "role", "relation", "position"),
    [
        ("Directorship", ("director", "organization"), None, "DIRECTOR", None),
        ("Directorship", ("director", "organization"), "Director", "DIRECTOR", None),
        ("Directorship", ("director", "organization"), "董事长", "DIRECTOR", "董事长"),
        ("Directorship", ("director", "organization"), "法定代表人", "LEGAL_REPRESENTATIVE", None),
        ("Directorship", ("director", "organization"), "Legal Representative", "LEGAL_REPRESENTATIVE", None),
        ("Directorship", ("director", "organization"), "监事", "SUPERVISOR", None),
        ("Directorship", ("director", "organization"), "General Manager", "SENIOR_MANAGER", "General Manager"),
        ("Employment", ("employee", "employer"), None, "EMPLOYEE", None),
        ("Employment", ("employee", "employer"), "会计", "EMPLOYEE", "会计"),
        ("Employment", ("employee", "employer"), "总经理", "SENIOR_MANAGER", "总经理"),
        ("Membership", ("member", "organization"), "董事", "DIRECTOR", None),
        ("Representation", ("agent", "client"), "法定代表人", "LEGAL_REPRESENTATIVE", None),
        ("UnknownLink", ("subject", "object"), "实际控制人", "ACTUAL_CONTROLLER", None),
        ("UnknownLink", ("subject", "object"), "分支机构", "BRANCH", None),
        ("Ownership", ("owner", "asset"), "实际控制人", "ACTUAL_CONTROLLER", None),
        ("Ownership", ("owner", "asset"), "有限合伙人", "SHAREHOLDER", "有限合伙人"),
    ],
)
def test_roles(schema: str, ends: tuple[str, str], role: str | None, relation: str, position: str | None) -> None:
    said = entity(schema, **{ends[0]: "a", ends[1]: "b"}, **({} if role is None else {"role": role}))
    found = row(said)
    assert (found["source_key"], found["target_key"]) == ("a", "b")
    assert (found["relation"], found.get("position")) == (relation, position)


@pytest.mark.parametrize(
    ("value", "field", "code"),
    [
        (entity("Company", None, name="甲"), "id", "REQUIRED"),
        (entity(None, name="甲"), "schema", "REQUIRED"),
        (entity(["Company"], name="甲"), "schema", "REQUIRED"),
        (entity("Vessel", name="甲"), "schema", "INVALID_VALUE"),
        ({"id": "x", "schema": "Company"}, "properties", "REQUIRED"),
        (entity("Company", name="甲", uscCode=["1", "2"]), "properties.uscCode", "INVALID_VALUE"),
        (entity("Ownership", asset="c"), "properties.owner", "REQUIRED"),
        (entity("Ownership", owner=["a", "b"], asset="c"), "properties.owner", "INVALID_VALUE"),
        (entity("Ownership", owner="a", asset="c", percentage=["1", "2"]), "properties.percentage", "INVALID_VALUE"),
        (
            entity("Ownership", owner="a", asset="c", ownershipType="Beneficial"),
            "properties.ownershipType",
            "INVALID_VALUE",
        ),
        (entity("Ownership", owner="a", asset="c", role="indirect owner"), "properties.ownershipType", "INVALID_VALUE"),
        (entity("Directorship", director="a", organization="c", role="Secretary"), "properties.role", "INVALID_VALUE"),
        (entity("Membership", member="a", organization="c"), "properties.role", "INVALID_VALUE"),
    ],
)
def test_what_is_nothing_of_ours_is_a_flaw(value: dict[str, Any], field: str, code: str) -> None:
    assert flaws(value) == [(field, code)]


def test_a_role_is_named_only_where_it_cannot_be_a_number() -> None:
    said = entity("Directorship", director="a", organization="c", role="Secretary")
    assert "(Secretary)" in made_of(said).flaws[0].message
    said["properties"]["role"] = ["11010519491231002X"]
    assert "1101" not in made_of(said).flaws[0].message


def test_files_of_something_else_are_refused_as_a_whole() -> None:
    with pytest.raises(CreditGraphError, match="--format bods"):
        made_of({"recordType": "person", "recordId": "x"})


def test_kinds_decide_when_an_entity_is_stored() -> None:
    kinds = [FtmReader().kind(entity(schema)) for schema in ("Company", "Ownership", "Vessel", None, ["Ownership"])]
    assert kinds == [Kind.PARTIES, Kind.LINKS, Kind.PARTIES, Kind.PARTIES, Kind.PARTIES]
