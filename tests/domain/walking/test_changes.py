"""What changed between two days, in the world and on the record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.findings import EventKind
from domain.time import NEVER
from domain.walking.changes import Change, ChangeAxis, ChangeKind, Happening, Period, Version, changes

DAY = 86_400_000_000
EPOCH = date(1970, 1, 1)


def on(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> int:
    """The recorded time at which the day begins."""
    return (on(text) - EPOCH).days * DAY


def period(first: str, last: str, axis: ChangeAxis | None = None, known_at: int = NEVER - 1) -> Period:
    return Period(on(first), on(last), known_at, lambda recorded: EPOCH + timedelta(days=recorded // DAY), axis)


def told(found: list[Change]) -> list[str]:
    return [
        f"{change.on} {change.kind} {change.before_id or '-'}>{change.link_id or '-'}"
        + (f" {change.happening.id}" if change.happening else "")
        for change in found
    ]


CORRECTED = [
    Version("1", on("2019-05-01"), None, at("2020-01-10"), at("2021-03-01")),
    Version("2", on("2019-06-01"), on("2021-01-01"), at("2021-03-01"), NEVER, "1"),
]


def test_both_axes_the_oldest_first() -> None:
    assert told(changes(CORRECTED, [], period("2019-01-01", "2021-12-31"))) == [
        "2019-06-01 LINK_BEGAN ->2",
        "2020-01-10 LINK_RECORDED ->1",
        "2021-01-01 LINK_ENDED ->2",
        "2021-03-01 LINK_CORRECTED 1>2",
    ]


def test_one_axis() -> None:
    whole = ("2019-01-01", "2021-12-31")
    assert told(changes(CORRECTED, [], period(*whole, ChangeAxis.WORLD))) == [
        "2019-06-01 LINK_BEGAN ->2",
        "2021-01-01 LINK_ENDED ->2",
    ]
    assert told(changes(CORRECTED, [], period(*whole, ChangeAxis.RECORD))) == [
        "2020-01-10 LINK_RECORDED ->1",
        "2021-03-01 LINK_CORRECTED 1>2",
    ]


def test_as_known_before_the_correction() -> None:
    assert told(changes(CORRECTED, [], period("2019-01-01", "2021-12-31", known_at=at("2021-03-01") - 1))) == [
        "2019-05-01 LINK_BEGAN ->1",
        "2020-01-10 LINK_RECORDED ->1",
    ]
    assert changes(CORRECTED, [], period("2019-01-01", "2021-12-31", known_at=at("2020-01-10") - 1)) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2019-06-01", "2019-06-01", ["2019-06-01 LINK_BEGAN ->2"]),
        ("2019-06-02", "2020-12-31", ["2020-01-10 LINK_RECORDED ->1"]),
        ("2021-01-01", "2021-02-28", ["2021-01-01 LINK_ENDED ->2"]),
        ("2021-01-02", "2021-02-28", []),
        ("2021-03-01", "2021-03-01", ["2021-03-01 LINK_CORRECTED 1>2"]),
        ("2021-03-02", "2022-01-01", []),
    ],
)
def test_both_days_belong_to_the_period(first: str, last: str, expected: list[str]) -> None:
    assert told(changes(CORRECTED, [], period(first, last))) == expected


def test_a_version_withdrawn_for_nothing_never_began() -> None:
    gone = [Version("1", on("2019-05-01"), on("2019-07-01"), at("2020-01-10"), at("2020-02-01"))]
    assert told(changes(gone, [], period("2019-01-01", "2021-12-31"))) == [
        "2020-01-10 LINK_RECORDED ->1",
        "2020-02-01 LINK_CORRECTED 1>-",
    ]


def test_findings_happen_in_the_world() -> None:
    events = [
        Happening("e2", "f", EventKind.RECTIFIED, on("2020-03-01"), at("2020-03-02")),
        Happening("e1", "f", EventKind.RECOGNIZED, on("2020-01-01"), at("2020-01-01")),
    ]
    versions = [Version("1", on("2020-03-01"), None, at("2018-01-01"), NEVER)]
    assert told(changes(versions, events, period("2020-01-02", "2020-12-31"))) == [
        "2020-03-01 LINK_BEGAN ->1",
        "2020-03-01 FINDING_EVENT ->- e2",
    ]
    assert changes([], events, period("2020-01-01", "2020-12-31", ChangeAxis.RECORD)) == []
    assert told(changes([], events, period("2020-01-01", "2020-12-31", known_at=at("2020-03-01")))) == [
        "2020-01-01 FINDING_EVENT ->- e1"
    ]


def test_every_change_has_a_place_of_its_own() -> None:
    found = changes(CORRECTED, [], period("2019-01-01", "2021-12-31"))
    keys = [change.key for change in found]
    assert keys == sorted(set(keys))
    assert {kind.axis for kind in ChangeKind} == set(ChangeAxis)
