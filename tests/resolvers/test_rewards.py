"""Rewards on both engines: recorded by the department in charge, lost and given back with findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from resolvers.rewards import QualificationAct, RewardsOf
from tests.support.desk import SAFETY, Desk, finding, party_key

ACT = QualificationAct(party_key("E1"), "AEO_ADVANCED", date(2019, 1, 1), None, "KS_CUSTOMS")


async def given(desk: Desk, *asked: tuple[str, date]) -> list[tuple[int, int]]:
    """How many rewards each has on its day, and how many of them are lost."""
    wanted = [RewardsOf(await desk.party_id(key), day) for key, day in asked]
    return [(len(found), sum(r.lost for r in found)) for found in await desk.services.rewards.of(wanted)]


async def held(connection: Connection) -> list[tuple[object, ...]]:
    records = await connection.read(
        "MATCH (x:Qualification) RETURN x.scheme, x.department, toString(x.until), x.superseded_at < 9e15 AS gone"
    )
    return sorted((tuple(record.values()) for record in records), key=str)


async def test_rewards_are_given_lost_and_given_back(desk: Desk) -> None:
    assert (await desk.services.rewards.record(ACT)).changed is True
    asked = [("E1", date(2019, 8, 9)), ("E2", date(2019, 8, 9)), ("E1", date(2019, 8, 10)), ("E1", date(2019, 10, 1))]
    assert await given(desk, *asked) == [(5, 0), (0, 0), (5, 0), (5, 0)]
    await desk.loader.load_findings([finding()], "register")
    assert await given(desk, *asked) == [(5, 0), (0, 0), (5, 5), (5, 5)]
    await desk.loader.load_findings([finding(repaired_on="2019-10-01")], "register")
    assert await given(desk, *asked) == [(5, 0), (0, 0), (5, 5), (5, 0)]


async def test_said_again_it_changes_nothing_and_an_end_supersedes(desk: Desk, connection: Connection) -> None:
    await desk.services.rewards.record(ACT)
    assert (await desk.services.rewards.record(ACT)).changed is False
    assert await held(connection) == [("AEO_ADVANCED", "KS_CUSTOMS", None, False)]
    assert (await desk.services.rewards.record(replace(ACT, until=date(2019, 9, 1)))).changed is True
    assert await held(connection) == [
        ("AEO_ADVANCED", "KS_CUSTOMS", "2019-09-01", False),
        ("AEO_ADVANCED", "KS_CUSTOMS", None, True),
    ]
    assert await given(desk, ("E1", date(2019, 8, 31)), ("E1", date(2019, 9, 1))) == [(5, 0), (0, 0)]


async def test_a_key_records_once(desk: Desk, connection: Connection) -> None:
    first = await desk.services.rewards.record(replace(ACT, key="k"))
    await desk.services.rewards.record(replace(ACT, until=date(2019, 9, 1)))
    after = await held(connection)
    assert await desk.services.rewards.record(replace(ACT, key="k")) == replace(first, changed=False)
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.rewards.record(replace(ACT, since=date(2019, 1, 2), key="k"))
    assert refused.value.code is ErrorCode.BAD_REQUEST
    assert await held(connection) == after


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"acting": SAFETY}, ErrorCode.NOT_IN_CHARGE),
        ({"scheme": "NOTHING"}, ErrorCode.UNKNOWN_SCHEME),
        ({"until": date(2019, 1, 1)}, ErrorCode.INVALID_PERIOD),
        ({"party": party_key("E9")}, ErrorCode.UNKNOWN_PARTY),
        ({"party": party_key("P1")}, ErrorCode.PARTY_KIND_NOT_COVERED),
    ],
)
async def test_what_is_refused_leaves_no_trace(
    desk: Desk, connection: Connection, change: dict[str, Any], code: ErrorCode
) -> None:
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.rewards.record(replace(ACT, **change))
    assert refused.value.code is code
    assert await held(connection) == []
