"""The decision (结论): may this party do this, on this day, and if not, by which clause, until when?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from domain.computed_grounds import bears_on, computed_grounds, computed_reviews
from domain.errors import CreditGraphError, ErrorCode
from domain.evidence import Evidence
from domain.grounds import Ground, exempted, grounds_on, turning_days_of
from domain.parties import Party
from domain.policy import Effect, Matter, MatterCategory, Policy, RuleBook
from domain.reviews import Review, reviews_on
from domain.standing import may_end


class Outcome(StrEnum):
    """The outcome, never a bare boolean. CLEAR means: known party, no ground (but lifted ones), no review."""

    VETOED = "VETOED"  # 一票否决
    RESTRICTED = "RESTRICTED"  # 限制
    REVIEW = "REVIEW"  # 需人工复核
    CLEAR = "CLEAR"  # 未查见限制
    UNKNOWN_PARTY = "UNKNOWN_PARTY"  # 查无此主体


_OUTCOME_OF = {
    Effect.VETO: Outcome.VETOED,
    Effect.RESTRICT: Outcome.RESTRICTED,
    Effect.REVOKE: Outcome.RESTRICTED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `subject` is the lookup key of the party (never a citizen number), `ref` the caller's reference."""

    subject: str
    matter: str
    as_of: date
    expected_name: str | None = None
    ref: str | None = None


@dataclass(frozen=True)
class Decision:
    """The answer to one question, with what it rests on.

    `known_at`: the recorded time (µs) as of which the record was read. `projected`: `as_of` lies after the day on which
    it was asked, so that it says what holds if nothing new happens.
    """

    question: Question
    matter: Matter
    outcome: Outcome
    evidence: Evidence | None
    grounds: tuple[Ground, ...]
    reviews: tuple[Review, ...]
    known_at: int
    projected: bool
    rules: RuleBook

    @property
    def party(self) -> Party | None:
        """The party, None when it is unknown."""
        return self.evidence.party if self.evidence else None

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies in force on the day: what the decision was based on."""
        return self.rules.in_force_on(self.question.as_of)

    @cached_property
    def clear_from(self) -> date | None:
        """The first day, from `as_of` on, on which the outcome is CLEAR, nothing new happening; None if unknown."""
        if self.evidence is None:
            return None
        day, grounds, reviews = self.question.as_of, _standing(self.grounds), self.reviews
        turns: list[date] | None = None
        while grounds or reviews:
            if grounds and not self.evidence.exemptions:  # they hold until their last day: no day before that is clear
                day = max(ground.last_day for ground in grounds) + timedelta(days=1)
            else:
                if turns is None:
                    turns = sorted(turning_days_of(self.evidence, self.rules))
                if reviews:
                    turn = may_end(reviews, self.evidence, day, turns, self.rules)
                else:
                    turn = next((turn for turn in turns if turn > day), None)
                if turn is None:
                    return None
                day = turn
            found, reviews = _weigh(self.evidence, self.matter, day, self.rules, self.question.expected_name)
            grounds = _standing(found)
        return day


def find_matter(rules: RuleBook, code: str, category: MatterCategory | None = None) -> Matter:
    """The matter with `code`. Raises UNKNOWN_MATTER, or MATTER_NOT_APPLICABLE when it is not of `category`."""
    matter = rules.matters.get(code)
    if matter is None:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_MATTER,
            f"No matter has the code {code[:64]!r}; the query `matters` lists those that there are.",
            "matter",
        )
    if category is not None and matter.category is not category:
        raise CreditGraphError(
            ErrorCode.MATTER_NOT_APPLICABLE,
            f"{matter.code} is a matter of category {matter.category}, this check takes one of category {category}; "
            "use `decide` for any matter.",
            "matter",
        )
    return matter


def decide(question: Question, evidence: Evidence | None, known_at: int, today: date, rules: RuleBook) -> Decision:
    """Answers `question` from the evidence alone; `evidence` is None for a party that is not in the register.

    Raises UNKNOWN_MATTER, and MATTER_NOT_APPLICABLE for a matter that does not apply to the party's kind.
    """
    matter = find_matter(rules, question.matter)
    projected = question.as_of > today
    if evidence is None:
        return Decision(question, matter, Outcome.UNKNOWN_PARTY, None, (), (), known_at, projected, rules)
    if evidence.party.kind not in matter.applies_to:
        kinds = ", ".join(sorted(matter.applies_to))
        raise CreditGraphError(
            ErrorCode.MATTER_NOT_APPLICABLE,
            f"{matter.code} applies to {kinds}, and this party is {evidence.party.kind}.",
            "matter",
        )
    if evidence.control is not None and not bears_on(evidence.party.kind, matter, rules):
        evidence = replace(evidence, control=None)
    grounds, reviews = _weigh(evidence, matter, question.as_of, rules, question.expected_name)
    outcome = _outcome(grounds, reviews)
    return Decision(question, matter, outcome, evidence, grounds, reviews, known_at, projected, rules)


def _weigh(
    evidence: Evidence, matter: Matter, day: date, rules: RuleBook, expected_name: str | None
) -> tuple[tuple[Ground, ...], tuple[Review, ...]]:
    computed, possible = computed_grounds(evidence, matter, day, rules)
    grounds: tuple[Ground, ...] = ()
    if evidence.own or evidence.exposures or computed:
        grounds = grounds_on(evidence, matter.code, day, rules, computed)
    by_control: tuple[Review, ...] = ()
    if computed or possible:  # what an exemption lifts is no reason to look either
        unlifted = [ground for ground in possible if not exempted(ground, evidence, day).lifted]
        by_control = tuple(computed_reviews(_standing(grounds), unlifted))
    return grounds, reviews_on(evidence, matter, day, rules, expected_name, by_control)


def _outcome(grounds: tuple[Ground, ...], reviews: tuple[Review, ...]) -> Outcome:
    """The strongest effect among the grounds. An effect that does not bar (a duty to supervise, an advice) still means
    that a person must look: only a party with neither ground nor review is CLEAR. A ground that an
    exemption lifts is shown but does not count."""
    standing = _standing(grounds)
    if standing:
        return _OUTCOME_OF.get(standing[0].effect, Outcome.REVIEW)
    return Outcome.REVIEW if reviews else Outcome.CLEAR


def _standing(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """The grounds that no exemption lifts."""
    return tuple(ground for ground in grounds if not ground.lifted)
