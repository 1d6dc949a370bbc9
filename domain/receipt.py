"""The receipt (凭证): a SHA-256 over a canonical form of the outcome and everything that it rests on.

Ids, dates and clauses, no display names: asked again with the same `as_of` and `known_at` it is the same, byte for byte,
on either engine. `projected` depends on the day of asking and is left out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from domain.bidding import Conflict
from domain.decision import Decision
from domain.findings import Finding
from domain.grounds import Ground
from domain.links import Link
from domain.reviews import Review

FORM = 1
"""The version of the canonical form; it changes when the form does, so that old receipts can be told apart."""


def receipt_hash(decision: Decision) -> str:
    """Lower-case hex SHA-256 of the canonical form."""
    return sha256(canonical_form(decision)).hexdigest()


def combined_hash(decisions: list[Decision]) -> str:
    """One hash over several decisions in order, as for the bidders of one tender."""
    return sha256("\n".join(receipt_hash(decision) for decision in decisions).encode()).hexdigest()


def tender_hash(decisions: list[Decision], conflicts: Sequence[Conflict], *, complete: bool) -> str:
    """One hash over the decisions on the bidders of a tender, in order, and what was found of conflicts among them. Without
    any, and nothing cut off, it is that of the decisions alone."""
    if not conflicts and complete:
        return combined_hash(decisions)
    form = {"complete": complete, "conflicts": [_conflict(conflict) for conflict in conflicts]}
    parts = [*map(receipt_hash, decisions), json.dumps(form, sort_keys=True, separators=(",", ":"))]
    return sha256("\n".join(parts).encode()).hexdigest()


def canonical_form(decision: Decision) -> bytes:
    """JSON with sorted keys and no white space, ASCII only."""
    party = decision.party
    form = {
        "form": FORM,
        "subject": party.id if party else decision.question.subject,
        "matter": decision.matter.code,
        "as_of": _day(decision.question.as_of),
        "known_at": decision.known_at,
        "outcome": decision.outcome,
        "grounds": [_ground(ground) for ground in decision.grounds],
        "reviews": [_review(review) for review in decision.reviews],
        "policies": sorted(f"{policy.id}@{policy.version}" for policy in decision.policies),
        "review_rules": decision.rules.reviews.version,
    }
    return json.dumps(form, sort_keys=True, separators=(",", ":")).encode()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ground(ground: Ground) -> dict[str, Any]:
    form: dict[str, Any] = {
        "effect": ground.effect,
        "discretionary": ground.discretionary,
        "reach": ground.reach,
        "clause": f"{ground.policy.id}@{ground.policy.version}#{ground.clause.id}",
        "finding": _finding(ground.finding),
        "grade": ground.state.grade,
        "graded_on": _day(ground.state.graded_on),
        "expires_on": _day(ground.state.expires_on),
        "events": list(ground.state.events),
        "since": _day(ground.since),
        "last_day": _day(ground.last_day),
        "parties": [party.id for party in ground.path.parties],
        "links": [_link(link) for link in ground.path.links],
    }
    exemption = ground.exemption
    if exemption is not None:
        form["exemption"] = [exemption.id, exemption.department, _day(exemption.since), _day(exemption.until)]
    return form


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "certain": conflict.certain,
        "bidders": [party.id for party in conflict.bidders],
        "common": conflict.common.id,
        "evidence": [
            {"parties": [party.id for party in path.parties], "links": [_link(link) for link in path.links]}
            for path in conflict.evidence
        ],
    }


def _finding(finding: Finding) -> list[str]:
    return [finding.id, finding.number, finding.area, finding.department]


def _link(link: Link) -> list[str | None]:
    return [link.id, link.kind, _day(link.since), _day(link.until), str(link.share) if link.share else None]


def _review(review: Review) -> dict[str, Any]:
    return {
        "code": review.code,
        "parties": [party.id for party in review.parties],
        "links": [_link(link) for link in review.links],
        "findings": [finding.id for finding in review.findings],
        "detail": review.detail,
    }
