"""Reviews (复核): why a person must look. Never a restriction by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.evidence import Evidence
from domain.links import LinkKind
from domain.parties import PartyKind, same_name
from domain.person_reviews import person_reviews
from domain.policy import Matter, ReviewCode, RuleBook
from domain.review import Review as Review
from domain.tie_reviews import tie_reviews


def reviews_on(
    evidence: Evidence,
    matter: Matter,
    day: date,
    rules: RuleBook,
    expected_name: str | None,
    by_control: tuple[Review, ...] = (),
) -> tuple[Review, ...]:
    """The reviews that are on for the matter's category, with those of computed control, in a fixed order."""
    found = [
        *by_control,
        *_name_mismatch(evidence, expected_name),
        *_limit_reached(evidence),
        *_incomplete_record(evidence, day),
    ]
    if evidence.party.kind.is_entity:
        found.extend(person_reviews(evidence, day, rules))
        found.extend(tie_reviews(evidence, day, rules))
    return tuple(sorted((review for review in found if rules.reviews.is_on(review.code, matter.category)), key=_order))


def _order(review: Review) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return (review.code, tuple(party.id for party in review.parties), tuple(link.id for link in review.links))


def _name_mismatch(evidence: Evidence, expected_name: str | None) -> Iterator[Review]:
    if expected_name is not None and not same_name(expected_name, evidence.party):
        yield Review(ReviewCode.NAME_MISMATCH, parties=(evidence.party,))


def _limit_reached(evidence: Evidence) -> Iterator[Review]:
    cut_off = {*evidence.cut_off, *(evidence.control.cut_off if evidence.control else ())}
    if cut_off:
        detail = ", ".join(sorted(cut_off))
        yield Review(ReviewCode.LIMIT_REACHED, parties=(evidence.party,), detail=detail)


def _incomplete_record(evidence: Evidence, day: date) -> Iterator[Review]:
    """No legal representative on the day; for an organization, which may have none by law, no principal either."""
    party = evidence.party
    if not party.kind.is_entity:
        return
    needed = {LinkKind.LEGAL_REPRESENTATIVE}
    if party.kind is PartyKind.ORGANIZATION:
        needed.add(LinkKind.PRINCIPAL)
    held = any(link.kind in needed and link.holds_on(day) for person in evidence.responsible for link in person.roles)
    if not held:
        yield Review(ReviewCode.INCOMPLETE_RECORD, parties=(party,))
