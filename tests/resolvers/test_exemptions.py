"""Exemptions at the desk, on both engines: granted, revoked, and what was decided by them asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from resolvers.exemptions import ExemptionAct
from tests.support.desk import ENVIRONMENT, SAFETY, Desk, finding, party_key, same_receipt

ACT = ExemptionAct(
    *(party_key("E1"), "BIDDING", SAFETY, date(2019, 10, 1), date(2020, 1, 1), "重大贡献", "市政府第3号批复"),
    acting=SAFETY,
)


async def exemptions(connection: Connection) -> list[dict[str, Any]]:
    found = await connection.read("MATCH (x:Exemption) RETURN properties(x) AS x")
    return [record["x"] for record in found]


async def test_an_exemption_lifts_at_once_and_its_revocation_brings_the_ground_back(desk: Desk) -> None:
    await desk.loader.load_findings([finding()], "register")
    before = await desk.decide("E1", "BIDDING")
    assert before.outcome == "VETOED"
    granted = await desk.services.exemptions.grant(ACT)
    lifted = await desk.decide("E1", "BIDDING")
    assert lifted.outcome == "CLEAR"
    assert [ground.exemption.id for ground in lifted.grounds if ground.exemption] == [granted.id]
    assert await desk.outcome("E1", "BIDDING", "2020-01-01") == "VETOED"
    assert await desk.outcome("E1", "GOVERNMENT_PROCUREMENT") == "VETOED"
    assert await desk.outcome("P1", "HONOURS") == "VETOED"
    assert (await desk.services.exemptions.revoke(granted.id, "情况变化", SAFETY)).changed is True
    assert await desk.outcome("E1", "BIDDING") == "VETOED"
    assert same_receipt(await desk.decide("E1", "BIDDING", known_at=lifted.known_at), lifted)
    assert same_receipt(await desk.decide("E1", "BIDDING", known_at=before.known_at), before)


async def test_a_person_who_is_reached_may_be_exempted(desk: Desk) -> None:
    await desk.loader.load_findings([finding()], "register")
    await desk.services.exemptions.grant(replace(ACT, party=party_key("P1"), matter="HONOURS"))
    assert await desk.outcome("P1", "HONOURS") == "CLEAR"
    assert await desk.outcome("E1", "HONOURS") == "VETOED"


async def test_the_same_one_is_granted_and_revoked_once(desk: Desk, connection: Connection) -> None:
    first = await desk.services.exemptions.grant(ACT)
    assert await desk.services.exemptions.grant(ACT) == replace(first, changed=False)
    assert len(await exemptions(connection)) == 1
    assert (await desk.services.exemptions.revoke(first.id, "x", None)).changed is True
    after = await exemptions(connection)
    assert (await desk.services.exemptions.revoke(first.id, "y", None)).changed is False
    assert await exemptions(connection) == after
    assert (await desk.services.exemptions.grant(ACT)).changed is True


async def test_a_key_grants_and_revokes_once(desk: Desk, connection: Connection) -> None:
    exempted = desk.services.exemptions
    first = await exempted.grant(replace(ACT, key="k"))
    await exempted.revoke(first.id, "x", SAFETY, "k")
    after = await exemptions(connection)
    assert await exempted.grant(replace(ACT, key="k")) == replace(first, changed=False)
    assert (await exempted.revoke(first.id, "x", SAFETY, "k")).changed is False
    for again in (exempted.grant(replace(ACT, reason="别的", key="k")), exempted.revoke(first.id, "y", SAFETY, "k")):
        with pytest.raises(CreditGraphError) as refused:
            await again
        assert refused.value.code is ErrorCode.BAD_REQUEST
    assert await exemptions(connection) == after


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"acting": ENVIRONMENT}, ErrorCode.NOT_IN_CHARGE),
        ({"department": "NOBODY", "acting": None}, ErrorCode.UNKNOWN_DEPARTMENT),
        ({"matter": "NOTHING"}, ErrorCode.UNKNOWN_MATTER),
        ({"matter": "LAND_GRANT"}, ErrorCode.MATTER_NOT_APPLICABLE),
        ({"until": date(2019, 10, 1)}, ErrorCode.INVALID_PERIOD),
        ({"reason": " "}, ErrorCode.REQUIRED),
        ({"authority": ""}, ErrorCode.REQUIRED),
        ({"party": party_key("E9")}, ErrorCode.UNKNOWN_PARTY),
    ],
)
async def test_what_is_refused_leaves_no_trace(
    desk: Desk, connection: Connection, change: dict[str, Any], code: ErrorCode
) -> None:
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.exemptions.grant(replace(ACT, **change))
    assert refused.value.code is code
    assert await exemptions(connection) == []


async def test_another_department_revokes_nothing(desk: Desk, connection: Connection) -> None:
    granted = await desk.services.exemptions.grant(ACT)
    before = await exemptions(connection)
    for exemption_id, acting, code in (
        (granted.id, ENVIRONMENT, ErrorCode.NOT_IN_CHARGE),
        ("nothing", SAFETY, ErrorCode.UNKNOWN_EXEMPTION),
    ):
        with pytest.raises(CreditGraphError) as refused:
            await desk.services.exemptions.revoke(exemption_id, "x", acting)
        assert refused.value.code is code
    assert await exemptions(connection) == before
