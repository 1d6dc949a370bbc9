"""How what a source says of a finding is brought together with what it said before: pure decisions, no storing.

A statement of the recognition that gives nothing new, or only what a superseded statement gave, changes nothing: loading
an old file never undoes a correction. Any other supersedes the recognition by one with what it gives and, where it gives
nothing, what was known. Events likewise, kind by kind: one day each. What is not said is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import EventKind, Grade
from domain.statements import adds_nothing, filled


class Stated(NamedTuple):
    """What is said of a recognition; None: nothing. `concerned`: ids of the parties concerned, all of them."""

    recognised_on: date
    act_on: date
    grade: Grade | None = None
    rectify_by: date | None = None
    standard: str | None = None
    expires_on: date | None = None
    concerned: frozenset[str] | None = None


def restated(stated: Stated, current: Stated, superseded: Iterable[Stated]) -> Stated | None:
    """The recognition that supersedes `current`, None where nothing new was said."""
    if adds_nothing(stated, current) or any(adds_nothing(stated, earlier) for earlier in superseded):
        return None
    return filled(stated, current)


def event_is_new(day: date, current: date | None, superseded: Iterable[date]) -> bool:
    """Whether an event on `day` is neither known nor one that was superseded."""
    return day != current and day not in superseded


EVENT_FIELDS: Mapping[EventKind, str] = {
    EventKind.RECTIFIED: "rectified_on",
    EventKind.RECTIFICATION_REFUSED: "refused_on",
    EventKind.REPAIR_REQUESTED: "occurred_on",
    EventKind.REPAIR_DENIED: "occurred_on",
    EventKind.REPAIR_GRANTED: "repaired_on",
    EventKind.WITHDRAWN: "withdrawn_on",
}
"""The events that rows and mutations record, and the columns (or inputs) that hold their days."""


_REPAIR = (EventKind.REPAIR_REQUESTED, EventKind.REPAIR_GRANTED, EventKind.REPAIR_DENIED)


@dataclass(frozen=True, slots=True)
class History:
    """What is going to be known of a finding: its recognition, and the day of each event."""

    recognition: Stated
    days: Mapping[EventKind, date]


def check_history(history: History) -> None:
    """Refuses what cannot have happened, with the field that names it.

    Raises INVALID_PERIOD for a day that contradicts those of the act and the recognition, EVENT_CONFLICT for events that
    contradict each other.
    """
    _check_recognition(history.recognition)
    for kind, day in history.days.items():
        _check_day(history.recognition, kind, day)
    _check_refusal(history)
    withdrawn = history.days.get(EventKind.WITHDRAWN)
    for kind, day in history.days.items():
        if withdrawn is not None and day > withdrawn:
            raise _conflict(kind, f"The finding was withdrawn on {withdrawn}: nothing can happen to it after that.")


def _check_refusal(history: History) -> None:
    refused = history.days.get(EventKind.RECTIFICATION_REFUSED)
    if refused is None:
        return
    rectified, repaired = history.days.get(EventKind.RECTIFIED), history.days.get(EventKind.REPAIR_GRANTED)
    deadline = history.recognition.rectify_by
    in_time = rectified is not None and (deadline is None or rectified <= deadline)
    if rectified is not None and in_time and refused >= rectified:
        raise _conflict(
            EventKind.RECTIFICATION_REFUSED,
            f"It was rectified in time, on {rectified}: nothing was refused after that.",
        )
    if repaired is not None and refused > repaired:
        raise _conflict(
            EventKind.RECTIFICATION_REFUSED, f"The finding was repaired on {repaired}: nothing was refused after that."
        )


def _check_recognition(stated: Stated) -> None:
    if stated.recognised_on < stated.act_on:
        raise _period("recognised_on", "A finding cannot be recognised before the act.")
    if stated.rectify_by is not None and stated.rectify_by < stated.act_on:
        raise _period("rectify_by", "The rectification period cannot end before the act.")
    if stated.expires_on is not None and stated.expires_on <= stated.recognised_on:
        raise _period(
            "expires_on", "expires_on is the first day on which it is no longer in force: after recognised_on."
        )


def _check_day(stated: Stated, kind: EventKind, day: date) -> None:
    field = EVENT_FIELDS[kind]
    if kind in (EventKind.WITHDRAWN, *_REPAIR):
        if day < stated.recognised_on:
            raise _period(field, f"The finding was recognised on {stated.recognised_on}: this cannot have been before.")
    elif day < stated.act_on:
        raise _period(field, f"The act was on {stated.act_on}: this cannot have been before.")


def _conflict(kind: EventKind, message: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.EVENT_CONFLICT, message, EVENT_FIELDS.get(kind))


def _period(field: str, message: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_PERIOD, message, field)
