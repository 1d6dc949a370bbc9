"""How long a review stands at least, nothing new happening: so that the first clear day is not looked for day by day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from domain.evidence import Evidence
from domain.findings import turning_days
from domain.grounds import turns_of_links, turns_of_policies
from domain.links import LinkKind
from domain.policy import ReviewCode, RuleBook
from domain.review import Review

_FOR_EVER = frozenset({ReviewCode.NAME_MISMATCH, ReviewCode.LIMIT_REACHED})
"""They do not depend on the day."""
_ON_OTHERS = frozenset({ReviewCode.CONTROL_TIE, ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE})
"""They rest on their own links and findings; RECENTLY_LEFT on roles that are not held, too."""


def may_end(
    reviews: Iterable[Review], evidence: Evidence, day: date, turns: Sequence[date], rules: RuleBook
) -> date | None:
    """The first day after `day` on which none of `reviews`, which stand on it, may stand any more; None where one of them
    stands for ever. `turns`: every day on which anything can change, in their order."""
    first = day
    for review in reviews:
        days = _turns_of(review, evidence, rules)
        later = min((turn for turn in (turns if days is None else days) if turn > day), default=None)
        if later is None:
            return None
        first = max(first, later)
    return first


def _turns_of(review: Review, evidence: Evidence, rules: RuleBook) -> Iterator[date] | None:
    """The days before which the review stands; None: any day on which anything turns."""
    if review.code in _FOR_EVER:
        return iter(())
    if review.code is ReviewCode.INCOMPLETE_RECORD:
        return turns_of_links(link for responsible in evidence.responsible for link in responsible.roles)
    if review.code in _ON_OTHERS and not any(link.kind is LinkKind.SHAREHOLDER for link in review.links):
        return _resting_on(review, rules)
    return None


def _resting_on(review: Review, rules: RuleBook) -> Iterator[date]:
    yield from turns_of_links(review.links)
    yield from turns_of_policies(rules)
    for policy in rules.policies:
        for finding in review.findings:
            yield from turning_days(finding, policy.validity)
