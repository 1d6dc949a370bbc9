"""Pages and their cursors."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import CreditGraphError, ErrorCode
from resolvers.pages import Page, decode_cursor, encode_cursor, page


def key(item: str) -> list[str]:
    return [item]


def test_a_page_shows_the_first_and_tells_whether_there_are_more() -> None:
    cursors = [encode_cursor([item]) for item in "abc"]
    assert page("abc", 3, key) == Page(["a", "b", "c"], cursors, False)
    assert page("abcd", 3, key) == Page(["a", "b", "c"], cursors, True)
    assert page("", 3, key) == Page([], [], False)


@given(st.lists(st.one_of(st.text(), st.integers(0, 2**63 - 1))))
def test_a_cursor_says_what_it_was_made_from(parts: list[str | int]) -> None:
    cursor = encode_cursor(parts)
    assert decode_cursor(cursor, [type(part) for part in parts]) == parts
    assert cursor.isascii()
    assert not set(cursor) & set("+/=")


def test_no_cursor_is_no_key() -> None:
    assert decode_cursor(None, [str]) is None


def raw(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "a",
        "光标",
        "\x00",
        "\ud800",
        "AAAA",
        raw("{}"),
        raw("null"),
        raw('"a"'),
        raw("[]"),
        raw("[1]"),
        raw("[1.5]"),
        raw("[true]"),
        raw("[null]"),
        raw('["a", "b"]'),
        raw('[["a"]]'),
        raw('["\\ud800"]'),
        raw('["a"'),
        raw("[" * 100_000),
        raw("[" + "9" * 10_000 + "]"),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused(cursor: str) -> None:
    refuse(cursor, [str])


@pytest.mark.parametrize("number", [-1, 2**63, 10**100])
def test_a_number_that_no_place_has_is_refused(number: int) -> None:
    refuse(raw(json.dumps([number])), [int])
    assert decode_cursor(raw(json.dumps([2**63 - 1])), [int]) == [2**63 - 1]


def refuse(cursor: str, shape: Sequence[type]) -> None:
    with pytest.raises(CreditGraphError) as refused:
        decode_cursor(cursor, shape)
    assert (refused.value.code, refused.value.field) == (ErrorCode.INVALID_CURSOR, "after")
