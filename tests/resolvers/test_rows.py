"""Reading cells and rows: what is forgiven, what is refused, and that no value is repeated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.errors import CreditGraphError
from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from resolvers.batches import COLUMNS, Kind
from resolvers.cells import clean_text, parse_amount, parse_day, parse_flag, parse_share
from resolvers.row_keys import RowContext, check_source
from resolvers.rows import (
    parse_finding,
    parse_link,
    parse_party,
    parse_penalty,
    parse_rows,
)
from tests.support.loading import IDENTITY_KEY

CONTEXT = RowContext("register", IDENTITY_KEY)
USCC = "91110000600037341L"


@pytest.mark.parametrize(
    "text",
    [
        *("2019-08-01", "2019-8-1", "2019/8/1", "2019.8.1", "2019年8月1日", "20190801", "２０１９－０８－０１"),
        *("2019-08-01T00:00:00", "2019-08-01 00:00", "2019-08-01 00:00:00.000", "2019-08-01T00:00:00Z"),
    ],
)
def test_forms_of_a_day_that_mean_one_day_only(text: str) -> None:
    assert parse_day(text) == date(2019, 8, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("8/1/2019", "01-08-2019", "2019-08", "43678", "2019-02-29", "2019-13-01", "2019-08/01", "19-08-01"),
        *("0000-01-01", "2019-08-01 12:00", "2019080", "today"),
    ],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        parse_day(text)
    assert refused.value.code == "INVALID_DATE"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        *(("33.30%", "33.3"), ("4.6E-05", "0.000046"), ("5-10", "5-10"), ("100", "100"), ("0", "0")),
        ("33.33333333333333333333", "33.33333333333333333333"),
    ],
)
def test_shares(text: str, canonical: str) -> None:
    assert parse_share(text) == canonical


@pytest.mark.parametrize("text", ["101", "-1", "a", "10-5", "1E-999999999", "NaN", "5-10-20"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        parse_share(text)
    assert refused.value.code == "INVALID_SHARE"


def test_amounts() -> None:
    assert [parse_amount(text) for text in ("12.50", "1,200", "0", "１２", "007")] == ["12.5", "1200", "0", "12", "7"]
    for text in ("-1", "1,2", "12万", "1e5", "", "1" * 21, "٣"):
        with pytest.raises(CreditGraphError):
            parse_amount(text)


def test_flags() -> None:
    assert [parse_flag(text) for text in ("TRUE", "是", "1", "y", "no", "否", "F")] == [True] * 4 + [False] * 3
    with pytest.raises(CreditGraphError):
        parse_flag("maybe")


def test_texts_are_cleaned_at_their_edges_and_refused_for_what_cannot_be_seen() -> None:
    assert clean_text(" \u3000张 三\ufeff\u200b", 10) == "张 三"
    assert clean_text("  ", 10) is None
    assert clean_text("a\r\nb\tc", 10, lines=True) == "a\nb\tc"
    assert clean_text(Decimal("1.50"), 10) == "1.50"
    for text in ("a\x00b", "a\nb", "\ud800", "\udcff", "abc\u202ecba", "a\x85b", "\uffff"):
        with pytest.raises(CreditGraphError) as refused:
            clean_text(text, 10)
        assert refused.value.code == "INVALID_VALUE"
    with pytest.raises(CreditGraphError, match="11 characters; at most 10"):
        clean_text("x" * 11, 10)
    with pytest.raises(CreditGraphError):
        clean_text({"a": 1}, 10)


def test_a_row_of_json_reads_like_a_row_of_text() -> None:
    text = {"key": "P1", "kind": "person", "name": "张三", "former_names": "张二；张一", "on_public_payroll": "true"}
    json = {"key": "P1", "kind": "PERSON", "name": "张三", "former_names": ["张二", "张一"], "on_public_payroll": True}
    parsed = parse_rows(enumerate([text, json]), CONTEXT, parse_party)
    assert parsed.problems == []
    one, other = parsed.statements
    assert (one.kind, one.former_names, one.on_public_payroll) == (PartyKind.PERSON, ("张二", "张一"), True)
    assert (one.kind, one.former_names, one.identifiers) == (other.kind, other.former_names, other.identifiers)


def test_the_payroll_cell_of_an_enterprise_may_say_no() -> None:
    row = {"key": "E1", "kind": "enterprise", "name": "甲公司"}
    parsed = parse_rows(
        [(1, {**row, "on_public_payroll": "false"}), (2, {**row, "on_public_payroll": "true"})], CONTEXT, parse_party
    )
    assert [statement.on_public_payroll for statement in parsed.statements] == [None]
    assert [(problem.row, problem.field) for problem in parsed.problems] == [(2, "on_public_payroll")]


def test_a_link_by_other_schemes() -> None:
    row = {
        "source_key": USCC,
        "source_key_scheme": "USCC",
        "relation": "Branch",
        "target_key": "7",
        "target_key_scheme": "old",
    }
    parsed = parse_rows([(0, row)], CONTEXT, parse_link)
    assert (parsed.statements[0].from_key, parsed.statements[0].to_key) == (f"USCC:{USCC}", "KEY:old:7")
    assert parsed.statements[0].kind is LinkKind.BRANCH
    bad = parse_rows([(0, {**row, "target_key_scheme": "a:b"})], CONTEXT, parse_link)
    assert [(problem.field, problem.code.value) for problem in bad.problems] == [("source", "INVALID_IDENTIFIER")]


def test_findings_and_penalties() -> None:
    finding = {
        "number": "F1",
        "party_key": "E1",
        "area": "work_safety",
        "department": "D",
        "act_on": date(2019, 8, 1),
        "recognised_on": "2019-08-10",
        "grade": "serious",
        "concerned_keys": "P1;P1;P2",
    }
    parsed = parse_rows([(0, finding)], CONTEXT, parse_finding).statements[0]
    assert (parsed.area, parsed.grade, parsed.act_on) == ("WORK_SAFETY", Grade.SERIOUS, date(2019, 8, 1))
    assert parsed.concerned_keys == ("KEY:register:P1", "KEY:register:P2")
    many = parse_rows([(0, {**finding, "concerned_keys": ["x"] * 1_001})], CONTEXT, parse_finding)
    assert [problem.code.value for problem in many.problems] == ["TOO_MANY"]
    penalty = {"document_number": "D1", "party_key": "E1", "department": "D", "decided_on": "20190801", "act": "a\nb"}
    assert parse_rows([(0, penalty)], CONTEXT, parse_penalty).statements[0].act == "a\nb"


def test_every_required_column_is_required() -> None:
    parsers = {
        Kind.PARTIES: parse_party,
        Kind.LINKS: parse_link,
        Kind.PENALTIES: parse_penalty,
        Kind.FINDINGS: parse_finding,
    }
    for kind, parse in parsers.items():
        problems = parse_rows([(0, {})], CONTEXT, parse).problems  # type: ignore[arg-type,var-annotated]
        assert {problem.field for problem in problems} == set(COLUMNS[kind].required)
        assert {problem.code.value for problem in problems} == {"REQUIRED"}


def test_names_that_no_source_can_have() -> None:
    assert check_source(" register ") == "register"
    for name in ("uscc", "Citizen_ID", "passport", "LEI", "", "a:b", "a\nb"):
        with pytest.raises(CreditGraphError):
            check_source(name)
