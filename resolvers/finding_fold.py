"""Findings in one transaction: statements about them, merged over what is known and judged by the rule book.

Loading (`resolvers.finding_loading`) and single mutations (`resolvers.recording`) both end here. A statement that is
refused leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_merging import History, Stated, check_history, event_is_new, restated
from domain.finding_rules import area_rule, check_covered, check_grade, check_in_charge
from domain.findings import EventKind
from domain.merging import Verdict
from domain.policy import AreaRule, RuleBook
from graph.ends import End
from graph.finding_writer import EventDraft, FindingBefore, FindingDraft, FindingWriter, KnownPenalty, before_of
from graph.writing import new_id


@dataclass(frozen=True, slots=True)
class FindingStatement:
    """What is said of one finding. `department`: a code; `days`: when events of each kind happened."""

    number: str
    party: End
    area: str
    department: str
    stated: Stated
    days: Mapping[EventKind, date] = field(default_factory=dict)
    reasons: Mapping[EventKind, str] = field(default_factory=dict)
    penalty_document_number: str | None = None


class FindingFold:
    """The findings of one transaction at the recorded time `at`."""

    def __init__(
        self,
        known: Mapping[str, FindingDraft],
        penalties: Mapping[str, Sequence[KnownPenalty]],
        rules: RuleBook,
        at: int,
    ) -> None:
        """`known`: findings by number; `penalties`: by party id."""
        self._drafts = dict(known)
        self._penalties = penalties
        self._rules = rules
        self._at = at
        self._before: dict[str, FindingBefore] = {draft.id: before_of(draft) for draft in known.values()}
        self._touched: dict[str, FindingDraft] = {}

    def merge(self, statement: FindingStatement, *, explicit: bool = False) -> tuple[Verdict, FindingDraft]:
        """Merges one statement. Raises what is wrong with it: FINDING_CONFLICT, UNKNOWN_AREA, NOT_IN_CHARGE,
        PARTY_KIND_NOT_COVERED, STANDARD_REQUIRED, PENALTY_REQUIRED, UNKNOWN_PENALTY, INVALID_PERIOD, EVENT_CONFLICT.

        `explicit`: somebody says so here and now, it is no old file: what was superseded does not count.
        """
        draft = self._drafts.get(statement.number)
        if draft is None:
            return Verdict.CREATED, self._create(statement)
        _check_same(draft, statement)
        recognition = restated(statement.stated, draft.recognition, [] if explicit else _superseded_statements(draft))
        days = {
            kind: day
            for kind, day in statement.days.items()
            if event_is_new(day, _current_day(draft, kind), [] if explicit else _superseded_days(draft, kind))
        }
        named = self._named(statement)
        if recognition is None and not days and named is not None and named <= draft.penalties:
            return Verdict.UNCHANGED, draft
        held = recognition or draft.recognition
        rule = self._judge(statement, held, {**_current_days(draft), **days})
        support = _check_support(rule, named, draft.penalties)
        if recognition is not None:
            self._put(draft, EventKind.RECOGNIZED, recognition.recognised_on, stated=recognition)
        self._apply(draft, statement, days, support)
        return Verdict.CHANGED, draft

    async def write(self, writer: FindingWriter) -> None:
        """Writes what is new."""
        await writer.write(list(self._touched.values()), self._before)

    def _create(self, statement: FindingStatement) -> FindingDraft:
        rule = self._judge(statement, statement.stated, statement.days)
        support = _check_support(rule, self._named(statement), frozenset())
        stated = statement.stated
        if stated.grade is None:
            stated = stated._replace(grade=rule.initial_grade)
        draft = FindingDraft(
            *(new_id(), statement.number, statement.area, statement.department, statement.party), fresh=True
        )
        self._drafts[draft.number] = draft
        self._put(draft, EventKind.RECOGNIZED, stated.recognised_on, stated=stated)
        self._apply(draft, statement, statement.days, support)
        return draft

    def _judge(self, statement: FindingStatement, held: Stated, days: Mapping[EventKind, date]) -> AreaRule:
        """Refuses what the rule book or the calendar does not allow; the rule that governs the finding."""
        rule = area_rule(self._rules, statement.area, held.recognised_on)
        check_in_charge(rule, statement.department)
        check_covered(rule, statement.party.kind)
        check_grade(rule, held)
        check_history(History(held, days))
        return rule

    def _named(self, statement: FindingStatement) -> frozenset[str] | None:
        """The ids of the penalties that the statement names; None where none such is known."""
        number = statement.penalty_document_number
        if number is None:
            return frozenset()
        governing = self._rules.governing(statement.area, statement.stated.recognised_on)
        by = governing.areas[statement.area].penalty_by if governing is not None else ()
        fitting = frozenset(
            penalty.id
            for penalty in self._penalties.get(statement.party.id, ())
            if penalty.document_number == number and (not by or penalty.department in by)
        )
        return fitting or None

    def _apply(
        self, draft: FindingDraft, statement: FindingStatement, days: Mapping[EventKind, date], support: frozenset[str]
    ) -> None:
        for kind, day in days.items():
            self._put(draft, kind, day, reason=statement.reasons.get(kind))
        draft.penalties |= support
        self._touched[draft.number] = draft

    def _put(
        self,
        draft: FindingDraft,
        kind: EventKind,
        day: date,
        *,
        stated: Stated | None = None,
        reason: str | None = None,
    ) -> None:
        """Adds an event; it supersedes the one of its kind."""
        old = draft.current(kind)
        if old is not None:
            old.superseded_at = self._at
        draft.events.append(EventDraft(new_id(), kind, day, stated=stated, reason=reason, fresh=True))


def _check_support(rule: AreaRule, named: frozenset[str] | None, known: frozenset[str]) -> frozenset[str]:
    """The penalties named. Raises UNKNOWN_PENALTY; PENALTY_REQUIRED where the area's findings rest on one (R30)."""
    if named is None:
        by = f" by one of {', '.join(rule.penalty_by)}" if rule.penalty_by else ""
        raise CreditGraphError(
            ErrorCode.UNKNOWN_PENALTY,
            f"No penalty with this document number{by} against this party is known: load it first.",
            "penalty_document_number",
        )
    if rule.penalty_by and not (named or known):
        raise CreditGraphError(
            ErrorCode.PENALTY_REQUIRED,
            f"A finding in {rule.area} rests on a penalty or judgment by one of {', '.join(rule.penalty_by)} (R30).",
            "penalty_document_number",
        )
    return named


def _check_same(draft: FindingDraft, statement: FindingStatement) -> None:
    """A number is given once: to one party, in one area, by one department. Raises FINDING_CONFLICT."""
    for field_, same in (
        ("party_key", draft.party.id == statement.party.id),
        ("area", draft.area == statement.area),
        ("department", draft.department == statement.department),
    ):
        if not same:
            what = field_.removesuffix("_key")
            raise CreditGraphError(
                ErrorCode.FINDING_CONFLICT, f"A finding with this number is known, with another {what}.", field_
            )


def _current_day(draft: FindingDraft, kind: EventKind) -> date | None:
    event = draft.current(kind)
    return event.day if event is not None else None


def _current_days(draft: FindingDraft) -> dict[EventKind, date]:
    return {event.kind: event.day for event in draft.events if event.current and event.stated is None}


def _superseded_days(draft: FindingDraft, kind: EventKind) -> list[date]:
    return [event.day for event in draft.events if event.kind is kind and not event.current]


def _superseded_statements(draft: FindingDraft) -> list[Stated]:
    return [event.stated for event in draft.events if event.stated is not None and not event.current]
