"""JSON of our own, and the exact writer beneath it."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

from domain.parties import PartyKind
from server.exports.exact_json import exact_json
from server.exports.labels import percent_text
from server.exports.picture_json import json_text
from tests.support.pictures import AWKWARD, CITIZEN, PASSPORT, city_picture, link, party, picture_from


def test_the_shape_is_the_documented_one() -> None:
    said = json.loads(json_text(city_picture()))
    assert {key: said[key] for key in ("format", "version", "party", "day", "known_at", "complete")} == {
        "format": "creditgraph-ownership",
        "version": 1,
        "party": "C",
        "day": "2024-01-01",
        "known_at": "2024-01-01T12:00:00.000005Z",
        "complete": True,
    }
    assert said["parties"][0] == {
        "id": "C",
        "kind": "ENTERPRISE",
        "name": "丙有限公司",
        "former_names": ["旧丙公司"],
        "organization_type": None,
        "identifiers": [
            {"scheme": "USCC", "value": "91110000600037341L", "source": None},
            {"scheme": "KEY", "value": "c-1", "source": "saic"},
        ],
        "owners_unread": False,
    }
    assert said["parties"][1]["name"] == AWKWARD
    links = {link["id"]: link for link in said["links"]}
    assert links["L-C-shareholder"]["share"] == {"low": "5", "high": "10"}
    assert links["Z-C-shareholder"]["share"] == {"low": "11.111111111111111111111111111111"} | {
        "high": "11.111111111111111111111111111111"
    }
    assert links["W-C-shareholder"]["share"] is None
    assert [id_ for id_, one in links.items() if not one["counted"]] == ["M-C-2"]
    stakes = {stake["party"]: (stake["low"], stake["high"], stake["complete"]) for stake in said["owners"]["stakes"]}
    assert stakes["Z"] == ("51.131111111111", "51.131111111112", True)
    assert stakes["W"] == ("0", "21.888888888889", False)
    parts = {name: Decimal(value) for name, value in said["owners"]["parts"].items()}
    assert parts["persons"] + parts["others"] + parts["unknown"] == 100 + parts["excess"]
    assert said["controllers"][0]["via"] == ["Z-A-shareholder", "A-C-shareholder"]
    assert said["beneficial_owners"]["owners"] == [
        {"party": "Z", "reasons": ["SHARE", "CONTROL"], "certain": True, "roles": []}
    ]
    assert said["beneficial_owners"]["incomplete"] == ["W"]


def test_no_personal_number_is_in_it() -> None:
    text = json_text(city_picture())
    assert CITIZEN not in text
    assert PASSPORT not in text
    assert "CITIZEN_ID" not in text


def test_a_person_has_no_beneficial_owners() -> None:
    said = json.loads(json_text(picture_from("Z", [party("Z", PartyKind.PERSON, "张三")], [])))
    assert said["beneficial_owners"] is None
    assert said["owners"]["stakes"] == []


def test_companies_that_own_themselves_wholly_have_no_number() -> None:
    parties = [party(id_, PartyKind.ENTERPRISE, id_) for id_ in "AB"]
    said = json.loads(json_text(picture_from("A", parties, [link("A", "B", "100"), link("B", "A", "100")])))
    assert said["owners"]["self_owned"] == [["A", "B"]]


def test_decimals_keep_their_digits() -> None:
    value = {"a": Decimal("33.333333333333333333333333333333"), "b": Decimal("1E-8"), "c": [], "d": {}, "e": '“\n"'}
    text = exact_json(value)
    assert '"a": 33.333333333333333333333333333333,' in text
    assert json.loads(text, parse_float=Decimal) == value
    assert exact_json([1, True, None, "中"], step=0) == '[1, true, null, "中"]'


def test_percentages_as_they_are_shown() -> None:
    third = Fraction(100, 3)
    assert percent_text(Fraction(60), Fraction(60)) == "60%"
    assert percent_text(third, third) == "≈33.3333%"
    assert percent_text(third, 2 * third) == "33.3333–66.6667%"
    assert percent_text(None, None) == "?"
