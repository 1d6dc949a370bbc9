"""Beneficial owners (受益所有人): the natural persons behind a company.

A person is one by share (an effective share of 25 % or more), by control (computed from holdings), or by declared control
(实际控制人). If there is none, the rule falls back on those who run it - its senior managers and legal representative
- and the answer says so: 受益所有人信息管理办法 (中国人民银行、国家市场监督管理总局令〔2024〕第3号), article 6, and
likewise the interpretive note to FATF's recommendation 10. The percentage and the roles of the fallback are parameters,
for other rules have others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Link, LinkKind
from domain.ownership.control import DEFAULT_BUDGET, MAJORITY, Control, controllers_in
from domain.ownership.effective import large_owners_in
from domain.ownership.fixpoint import Threshold
from domain.ownership.parts import Parts
from domain.ownership.regions import Budget, upward
from domain.ownership.shares import Shares
from domain.ownership.snapshot import Snapshot
from domain.ownership.stakes import Stake


class OwnerReason(StrEnum):
    """Why a person is a beneficial owner."""

    SHARE = "SHARE"  # 最终拥有 25% 以上
    CONTROL = "CONTROL"  # 通过持股控制
    DECLARED_CONTROL = "DECLARED_CONTROL"  # 登记的实际控制人
    SENIOR_MANAGER = "SENIOR_MANAGER"  # 高级管理人员, as a fallback
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE"  # 法定代表人, as a fallback


_FALLBACK_REASONS: Mapping[LinkKind, OwnerReason] = {
    LinkKind.SENIOR_MANAGER: OwnerReason.SENIOR_MANAGER,
    LinkKind.LEGAL_REPRESENTATIVE: OwnerReason.LEGAL_REPRESENTATIVE,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Who counts as a beneficial owner: `min_percent` of effective share or more, or control by `threshold`; if nobody
    does, the persons in the roles of `fallback`.

    Raises INVALID_VALUE for a percentage that is not above 0 and at most 100.
    """

    min_percent: Decimal = Decimal(25)
    threshold: Threshold = MAJORITY
    fallback: frozenset[LinkKind] = frozenset(_FALLBACK_REASONS)

    def __post_init__(self) -> None:
        if not self.min_percent.is_finite() or not 0 < self.min_percent <= 100:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "The percentage is above 0 and at most 100.", "min_percent")


RULE = Rule()


@dataclass(frozen=True, slots=True)
class BeneficialOwner:
    """A person, why it is one, and whether that is certain whatever ranges and unknown shares turn out to be.

    `roles`: the links of declared control or, in a fallback, of the person's roles.
    """

    party: str
    stake: Stake | None
    control: Control | None
    reasons: tuple[OwnerReason, ...]
    certain: bool
    roles: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class BeneficialOwners:
    """The beneficial owners of a company, certain ones first.

    `fallback`: nobody is certainly one, and `owners` has the persons that the rule falls back on (beside those who may be
    owners). `incomplete`: parties whose chains pass an unknown share; their stakes' width is the unknown percent (at
    most: bounds that stay below the rule's percentage may be wider than need be).
    `complete`: nothing was cut off.
    """

    company: str
    owners: tuple[BeneficialOwner, ...]
    fallback: bool
    parts: Parts
    incomplete: tuple[Stake, ...]
    complete: bool


def beneficial_owners(
    snapshot: Snapshot,
    company: str,
    day: date,
    roles: Iterable[Link] = (),
    *,
    rule: Rule = RULE,
    budget: Budget = DEFAULT_BUDGET,
) -> BeneficialOwners:
    """The beneficial owners of `company`, whose `roles` (declared controllers, managers, legal representatives) are the
    links known of it; those not valid on `day`, and those of parties that the snapshot's `kinds` do not
    know as persons, are left out."""
    shares = Shares(snapshot)
    region = upward(shares, company, budget)
    controlled = controllers_in(shares, region, threshold=rule.threshold, budget=budget)
    held = [link for link in roles if link.to_id == company and link.holds_on(day) and snapshot.is_person(link.from_id)]
    also = {one.controller for one in controlled.controls} | {link.from_id for link in held}
    owned = large_owners_in(shares, region, rule.min_percent, also, budget=budget)
    stakes = {stake.holder: stake for stake in owned.stakes if snapshot.is_person(stake.holder)}
    by_control = {one.controller: one for one in controlled.controls if snapshot.is_person(one.controller)}
    declared = _by_person(link for link in held if link.kind is LinkKind.ACTUAL_CONTROLLER)
    persons = sorted(
        {p for p, stake in stakes.items() if stake.reaches(rule.min_percent)} | by_control.keys() | declared.keys()
    )
    owners = [_owner(p, stakes.get(p), by_control.get(p), declared.get(p, ()), rule) for p in persons]
    certain = any(owner.certain for owner in owners)
    fallen_back = [] if certain else _fallback(_by_person(link for link in held if link.kind in rule.fallback), stakes)
    return BeneficialOwners(
        company,
        (*sorted(owners, key=_order), *fallen_back),
        bool(fallen_back),
        owned.parts,
        tuple(stake for stake in owned.stakes if not stake.complete),
        owned.complete and controlled.complete,
    )


def _by_person(links: Iterable[Link]) -> dict[str, tuple[Link, ...]]:
    found: dict[str, tuple[Link, ...]] = {}
    for link in sorted(links, key=lambda link: (link.kind, link.id)):
        found[link.from_id] = (*found.get(link.from_id, ()), link)
    return found


def _owner(
    person: str, stake: Stake | None, control: Control | None, declared: tuple[Link, ...], rule: Rule
) -> BeneficialOwner:
    reasons = []
    if stake is not None and stake.reaches(rule.min_percent):
        reasons.append(OwnerReason.SHARE)
    if control is not None:
        reasons.append(OwnerReason.CONTROL)
    if declared:
        reasons.append(OwnerReason.DECLARED_CONTROL)
    by_share = stake is not None and stake.surely_reaches(rule.min_percent)
    certain = by_share or (control is not None and control.certain) or bool(declared)
    return BeneficialOwner(person, stake, control, tuple(reasons), certain, declared)


def _fallback(roles: Mapping[str, tuple[Link, ...]], stakes: Mapping[str, Stake]) -> list[BeneficialOwner]:
    return [
        BeneficialOwner(
            person,
            stakes.get(person),
            None,
            tuple(sorted({_FALLBACK_REASONS[link.kind] for link in links})),
            True,
            links,
        )
        for person, links in sorted(roles.items())
    ]


def _order(owner: BeneficialOwner) -> tuple[bool, bool, object, str]:
    low = owner.stake.low if owner.stake is not None and owner.stake.low is not None else 0
    return not owner.certain, owner.stake is None, -low, owner.party
