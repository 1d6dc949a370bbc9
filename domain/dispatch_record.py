"""The record of what was told, and what brings it into line with what is due (R19).

Everyone who had been told what is no longer due is told that it does not hold, once for each time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.dispatches import Learnt, Notice, RecallReason, Telling, due
from domain.findings import EventKind, Finding, Grade, state_on
from domain.policy import RuleBook


@dataclass(frozen=True, slots=True)
class Told:
    """What the record says was told: for the `round`-th time, and not recalled since where `is_open`."""

    base: str
    round: int
    grade: Grade
    is_open: bool


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice to be sent, for the `round`-th time (it was recalled before, where that is more than 1)."""

    notice: Notice
    round: int

    @property
    def key(self) -> str:
        """The dispatch's key: the same whoever works it out."""
        return tell_key(self.notice.base, self.round)


@dataclass(frozen=True, slots=True)
class Recall:
    """What was told is taken back."""

    base: str
    round: int
    reason: RecallReason

    @property
    def key(self) -> str:
        """The dispatch's key: the same whoever works it out."""
        return f"{tell_key(self.base, self.round)}:recall"

    @property
    def recalls(self) -> str:
        """The key of the dispatch that is taken back."""
        return tell_key(self.base, self.round)


def tell_key(base: str, round_: int) -> str:
    """The key of the `round_`-th telling of a notice."""
    return f"{base}:{round_}"


def bring_into_line(
    telling: Telling, held: Iterable[Told], day: date, rules: RuleBook
) -> tuple[tuple[Tell, ...], tuple[Recall, ...]]:
    """What must be told and what recalled so that the record says what is due on `day`. Nothing where it does.

    `held`: everything that the record says was told of the finding, recalled or not.
    """
    last = _last(held)
    wanted = {notice.base: notice for notice in due(telling, day, rules)}
    tells = tuple(
        Tell(notice, _next_round(last.get(base)))
        for base, notice in wanted.items()
        if base not in last or not last[base].is_open
    )
    over = [told for _, told in sorted(last.items()) if told.is_open and told.base not in wanted]
    exempted = _exempted(telling, day, rules) if over else frozenset()
    recalls = tuple(
        Recall(
            *(told.base, told.round),
            RecallReason.EXEMPTED if told.base in exempted else recall_reason(telling.finding, told.grade, day, rules),
        )
        for told in over
    )
    return tells, recalls


def learnt_by_check(
    telling: Telling, held: Iterable[Told], learnt: Learnt, day: date, rules: RuleBook
) -> tuple[Tell, ...]:
    """What `learnt` says was told by a check on `day`: all that the subject was restricted in, in that matter. What is told
    already keeps its round."""
    last = _last(held)
    notices = due(replace(telling, learnt=telling.learnt | {learnt}), day, rules)
    return tuple(
        Tell(notice, told.round if (told := last.get(notice.base)) and told.is_open else _next_round(told))
        for notice in notices
        if (notice.subject_id, notice.matter, notice.recipient) == learnt
    )


def _last(held: Iterable[Told]) -> dict[str, Told]:
    """The last telling of each notice."""
    last: dict[str, Told] = {}
    for told in held:
        if told.base not in last or told.round > last[told.base].round:
            last[told.base] = told
    return last


def _next_round(told: Told | None) -> int:
    return told.round + 1 if told else 1


def _exempted(telling: Telling, day: date, rules: RuleBook) -> frozenset[str]:
    """What would be due, and more than that, if nobody were exempted from anything."""
    if not telling.exemptions:
        return frozenset()
    return frozenset(notice.base for notice in due(replace(telling, exemptions={}), day, rules))


def recall_reason(finding: Finding, grade: Grade, day: date, rules: RuleBook) -> RecallReason:
    """Why what was told of the finding, when it had `grade`, does not hold on `day`."""
    lifting = _lifting(finding, day)
    if lifting is not None:
        return lifting
    governing = rules.governing(finding.area, day)
    state = state_on(finding, day, governing.validity) if governing else None
    if state is None:
        return RecallReason.CORRECTED
    if day >= state.expires_on:
        return RecallReason.EXPIRED
    return RecallReason.CORRECTED if state.grade is grade else RecallReason.REGRADED


def _lifting(finding: Finding, day: date) -> RecallReason | None:
    """Withdrawal before repair: that it never should have been is the stronger thing to say."""
    kinds = {event.kind for event in finding.events if event.occurred_on <= day}
    if EventKind.WITHDRAWN in kinds:
        return RecallReason.WITHDRAWN
    return RecallReason.REPAIRED if EventKind.REPAIR_GRANTED in kinds else None
