"""Histories on real engines: what changed, on both axes, as known when, page by page."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import EventKind
from domain.links import LinkKind
from domain.parties import PartyKey
from domain.time import NEVER, from_recorded
from domain.walking.changes import ChangeAxis, ChangeKind
from domain.walking.web import Tie
from graph.connection import Connection
from graph.history import HistoryReader
from graph.ledger import Ledger
from graph.reader import Reader
from graph.walking import WalkReader
from resolvers.clock import Clock
from resolvers.histories import Histories, HistoryPage, HistoryQuery, ShownChange
from resolvers.walking import WalkLimits
from tests.support.clock import FakeClock
from tests.support.holdings import told
from tests.support.raw_links import put
from tests.support.statements import EventStated, FindingStated, LinkCorrected, LinkEnded, LinkStated, Statement
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000  # 2020-09-13, 20:26 in Shanghai
DAY = 86_400_000_000
EVER = (date(1900, 1, 1), date.max)


def histories(connection: Connection, **limits: Any) -> Histories:
    return Histories(HistoryReader(connection), WalkReader(connection), Clock(), limits=WalkLimits(**limits))


WORLD: list[Statement] = [
    *told("p 60@2019-01-01 A, q 40@2018-05-05/2020-02-02 A, r 10 B", also="s"),
    LinkStated(AT + DAY, "seat", LinkKind.DIRECTOR, "s", "A", since=date(2019, 7, 1)),
    LinkCorrected(AT + 2 * DAY, "p right", "p-A", date(2019, 3, 1), None, "55"),
    LinkEnded(AT + 3 * DAY, "p ended", "p right", date(2020, 8, 1)),
    FindingStated(
        *(AT + DAY, "F1", "A", "ENVIRONMENT", "KS_ECOLOGY_ENVIRONMENT"),
        act_on=date(2020, 1, 1),
        recognised_on=date(2020, 3, 1),
        rectify_by=date(2020, 12, 31),
        concerned=("s",),
    ),
    EventStated(AT + 4 * DAY, "F1", EventKind.RECTIFIED, date(2020, 6, 1)),
]


async def tell(connection: Connection, ledger: Ledger, clock: FakeClock) -> dict[str, str]:
    """Tells the world; answers the labels of link versions by their ids."""
    teller = Teller(connection, ledger, clock)
    await teller.tell(WORLD)
    return {link_id: label for label, link_id in teller.link_ids.items()}


async def party_id(connection: Connection, name: str) -> str:
    (party,) = await Reader(connection).parties([PartyKey(key=party_key(name))])
    assert party is not None
    return party.id


def said(found: HistoryPage, labels: dict[str, str]) -> list[str]:
    def one(shown: ShownChange) -> str:
        change = shown.change
        if change.happening is not None:
            return f"{change.on} {change.happening.kind}"
        before, after = (labels[link.id] if link else "-" for link in (shown.before, shown.link))
        return f"{change.on} {change.kind.removeprefix('LINK_')} {before} > {after}"

    return [one(shown) for shown in found.page.items]


IN_THE_WORLD = [
    "2018-05-05 BEGAN - > q-A",
    "2019-03-01 BEGAN - > p ended",
    "2019-07-01 BEGAN - > seat",
    "2020-02-02 ENDED - > q-A",
    "2020-03-01 RECOGNIZED",
    "2020-06-01 RECTIFIED",
    "2020-08-01 ENDED - > p ended",
]
ON_THE_RECORD = [
    "2020-09-13 RECORDED - > p-A",
    "2020-09-13 RECORDED - > q-A",
    "2020-09-14 RECORDED - > seat",
    "2020-09-15 CORRECTED p-A > p right",
    "2020-09-16 CORRECTED p right > p ended",
]


async def test_both_axes_in_order(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    labels = await tell(connection, ledger, clock)
    a = await party_id(connection, "A")
    whole, world, record = await histories(connection).of(
        [HistoryQuery(a, *EVER, axis) for axis in (None, ChangeAxis.WORLD, ChangeAxis.RECORD)]
    )
    assert said(world, labels) == IN_THE_WORLD
    assert said(record, labels) == ON_THE_RECORD
    assert said(whole, labels) == [*IN_THE_WORLD, *ON_THE_RECORD]
    assert (whole.complete, whole.page.has_next) == (True, False)
    corrected = record.page.items[3]
    assert corrected.before is not None
    assert corrected.link is not None
    assert [(str(v.share), v.since) for v in (corrected.before, corrected.link)] == [
        ("60", date(2019, 1, 1)),
        ("55", date(2019, 3, 1)),
    ]
    assert corrected.change.recorded_at == corrected.before.superseded_at == corrected.link.recorded_at


async def test_only_what_lies_between_the_days(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    labels = await tell(connection, ledger, clock)
    a = await party_id(connection, "A")
    for first, last in itertools.combinations_with_replacement(
        [date(2018, 5, 5), date(2019, 3, 1), date(2020, 2, 2), date(2020, 6, 1), date(2020, 9, 13), date(2020, 9, 16)],
        2,
    ):
        (found,) = await histories(connection).of([HistoryQuery(a, first, last)])
        expected = [line for line in [*IN_THE_WORLD, *ON_THE_RECORD] if str(first) <= line[:10] <= str(last)]
        assert said(found, labels) == expected


async def test_the_day_of_a_record_is_that_of_the_installation(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    late = AT - AT % DAY + 17 * 3_600_000_000  # 17:00 in UTC, the next day in Shanghai
    labels = {}
    teller = Teller(connection, ledger, clock)
    await teller.tell(told("p 60 A", at=late))
    labels.update((link_id, label) for label, link_id in teller.link_ids.items())
    day = from_recorded(late).date() + timedelta(days=1)
    a = await party_id(connection, "A")
    on, before = await histories(connection).of(
        [HistoryQuery(a, day, day), HistoryQuery(a, day - timedelta(days=1), day - timedelta(days=1))]
    )
    assert said(on, labels) == [f"{day} RECORDED - > p-A"]
    assert said(before, labels) == []


async def test_as_known_at_a_time(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    labels = await tell(connection, ledger, clock)
    a = await party_id(connection, "A")
    then, never = await histories(connection).of(
        [HistoryQuery(a, *EVER, known_at=AT + DAY + DAY // 2), HistoryQuery(a, *EVER, known_at=AT - 1)]
    )
    assert said(then, labels) == [
        "2018-05-05 BEGAN - > q-A",
        "2019-01-01 BEGAN - > p-A",
        "2019-07-01 BEGAN - > seat",
        "2020-02-02 ENDED - > q-A",
        "2020-03-01 RECOGNIZED",
        *ON_THE_RECORD[:3],
    ]
    assert {shown.link.superseded_at for shown in then.page.items if shown.link} == {NEVER}
    assert then.known_at == AT + DAY + DAY // 2
    assert said(never, labels) == []


async def test_findings_that_name_a_person_are_in_its_history(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    labels = await tell(connection, ledger, clock)
    s, q = [await party_id(connection, name) for name in "sq"]
    of_s, of_q = await histories(connection).of([HistoryQuery(party, *EVER, ChangeAxis.WORLD) for party in (s, q)])
    assert said(of_s, labels) == ["2019-07-01 BEGAN - > seat", "2020-03-01 RECOGNIZED", "2020-06-01 RECTIFIED"]
    assert said(of_q, labels) == ["2018-05-05 BEGAN - > q-A", "2020-02-02 ENDED - > q-A"]


async def test_a_link_that_never_was(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    from resolvers.recording import LinkChange, Recorder
    from tests.support.loading import IDENTITY_KEY, shipped_rules

    labels = await tell(connection, ledger, clock)
    clock.now = AT + 9 * DAY
    gone = next(link_id for link_id, label in labels.items() if label == "seat")
    assert (await Recorder(ledger, shipped_rules, IDENTITY_KEY).correct_link(gone, LinkChange(never=True))).changed
    (found,) = await histories(connection).of([HistoryQuery(await party_id(connection, "s"), *EVER)])
    assert [line for line in said(found, labels) if "seat" in line] == [
        "2020-09-14 RECORDED - > seat",
        "2020-09-22 CORRECTED seat > -",
    ]


async def test_pages_one_by_one_are_the_whole(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    labels = await tell(connection, ledger, clock)
    a = await party_id(connection, "A")
    for size in (1, 5, 12):
        lines: list[str] = []
        after = None
        while True:
            (found,) = await histories(connection).of([HistoryQuery(a, *EVER, first=size, after=after)])
            lines += said(found, labels)
            if not found.page.has_next:
                break
            assert len(found.page.items) == size
            after = found.page.cursors[-1]
        assert lines == [*IN_THE_WORLD, *ON_THE_RECORD]


async def test_more_than_may_be_gone_through(connection: Connection) -> None:
    links = [Tie(f"{n:03}", "h", f"p{n:03}", LinkKind.SHAREHOLDER, date(2019, 1, 1 + n % 5)) for n in range(20)]
    await put(connection, links)
    (cut,) = await histories(connection, changes=7).of([HistoryQuery("h", *EVER, ChangeAxis.WORLD)])
    assert (sorted(shown.link.id for shown in cut.page.items if shown.link), cut.complete) == (
        [f"{n:03}" for n in range(7)],
        False,
    )
    (narrower,) = await histories(connection, changes=7).of(
        [HistoryQuery("h", date(2019, 1, 2), date(2019, 1, 2), ChangeAxis.WORLD)]
    )
    assert ([shown.change.kind for shown in narrower.page.items], narrower.complete) == (
        [ChangeKind.LINK_BEGAN] * 4,
        True,
    )


async def test_round_trips(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    await put(connection, [Tie(f"{n:03}", "h", f"p{n:03}", LinkKind.SHAREHOLDER, date(2019, 1, 1)) for n in range(30)])
    trips = []
    read = connection.read

    async def counted(query: str, /, **params: Any) -> Any:
        trips.append(query)
        return await read(query, **params)

    monkeypatch.setattr(connection, "read", counted)
    for count in (1, 30):
        trips.clear()
        await histories(connection).of([HistoryQuery(f"p{n:03}", *EVER) for n in range(count)])
        assert len(trips) == 3


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        (HistoryQuery("a", date(2020, 1, 2), date(2020, 1, 1)), ErrorCode.INVALID_PERIOD, "to"),
        (HistoryQuery("a", *EVER, after="x"), ErrorCode.INVALID_CURSOR, "after"),
        (HistoryQuery("a", *EVER, known_at=2**62), ErrorCode.KNOWN_AT_IN_FUTURE, "known_at"),
    ],
)
async def test_what_is_refused(
    embedded_connection: Connection, query: HistoryQuery, code: ErrorCode, field: str
) -> None:
    with pytest.raises(CreditGraphError) as refused:
        await histories(embedded_connection).of([query])
    assert (refused.value.code, refused.value.field) == (code, field)


async def test_the_whole_calendar_may_be_asked_about(connection: Connection) -> None:
    await put(connection, [], also=["a"])
    (found,) = await histories(connection).of([HistoryQuery("a", date.min, date.max)])
    assert (found.page.items, found.complete) == ([], True)
