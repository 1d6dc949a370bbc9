"""Decisions in words, as the scenario files write them; a decision and its expectation are compared as texts.

ground   VETO in principle by ks-2019-116#veto-1: itself, SERIOUS F1, 2019-09-02 to 2022-09-02
         VETO in principle by ks-2019-116#persons-1: legal representative of 甲公司 since 2018-01-01, SERIOUS F1, …
         VETO in principle by ks-2019-116#persons-1: party concerned of 甲公司, SERIOUS F1, …
         VETO in principle by ks-2019-116#persons-1: computed controller of 甲公司 (母公司 shareholder with 60 % of 甲公司,
         张三 shareholder with 51 % of 母公司), SERIOUS F1, …: every holding of the proof, by the alphabet
review   RECENTLY_LEFT: 张三, 乙公司; 张三 legal representative of 甲公司 since 2018-01-01 until 2019-08-01; F2
         code: parties; links, by the alphabet; numbers of findings (detail)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from domain.decision import Decision, Outcome
from domain.grounds import Ground, Reach
from domain.links import Link
from domain.parties import Party
from domain.reviews import Review
from tests.support.scenario_files import Question


def plain(number: str) -> str:
    """A finding's number without the case's prefix."""
    return number.rsplit("/", 1)[-1]


def period(link: Link) -> str:
    """` since 2018-01-01 until 2019-08-01`, whatever of it is known."""
    since = f" since {link.since}" if link.since else ""
    return since + (f" until {link.until}" if link.until else "")


def role(link: Link) -> str:
    """`shareholder`, `legal representative`."""
    return link.kind.lower().replace("_", " ") + (f" with {link.share} %" if link.share else "")


def ground_text(ground: Ground) -> str:
    """One ground."""
    principle = " in principle" if ground.discretionary else ""
    against = ground.path.parties[0].name
    if ground.reach is Reach.SELF:
        way = "itself"
    elif ground.reach is Reach.PARTY_CONCERNED:
        way = f"party concerned of {against}"
    elif ground.reach is Reach.COMPUTED_CONTROLLER:
        names = {party.id: party.name for party in ground.path.parties}
        way = f"computed controller of {against} ({', '.join(sorted(link_text(link, names) for link in ground.path.links))})"
    else:
        (link,) = ground.path.links
        way = f"{role(link)} of {against}{period(link)}"
    return (
        f"{ground.effect}{principle} by {ground.policy.id}#{ground.clause.id}: {way}, "
        f"{ground.state.grade} {plain(ground.finding.number)}, {ground.since} to {ground.last_day}"
    )


def link_text(link: Link, names: Mapping[str, str]) -> str:
    """`母公司 shareholder with 60 % of 甲公司 since 2018-01-01`."""
    return f"{names[link.from_id]} {role(link)} of {names[link.to_id]}{period(link)}"


def review_text(review: Review, names: Mapping[str, str]) -> str:
    """One review."""
    people, *others = review.parties
    links = [link_text(link, names) for link in review.links]
    parts = [
        ", ".join([people.name, *sorted(party.name for party in others)]),
        *([", ".join(sorted(links))] if links else []),
        *([", ".join(sorted(plain(finding.number) for finding in review.findings))] if review.findings else []),
        *([f"({review.detail})"] if review.detail else []),
    ]
    return f"{review.code}: {'; '.join(parts)}"


def _known(decision: Decision, party: Party) -> Iterator[Party]:
    """Everybody who occurs in the reviews of a decision, links between others included."""
    yield party
    for review in decision.reviews:
        yield from review.parties
    if decision.evidence is not None and decision.evidence.control is not None:
        yield from decision.evidence.control.parties.values()


def decision_lines(decision: Decision) -> list[str]:
    """The whole decision, a line for each thing that a case expects."""
    clear = decision.clear_from
    lines = [f"outcome {decision.outcome}", f"projected {decision.projected}"]
    lines += [f"ground {ground_text(ground)}" for ground in decision.grounds]
    if decision.party is not None:
        party = decision.party
        names = {known.id: known.name for known in _known(decision, party)}
        lines += sorted(f"review {review_text(review, names)}" for review in decision.reviews)
    lines.append(f"clear {clear}")
    return lines


def expected_lines(question: Question, day: date) -> list[str]:
    """The same of an expectation."""
    clear: object = question.clear
    if question.outcome is Outcome.CLEAR:
        clear = day
    elif question.clear == "unknown" or question.outcome is Outcome.UNKNOWN_PARTY:
        clear = None
    lines = [f"outcome {question.outcome}", f"projected {question.projected}"]
    lines += [f"ground {text}" for text in question.grounds]
    lines += sorted(f"review {text}" for text in question.reviews)
    lines.append(f"clear {clear}")
    return lines


def restrictions_lines(decisions: list[Decision]) -> dict[str, str]:
    """Every matter that is not CLEAR: `VETOED, VETO in principle by ks-2019-116#veto-1; INCOMPLETE_RECORD`."""
    lines = {}
    for decision in decisions:
        if decision.outcome is not Outcome.CLEAR:
            measures = [
                f"{g.effect}{' in principle' if g.discretionary else ''} by {g.policy.id}#{g.clause.id}"
                for g in decision.grounds
            ]
            parts = [", ".join(measures), ", ".join(sorted({review.code for review in decision.reviews}))]
            lines[decision.matter.code] = ": ".join([decision.outcome, "; ".join(filter(None, parts))])
    return lines
