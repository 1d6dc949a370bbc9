"""BODS 0.4: as the standard's own review sees it, and what is in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.links import LinkKind
from domain.parties import PartyKind
from resolvers.ownership_picture import OwnershipPicture
from server.exports.bods import bods_text
from tests.support.bods_review import review
from tests.support.pictures import CITIZEN, PASSPORT, city_picture, link, party, picture_from

Statement = dict[str, Any]


def reviewed(picture: OwnershipPicture, folder: Path) -> Mapping[str, Statement]:
    """The statements by record, after the review had nothing to say."""
    path = folder / "bods.json"
    path.write_text(bods_text(picture), encoding="utf-8")
    found = review(path)
    assert (found.version, found.errors, found.checks, found.additional) == ("0.4", [], [], [])
    statements = json.loads(bods_text(picture), parse_float=Decimal)
    assert len({one["statementId"] for one in statements}) == len(statements)
    seen: set[str] = set()
    for one in statements:  # which the review does not look at: components come before what they are components of
        assert seen.issuperset(one["recordDetails"].get("componentRecords", []))
        seen.add(one["recordId"])
    return {one["recordId"]: one for one in statements}


def interests(statement: Statement) -> list[dict[str, Any]]:
    return list(statement["recordDetails"]["interests"])


def test_a_picture_with_everything_is_valid_and_says_everything(tmp_path: Path) -> None:
    records = reviewed(city_picture(), tmp_path)
    assert records["C"]["recordDetails"] == {
        "isComponent": False,
        "entityType": {"type": "registeredEntity"},
        "name": "丙有限公司",
        "alternateNames": ["旧丙公司"],
        "identifiers": [
            {"id": "91110000600037341L", "scheme": "CN-SAIC", "schemeName": "统一社会信用代码 (GB 32100-2015)"},
            {"id": "c-1", "schemeName": "saic"},
        ],
    }
    assert records["Z"]["recordDetails"] == {
        "isComponent": False,
        "personType": "knownPerson",
        "names": [{"type": "legal", "fullName": "张三"}, {"type": "former", "fullName": "张大"}],
    }
    (held,) = interests(records["A-C-shareholder"])
    assert held == {
        "type": "shareholding",
        "directOrIndirect": "direct",
        "details": "股东",
        "beneficialOwnershipOrControl": False,
        "share": {"exact": 60},
        "startDate": "2020-02-29",
    }
    assert records["A-C-shareholder"]["source"] == {
        "type": ["thirdParty"],
        "assertedBy": [{"name": "saic"}],
        "description": "r1; r2",
    }
    assert interests(records["B-A-shareholder"])[0]["endDate"] == "2030-01-01"
    assert interests(records["L-C-shareholder"])[0]["share"] == {"minimum": 5, "maximum": 10}
    assert "share" not in interests(records["W-C-shareholder"])[0]
    exact = interests(records["Z-C-shareholder"])[0]["share"]["exact"]
    assert exact == Decimal("11.111111111111111111111111111111")
    manager = interests(records["W-C-senior_manager"])[0]
    assert (manager["type"], manager["details"]) == ("seniorManagingOfficial", "高级管理人员：总经理")


def test_a_beneficial_owner_through_others_has_the_chain_as_components(tmp_path: Path) -> None:
    records = reviewed(city_picture(), tmp_path)
    details = records["Z-C-indirect"]["recordDetails"]
    assert details["componentRecords"] == ["A", "A-C-shareholder", "Z-A-shareholder"]
    components = {id_ for id_, one in records.items() if one["recordDetails"]["isComponent"]}
    assert components == set(details["componentRecords"])
    share, control = details["interests"]
    assert (share["directOrIndirect"], share["share"], share["beneficialOwnershipOrControl"]) == (
        "indirect",
        {"exact": Decimal("40.02")},  # 60 % of 66.7 %, the direct 11.1 % apart
        True,
    )
    assert control["details"] == "通过持股控制：≈71.1111%"
    assert interests(records["Z-C-shareholder"])[0]["beneficialOwnershipOrControl"] is True


def test_what_nobody_is_known_for_is_an_unspecified_party(tmp_path: Path) -> None:
    records = reviewed(city_picture(), tmp_path)
    missing = records["A-unknown"]["recordDetails"]
    assert (missing["subject"], missing["interestedParty"]["reason"]) == ("A", "unknown")
    assert missing["interests"][0]["share"] == {"exact": Decimal("0.05")}
    unrecorded = records["B-unknown"]["recordDetails"]
    assert unrecorded["interestedParty"]["reason"] == "informationUnknownToPublisher"
    assert "share" not in unrecorded["interests"][0]
    assert "C-unknown" not in records  # Wang's unknown share may be all that is missing


def test_ranges_leave_a_range_unknown_and_a_cut_says_so(tmp_path: Path) -> None:
    parties = [party("C", PartyKind.ENTERPRISE, "丙"), party("Z", PartyKind.PERSON, "张三"),
               party("A", PartyKind.ENTERPRISE, "甲")]  # fmt: skip
    picture = picture_from("C", parties, [link("Z", "C", "5-10"), link("A", "C", "20")], unread=frozenset({"A"}))
    records = reviewed(picture, tmp_path)
    assert interests(records["C-unknown"])[0]["share"] == {"minimum": 70, "maximum": 75}
    assert (
        records["A-unknown"]["recordDetails"]["interestedParty"]["description"]
        == "Not all owners were read (股东未读全)"
    )


def test_other_statements_of_one_holding_are_annotations(tmp_path: Path) -> None:
    records = reviewed(city_picture(), tmp_path)
    assert "M-C-2" not in records
    (annotation,) = records["M-C-1"]["annotations"]
    assert annotation["motivation"] == "commenting"
    assert annotation["description"].startswith("other (r1) states 3%")


def test_an_owner_who_is_only_possible_is_not_said_to_be_one(tmp_path: Path) -> None:
    parties = [party("C", PartyKind.ENTERPRISE, "丙"), party("A", PartyKind.ENTERPRISE, "甲"),
               party("Z", PartyKind.PERSON, "张三"), party("L", PartyKind.PERSON, "李四")]  # fmt: skip
    links = [
        link("A", "C", "100"),
        link("Z", "A", "20-60"),
        link("L", "C", kind=LinkKind.LEGAL_REPRESENTATIVE),
    ]
    records = reviewed(picture_from("C", parties, links), tmp_path)
    assert all("beneficialOwnershipOrControl" not in one for one in interests(records["Z-C-indirect"]))
    assert interests(records["Z-C-indirect"])[0]["share"] == {"minimum": 20, "maximum": 60}
    fallback = interests(records["L-C-legal_representative"])[0]
    assert (fallback["type"], fallback["beneficialOwnershipOrControl"]) == ("seniorManagingOfficial", True)


def test_cycles_and_companies_that_own_themselves(tmp_path: Path) -> None:
    parties = [*(party(id_, PartyKind.ENTERPRISE, id_) for id_ in "ABC"), party("Z", PartyKind.PERSON, "张三")]
    ring = [
        link("A", "C", "70"),
        link("B", "A", "30"),
        link("A", "B", "40"),
        link("Z", "A", "70"),
        link("Z", "C", "30"),
    ]
    records = reviewed(picture_from("C", parties, ring), tmp_path)
    assert sorted(records["Z-C-indirect"]["recordDetails"]["componentRecords"]) == [
        *("A", "A-B-shareholder", "A-C-shareholder", "B", "B-A-shareholder", "Z-A-shareholder"),
    ]
    assert interests(records["Z-C-indirect"])[0]["share"] == {
        "minimum": Decimal("55.681818181818"),  # 70 % of 70 % / (1 - 30 % of 40 %)
        "maximum": Decimal("55.681818181819"),
    }
    whole = [link("A", "B", "100"), link("B", "A", "100"), link("A", "C", "60"), link("Z", "C", "40")]
    reviewed(picture_from("C", parties, whole), tmp_path)


def test_a_person_alone_is_valid(tmp_path: Path) -> None:
    assert list(reviewed(picture_from("Z", [party("Z", PartyKind.PERSON, "张三")], []), tmp_path)) == ["Z"]


def test_ids_come_from_the_contents() -> None:
    first, again = bods_text(city_picture()), bods_text(city_picture())
    assert first == again
    before = {one["recordId"]: one["statementId"] for one in json.loads(first)}
    picture = city_picture()
    renamed = replace(picture, parties={**picture.parties, "A": replace(picture.parties["A"], name="甲公司")})
    after = {one["recordId"]: one["statementId"] for one in json.loads(bods_text(renamed))}
    assert [id_ for id_ in before if before[id_] != after[id_]] == ["A"]
    assert all(32 <= len(id_) <= 64 for id_ in before.values())


@pytest.mark.parametrize("number", [CITIZEN, PASSPORT, "1101**"])
def test_no_personal_number_is_in_it(number: str) -> None:
    assert number not in bods_text(city_picture())


def test_the_review_would_see_what_is_wrong(tmp_path: Path) -> None:
    statements = json.loads(bods_text(city_picture()))
    statements[0]["recordDetails"]["entityType"]["type"] = "company"
    statements[3]["recordDetails"]["isComponent"] = True
    statements[-2]["recordDetails"]["subject"] = "nobody"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(statements), encoding="utf-8")
    found = review(path)
    assert len(found.errors) == 1
    assert {check["type"] for check in found.checks} == {
        "statement_person_is_component_not_in_component_details",
        "subject_must_be_record_id",
    }
