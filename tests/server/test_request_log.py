"""What a log line shows, and what it never does."""

from __future__ import annotations

import logging

import pytest

from server.request_log import MaskingFormatter, masked
from tests.support.api import Api


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("number 329900197001010010 of somebody", "number 3299****0 of somebody"),
        ("32990019700101001X", "3299****X"),
        ("x32990019700101001x", "x3299****x"),
        ("key cg_0123456789ab_" + "A" * 43 + ".", "key cg_0123456789ab_****."),
        ("sha256 " + "0123456789abcdef" * 4, "sha256 " + "0123456789abcdef" * 4),
        ("took 12.5 ms, 1234567890123456 µs", "took 12.5 ms, 1234567890123456 µs"),
        ("91329900MADEM0001B", "91329900MADEM0001B"),
    ],
)
def test_numbers_and_secrets_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_trace_is_masked_too() -> None:
    try:
        raise ValueError("329900197001010010")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", (), (type(error), error, error.__traceback__))
    line = MaskingFormatter().format(record)
    assert "329900197001010010" not in line
    assert "3299****0" in line


async def test_one_line_for_each_request_without_what_was_sent(city: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "creditgraph.requests")
    answer = await city.post('{ finding(number: "not for the log") { id } }')
    await city.client.get("/anything/329900197001010010?a=329900197001010010")
    lines = [record.getMessage() for record in caplog.records if record.name == "creditgraph.requests"]
    assert len(lines) == 2
    assert lines[0].startswith("POST /graphql 200 ")
    assert " key=" in lines[0]
    assert lines[1].startswith("GET (other) 404 ")
    assert len(answer.headers["x-request-id"]) == 16
    assert "not for the log" not in caplog.text
