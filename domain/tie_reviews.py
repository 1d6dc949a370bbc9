"""CONTROL_TIE reviews: the enterprise asked about controls, or is controlled by, one with a SERIOUS finding in force.

Control is declared, a single holding of more than half, or, where the policy by which the finding is SERIOUS reaches
computed controllers, computed from all holdings; then a control that is only possible is a reason to look as well, and
the review says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.computed_grounds import POSSIBLE, computes
from domain.control_record import ControlRecord
from domain.evidence import Evidence
from domain.findings import Finding, Grade
from domain.grounds import in_force_state
from domain.links import Link, LinkKind
from domain.parties import Party
from domain.policy import Policy, ReviewCode, RuleBook
from domain.review import Review

MAJORITY = Decimal(50)
"""Control by a single holding: strictly more than this percentage."""


@dataclass
class _Tie:
    other: Party
    links: dict[str, Link] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    certain: bool = False


def tie_reviews(evidence: Evidence, day: date, rules: RuleBook) -> Iterator[Review]:
    """One review for each other enterprise or organization, by its id."""
    if not evidence.ties and evidence.control is None:
        return
    policies = rules.in_force_on(day)
    ties: dict[str, _Tie] = {}
    for tie in evidence.ties:
        if tie.other.kind.is_entity and _controls(tie.link, day) and _is_serious(tie.finding, day, policies):
            _add(ties, tie.other, (tie.link,), (tie.finding,), certain=True)
    if evidence.control is not None:
        _add_computed(ties, evidence.control, evidence.party, day, [policy for policy in policies if computes(policy)])
    for _, found in sorted(ties.items()):
        yield Review(
            ReviewCode.CONTROL_TIE,
            parties=(found.other,),
            links=tuple(link for _, link in sorted(found.links.items())),
            findings=tuple(finding for _, finding in sorted(found.findings.items())),
            detail=None if found.certain else POSSIBLE,
        )


def _add(
    ties: dict[str, _Tie], other: Party, links: Iterable[Link], findings: Iterable[Finding], *, certain: bool
) -> None:
    tie = ties.setdefault(other.id, _Tie(other))
    if certain and not tie.certain:
        tie.links.clear()
        tie.certain = True
    tie.links.update((link.id, link) for link in links)
    tie.findings.update((finding.id, finding) for finding in findings)


def _add_computed(
    ties: dict[str, _Tie], record: ControlRecord, asked: Party, day: date, policies: list[Policy]
) -> None:
    for other_id, findings in sorted(record.findings.items()):
        other = record.parties[other_id]
        pairs = [
            (holder, company)
            for holder, company in ((asked.id, other_id), (other_id, asked.id))
            if company in record.may_control(holder)
        ]
        if not pairs or other_id == asked.id or not other.kind.is_entity:
            continue
        serious = [finding for finding in findings if _is_serious(finding, day, policies)]
        for holder, company in pairs if serious else ():
            for control in (period.control for period in record.control_of(holder, company, day, day)):
                if control.certain or other_id not in ties or not ties[other_id].certain:
                    _add(ties, other, record.via(control), serious, certain=control.certain)


def _is_serious(finding: Finding, day: date, policies: Iterable[Policy]) -> bool:
    return any(
        (state := in_force_state(finding, day, policy)) is not None and state.grade is Grade.SERIOUS
        for policy in policies
    )


def _controls(link: Link, day: date) -> bool:
    if not link.holds_on(day):
        return False
    if link.kind is LinkKind.ACTUAL_CONTROLLER:
        return True
    return link.kind is LinkKind.SHAREHOLDER and link.share is not None and link.share.low > MAJORITY
