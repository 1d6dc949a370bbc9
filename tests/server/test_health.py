"""Live while the process answers; ready only when a check can be answered."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from server import health
from tests.support.api import Api


async def test_ready(city: Api) -> None:
    answer = await city.client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


async def test_not_ready_without_the_engine(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: Any) -> int:
        raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "the graph engine is not available")

    monkeypatch.setattr(health, "schema_version", lost)
    answer = await city.client.get("/health/ready")
    assert (answer.status_code, answer.json()["reason"]) == (503, "the graph engine is not available")
    assert (await city.client.get("/health/live")).status_code == 200


async def test_not_ready_with_another_schema(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def older(*_: Any) -> int:
        return 0

    monkeypatch.setattr(health, "schema_version", older)
    answer = await city.client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["reason"].startswith("the database has schema version 0")


async def test_not_ready_without_rules(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(city.installation.services.rules), "versions", lambda _: [])
    answer = await city.client.get("/health/ready")
    assert (answer.status_code, answer.json()["reason"]) == (503, "no rules are recorded")


async def test_a_check_without_the_engine_is_retryable(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: Any) -> Any:
        raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "the graph engine is not available")

    monkeypatch.setattr(type(city.installation.services.checks), "decide", lost)
    answer = await city.post('{ decide(party: {uscc: "91329900MADEM0001B"}, matter: "BIDDING") { outcome } }')
    assert answer.json()["errors"][0]["extensions"] == {"code": "ENGINE_UNAVAILABLE", "retryable": True}


async def test_a_key_that_cannot_be_looked_up_is_no_refusal_of_the_key(
    city: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: Any) -> Any:
        raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "the graph engine is not available")

    monkeypatch.setattr(type(city.installation.keys), "authenticate", lost)
    answer = await city.post("{ areas { code } }")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["retryable"]) == (503, True)
