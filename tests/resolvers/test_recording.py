"""Single changes (docs/decisions/loading.md), on both engines."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date

import pytest

from domain.errors import CreditGraphError
from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKey
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.recording import (
    EventInput,
    FindingInput,
    LinkChange,
    LinkInput,
    PartyInput,
    Recorded,
    Recorder,
)
from tests.support.graph_dump import dump
from tests.support.loading import IDENTITY_KEY, counts, make_loader, shipped_rules

USCC = "91110000600037341L"
CITIZEN = "11010519491231002X"
SAFETY, ENVIRONMENT = "KS_EMERGENCY_MANAGEMENT", "KS_ECOLOGY_ENVIRONMENT"
E1, E2, P1, P2 = (PartyKey(key=f"KEY:register:{key}") for key in ("E1", "E2", "P1", "P2"))


@pytest.fixture
async def recorder(ledger: Ledger) -> Recorder:
    await make_loader(ledger).load_parties(
        [
            {"key": "E1", "kind": "enterprise", "name": "甲公司", "uscc": USCC},
            {"key": "E2", "kind": "enterprise", "name": "乙公司"},
            {"key": "P1", "kind": "person", "name": "张三"},
            {"key": "P2", "kind": "person", "name": "李四"},
        ],
        "register",
    )
    return Recorder(ledger, shipped_rules, IDENTITY_KEY)


async def refusal(call: Awaitable[Recorded]) -> tuple[str, str | None]:
    """Code and field of the error that a call raises."""
    with pytest.raises(CreditGraphError) as refused:
        await call
    return refused.value.code.value, refused.value.field


async def links(connection: Connection) -> list[tuple[object, ...]]:
    """(share, since, until, position, current), the oldest first."""
    query = """MATCH ()-[l:SHAREHOLDER|DIRECTOR]->()
    RETURN l.share, toString(l.since), toString(l.until), l.position, l.superseded_at = $never ORDER BY l.id"""
    return [tuple(record.values()) for record in await connection.read(query, never=NEVER)]


async def test_upserting_a_party_creates_updates_and_renames_back(recorder: Recorder, connection: Connection) -> None:
    party = PartyInput("person", "王五", key="P9", citizen_id=CITIZEN, on_public_payroll=True)
    created = await recorder.upsert_party(party, "desk")
    assert created.changed
    assert await recorder.upsert_party(party, "desk") == Recorded(created.id, changed=False)
    renamed = PartyInput("person", "王武", id=created.id)
    assert await recorder.upsert_party(renamed, "desk") == Recorded(created.id, changed=True)
    back = PartyInput("person", "王五", citizen_id=CITIZEN, former_names=("王伍",))
    assert await recorder.upsert_party(back, "desk") == Recorded(created.id, changed=True)
    query = "MATCH (p:Party {id: $id}) RETURN p.name, p.former_names, p.on_public_payroll, size(p.versions)"
    found = (await connection.read(query, id=created.id))[0]
    assert found.values() == ["王五", ["王伍", "王武"], True, 3]
    assert CITIZEN not in "".join(await dump(connection))


async def test_upserts_that_are_refused(recorder: Recorder) -> None:
    assert await refusal(recorder.upsert_party(PartyInput("person", "某"), "desk")) == ("REQUIRED", "key")
    assert await refusal(recorder.upsert_party(PartyInput("firm", "", key="1"), "desk")) == ("INVALID_VALUE", "kind")
    nobody = PartyInput("person", "某", id="nobody")
    assert await refusal(recorder.upsert_party(nobody, "desk")) == ("UNKNOWN_PARTY", "id")
    other_kind = PartyInput("organization", "甲", uscc=USCC)
    assert await refusal(recorder.upsert_party(other_kind, "desk")) == ("KIND_CONFLICT", "kind")
    two = PartyInput("enterprise", "甲", key="E2", uscc=USCC)
    assert await refusal(recorder.upsert_party(two, "register")) == ("IDENTITY_CONFLICT", "uscc")


async def test_recording_a_link_twice_is_one_link(recorder: Recorder, connection: Connection) -> None:
    link = LinkInput(LinkKind.SHAREHOLDER, P1, E1, "33.30%", since=date(2019, 1, 1), record="r1")
    first = await recorder.record_link(link, "desk")
    assert first.changed
    assert await recorder.record_link(link, "desk") == Recorded(first.id, changed=False)
    assert await links(connection) == [("33.3", "2019-01-01", None, None, True)]


async def test_links_that_are_refused(recorder: Recorder, connection: Connection) -> None:
    record = recorder.record_link
    to_person = LinkInput(LinkKind.SHAREHOLDER, E1, P1)
    assert await refusal(record(to_person, "desk")) == ("LINK_NOT_ALLOWED", "to")
    from_company = LinkInput(LinkKind.DIRECTOR, E1, E2)
    assert await refusal(record(from_company, "desk")) == ("LINK_NOT_ALLOWED", "from")
    nobody = LinkInput(LinkKind.DIRECTOR, PartyKey(id="nobody"), E2)
    assert await refusal(record(nobody, "desk")) == ("UNKNOWN_PARTY", "from")
    no_share = LinkInput(LinkKind.DIRECTOR, P1, E2, "10")
    assert await refusal(record(no_share, "desk")) == ("INVALID_SHARE", "share_percent")
    backwards = LinkInput(LinkKind.DIRECTOR, P1, E2, since=date(2020, 1, 1), until=date(2019, 1, 1))
    assert await refusal(record(backwards, "desk")) == ("INVALID_PERIOD", "until")
    assert await refusal(recorder.end_link("nothing", date(2020, 1, 1))) == ("UNKNOWN_LINK", "id")
    assert await links(connection) == []


async def test_ending_a_link_keeps_both_versions(recorder: Recorder, connection: Connection) -> None:
    link = LinkInput(LinkKind.DIRECTOR, P1, E1, since=date(2019, 1, 1))
    first = await recorder.record_link(link, "desk")
    ended = await recorder.end_link(first.id, date(2020, 1, 1))
    assert ended.changed
    assert ended.id != first.id
    assert await recorder.end_link(first.id, date(2020, 1, 1)) == Recorded(ended.id, changed=False)
    assert await links(connection) == [
        (None, "2019-01-01", None, None, False),
        (None, "2019-01-01", "2020-01-01", None, True),
    ]
    assert await refusal(recorder.end_link(ended.id, date(2021, 1, 1))) == ("LINK_CONFLICT", "id")


async def test_a_link_cannot_end_before_it_began(recorder: Recorder, connection: Connection) -> None:
    first = await recorder.record_link(LinkInput(LinkKind.DIRECTOR, P1, E1, since=date(2019, 1, 1)), "desk")
    assert await refusal(recorder.end_link(first.id, date(2019, 1, 1))) == ("INVALID_PERIOD", "until")
    assert await links(connection) == [(None, "2019-01-01", None, None, True)]


async def test_correcting_a_link_supersedes_it_and_old_files_do_not_undo_it(
    recorder: Recorder, connection: Connection, ledger: Ledger
) -> None:
    row = {"source_key": "P1", "relation": "shareholder", "target_key": "E1", "share_percent": "55", "record": "r1"}
    loader = make_loader(ledger)
    await loader.load_links([row], "register")
    first_id = (await connection.read("MATCH ()-[l:SHAREHOLDER]->() RETURN l.id AS id"))[0]["id"]
    change = LinkChange(share_percent="65")
    corrected = await recorder.correct_link(first_id, change)
    assert corrected.changed
    assert await recorder.correct_link(first_id, change) == Recorded(corrected.id, changed=False)
    assert await recorder.correct_link(corrected.id, change) == Recorded(corrected.id, changed=False)
    assert counts(await loader.load_links([row], "register")) == (1, 0, 0, 1, 0)
    assert await links(connection) == [("55", None, None, None, False), ("65", None, None, None, True)]
    assert await refusal(recorder.correct_link(first_id, LinkChange(share_percent="70"))) == ("LINK_CONFLICT", "id")
    never = LinkChange(never=True)
    assert await recorder.correct_link(corrected.id, never) == Recorded(corrected.id, changed=True)
    assert await recorder.correct_link(corrected.id, never) == Recorded(corrected.id, changed=False)
    assert counts(await loader.load_links([row], "register")) == (1, 0, 0, 1, 0)
    assert [link[4] for link in await links(connection)] == [False, False]
    again = await recorder.record_link(LinkInput(LinkKind.SHAREHOLDER, P1, E1, "55"), "register")
    assert again.changed
    assert [link[4] for link in await links(connection)] == [False, False, True]


async def test_a_correction_can_take_a_value_away(recorder: Recorder, connection: Connection, ledger: Ledger) -> None:
    rows = [
        {"source_key": "P1", "relation": "director", "target_key": "E1", "since": "2015-01-01", "record": "r1"},
        {"source_key": "P1", "relation": "director", "target_key": "E1", "until": "2019-01-01", "record": "r2"},
    ]
    loader = make_loader(ledger)
    await loader.load_links(rows, "register")
    ended_id = (await connection.read("MATCH ()-[l:DIRECTOR]->() RETURN l.id AS id"))[0]["id"]
    await recorder.correct_link(ended_id, LinkChange(until=None))
    assert counts(await loader.load_links(rows, "register")) == (2, 0, 0, 2, 0)
    assert await links(connection) == [
        (None, "2015-01-01", "2019-01-01", None, False),
        (None, "2015-01-01", None, None, True),
    ]


async def test_a_correction_to_what_another_record_says_joins_the_two(
    recorder: Recorder, connection: Connection
) -> None:
    wrong = await recorder.record_link(LinkInput(LinkKind.SHAREHOLDER, P1, E1, "55", record="r1"), "desk")
    right = await recorder.record_link(LinkInput(LinkKind.SHAREHOLDER, P1, E1, "65", record="r2"), "desk")
    assert await recorder.correct_link(wrong.id, LinkChange(share_percent="65")) == Recorded(right.id, changed=True)
    query = "MATCH ()-[l:SHAREHOLDER]->() WHERE l.superseded_at = $never RETURN l.share AS share, l.records AS records"
    assert [record.values() for record in await connection.read(query, never=NEVER)] == [["65", ["r2", "r1"]]]


def recognised(number: str = "F1", **more: object) -> FindingInput:
    return FindingInput(number, E1, "WORK_SAFETY", date(2019, 8, 1), date(2019, 8, 10), **more)  # type: ignore[arg-type]


async def test_a_finding_and_what_happens_to_it(recorder: Recorder, connection: Connection) -> None:
    finding = recognised(rectify_by=date(2019, 8, 31), concerned=(P1, P2))
    first = await recorder.recognize_finding(finding, "desk", SAFETY)
    assert first.changed
    assert await recorder.recognize_finding(finding, "desk", SAFETY) == Recorded(first.id, changed=False)
    rectified = EventInput("F1", date(2019, 8, 20))
    assert await recorder.record_rectification(rectified, SAFETY) == Recorded(first.id, changed=True)
    assert await recorder.record_rectification(rectified, SAFETY) == Recorded(first.id, changed=False)
    late = EventInput("F1", date(2019, 8, 21))
    assert await refusal(recorder.record_refusal(late, SAFETY)) == ("EVENT_CONFLICT", "occurred_on")
    early = EventInput("F1", date(2019, 7, 31))
    assert await refusal(recorder.record_rectification(early)) == ("EVENT_CONFLICT", "occurred_on")
    no_reason = EventInput("F1", date(2019, 9, 1))
    assert await refusal(recorder.withdraw_finding(no_reason)) == ("REQUIRED", "reason")
    withdrawn = EventInput("F1", date(2019, 9, 1), "认定对象有误")
    assert await recorder.withdraw_finding(withdrawn, SAFETY) == Recorded(first.id, changed=True)
    after = EventInput("F1", date(2019, 9, 2))
    assert await refusal(recorder.record_rectification(after)) == ("EVENT_CONFLICT", "occurred_on")
    unknown = EventInput("F2", date(2019, 9, 2))
    assert await refusal(recorder.record_rectification(unknown)) == ("UNKNOWN_FINDING", "number")
    query = """MATCH (:Finding {number: 'F1'})<-[:OF]-(e:Event)
    RETURN e.kind, toString(e.occurred_on), e.reason, e.superseded_at = $never ORDER BY e.id"""
    assert [record.values() for record in await connection.read(query, never=NEVER)] == [
        ["RECOGNIZED", "2019-08-10", None, True],
        ["RECTIFIED", "2019-08-20", None, True],
        ["WITHDRAWN", "2019-09-01", "认定对象有误", True],
    ]


async def test_only_the_department_in_charge_recognises_and_records(recorder: Recorder, connection: Connection) -> None:
    before = await dump(connection)
    assert await refusal(recorder.recognize_finding(recognised(), "desk", ENVIRONMENT)) == ("NOT_IN_CHARGE", "area")
    other = recognised(department=ENVIRONMENT)
    assert await refusal(recorder.recognize_finding(other, "desk")) == ("NOT_IN_CHARGE", "department")
    assert await dump(connection) == before
    await recorder.recognize_finding(recognised(department="应急管理局"), "desk")
    recorded = await dump(connection)
    event = EventInput("F1", date(2019, 9, 1), "理由")
    for call in (recorder.record_rectification, recorder.record_refusal, recorder.withdraw_finding):
        assert await refusal(call(event, ENVIRONMENT)) == ("NOT_IN_CHARGE", "number")
    assert await dump(connection) == recorded


async def test_a_recognition_stated_anew_holds_even_if_it_was_superseded(
    recorder: Recorder, connection: Connection
) -> None:
    await recorder.recognize_finding(recognised(rectify_by=date(2019, 8, 31)), "desk")
    await recorder.recognize_finding(recognised(rectify_by=date(2019, 9, 30)), "desk")
    back = await recorder.recognize_finding(recognised(rectify_by=date(2019, 8, 31)), "desk")
    assert back.changed
    query = "MATCH (e:Event) RETURN toString(e.rectify_by), e.superseded_at = $never ORDER BY e.id"
    assert [record.values() for record in await connection.read(query, never=NEVER)] == [
        ["2019-08-31", False],
        ["2019-09-30", False],
        ["2019-08-31", True],
    ]


async def test_findings_that_are_refused(recorder: Recorder) -> None:
    recognise = recorder.recognize_finding
    assert await refusal(recognise(recognised(grade=Grade.SERIOUS), "desk")) == ("STANDARD_REQUIRED", "standard")
    assert await refusal(recognise(recognised(concerned=(E2,)), "desk")) == ("INVALID_VALUE", "concerned")
    assert await refusal(recognise(recognised(concerned=(PartyKey(id="x"),)), "desk")) == ("UNKNOWN_PARTY", "concerned")
    assert await refusal(recognise(recognised(" "), "desk")) == ("REQUIRED", "number")
    await recognise(recognised(), "desk")
    other = FindingInput("F1", E2, "WORK_SAFETY", date(2019, 8, 1), date(2019, 8, 10))
    assert await refusal(recognise(other, "desk")) == ("FINDING_CONFLICT", "party")


async def test_an_idempotency_key_is_used_once(recorder: Recorder, connection: Connection) -> None:
    first = await recorder.record_link(LinkInput(LinkKind.DIRECTOR, P1, E1), "desk", key="k1")
    ended = await recorder.end_link(first.id, date(2020, 1, 1), key="k1")
    await recorder.correct_link(ended.id, LinkChange(until=None), key="k2")
    before = await dump(connection)
    again = await recorder.record_link(LinkInput(LinkKind.DIRECTOR, P1, E1), "desk", key="k1")
    assert again == Recorded(first.id, changed=False)
    assert await recorder.end_link(first.id, date(2020, 1, 1), key="k1") == Recorded(ended.id, changed=False)
    assert await dump(connection) == before
    other = recorder.record_link(LinkInput(LinkKind.DIRECTOR, P2, E1), "desk", key="k1")
    assert await refusal(other) == ("BAD_REQUEST", "idempotency_key")
