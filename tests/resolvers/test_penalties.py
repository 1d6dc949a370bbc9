"""Penalties at the desk, on both engines: recorded once, corrected, refused, and counted when late (R15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from domain.penalties import Penalty
from graph.connection import Connection
from resolvers.penalties import PenaltyAct
from resolvers.recorded import RefusedError
from tests.support.desk import ENVIRONMENT, SAFETY, Desk, party_key
from tests.support.graph_dump import dump


def act(acting: str | None = SAFETY, party: PartyKey | None = None, **cells: object) -> PenaltyAct:
    given = {"document_number": "昆应急罚〔2019〕1号", "department": SAFETY, "decided_on": "2019-09-25", **cells}
    return PenaltyAct(party or party_key("E1"), given, acting, date(2019, 10, 8))


async def recorded(desk: Desk, given: PenaltyAct) -> Penalty:
    done = await desk.services.penalties.record(given)
    penalty = (await desk.services.findings.penalties([done.id]))[0]
    assert penalty is not None
    return penalty


async def test_a_penalty_is_recorded_once_and_corrected(desk: Desk, connection: Connection) -> None:
    first = await recorded(desk, act(amount_10k="5.00", act="未按规定整改"))
    assert (first.party_id, first.department, first.act) == (await desk.party_id("E1"), SAFETY, "未按规定整改")
    assert str(first.amount_10k) == "5"
    before = await dump(connection)
    assert (await desk.services.penalties.record(act(amount_10k="5"))).changed is False
    assert await dump(connection) == before
    assert str((await recorded(desk, act(amount_10k="6"))).amount_10k) == "6"
    again = await recorded(desk, act(amount_10k="5"))
    assert (again.id, str(again.amount_10k), again.act) == (first.id, "5", "未按规定整改")


async def test_a_key_records_once(desk: Desk, connection: Connection) -> None:
    given = replace(act(amount_10k="5"), key="k")
    first = await desk.services.penalties.record(given)
    assert first.changed is True
    assert str((await recorded(desk, act(amount_10k="6"))).amount_10k) == "6"
    before = await dump(connection)
    assert await desk.services.penalties.record(given) == replace(first, changed=False)
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.penalties.record(replace(act(amount_10k="7"), key="k"))
    assert refused.value.code is ErrorCode.BAD_REQUEST
    assert await dump(connection) == before


async def test_late_ones_are_counted_against_their_department(desk: Desk) -> None:
    for number, (decided, entered) in enumerate(
        [
            ("2019-09-25", "2019-10-10"),  # the last day in time
            ("2019-09-25", "2019-10-11"),
            ("2019-09-26", "2019-10-11"),
            ("1999-01-04", "2019-10-11"),  # nobody knows the working days of that year
        ]
    ):
        desk.go_to(entered)
        await desk.services.penalties.record(act(document_number=f"D{number}", decided_on=decided))
    whole, nobody = await desk.services.penalties.entries([SAFETY, ENVIRONMENT], None, None)
    assert (whole.entered, [p.document_number for p in whole.late], whole.undetermined) == (4, ["D1"], 1)
    assert (nobody.entered, nobody.late, nobody.undetermined) == (0, [], 0)
    one = (await desk.services.penalties.entries([SAFETY], date(2019, 9, 26), date(2019, 9, 26)))[0]
    assert (one.entered, one.late) == (1, [])
    two = (await desk.services.penalties.entries([SAFETY], date(2019, 9, 25), date(2019, 9, 25)))[0]
    assert (two.entered, len(two.late)) == (2, 1)


async def test_the_day_of_entry_is_the_day_in_the_zone(desk: Desk) -> None:
    desk.clock.now = 1_570_723_200_000_000  # 2019-10-10T16:00Z: midnight, the 11th, in Shanghai
    penalty = await recorded(desk, act())
    assert desk.services.penalties.late(penalty) is True


async def test_a_correction_makes_nothing_late(desk: Desk) -> None:
    await desk.services.penalties.record(act())
    desk.go_to("2019-12-01")
    corrected = await recorded(desk, act(content="罚款"))
    assert (corrected.content, desk.services.penalties.late(corrected)) == ("罚款", False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (act(ENVIRONMENT), ErrorCode.NOT_IN_CHARGE),
        (act(None, department="NOBODY"), ErrorCode.UNKNOWN_DEPARTMENT),
        (act(party=party_key("E9")), ErrorCode.UNKNOWN_PARTY),
        (act(party=PartyKey(id="nobody")), ErrorCode.UNKNOWN_PARTY),
        (act(decided_on="2019-10-09"), ErrorCode.INVALID_DATE),
        (act(valid_until="2019-09-24"), ErrorCode.INVALID_PERIOD),
    ],
)
async def test_what_is_refused_leaves_no_trace(
    desk: Desk, connection: Connection, given: PenaltyAct, code: ErrorCode
) -> None:
    before = await dump(connection)
    with pytest.raises(CreditGraphError) as refused:
        await desk.services.penalties.record(given)
    assert refused.value.code is code
    assert await dump(connection) == before


async def test_every_bad_cell_is_named(desk: Desk) -> None:
    with pytest.raises(RefusedError) as refused:
        await desk.services.penalties.record(act(document_number=" ", amount_10k="five"))
    assert [(e.field, e.code) for e in refused.value.problems] == [
        ("document_number", ErrorCode.REQUIRED),
        ("amount_10k", ErrorCode.INVALID_VALUE),
    ]
