"""The words of exports: Chinese names of kinds, percentages as people read them, and what all formats need of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from domain.identifiers import Identifier, IdentifierScheme
from domain.links import Link, LinkKind, Share
from domain.ownership import (
    BeneficialOwner,
    Control,
    OwnerReason,
    Stake,
    ceiling_decimal,
    floor_decimal,
    nearest_decimal,
)
from domain.parties import Party, PartyKind
from domain.time import from_recorded
from resolvers.ownership_picture import OwnershipPicture

LINK_LABELS: Mapping[LinkKind, str] = {
    LinkKind.LEGAL_REPRESENTATIVE: "法定代表人",
    LinkKind.PRINCIPAL: "主要负责人",
    LinkKind.ACTUAL_CONTROLLER: "实际控制人",
    LinkKind.SHAREHOLDER: "股东",
    LinkKind.DIRECTOR: "董事",
    LinkKind.SUPERVISOR: "监事",
    LinkKind.SENIOR_MANAGER: "高级管理人员",
    LinkKind.EMPLOYEE: "职工",
    LinkKind.BRANCH: "分支机构",
}
"""The Chinese name of each kind of link: also how a kind is told apart in formats that have fewer kinds."""

PARTY_LABELS: Mapping[PartyKind, str] = {
    PartyKind.ENTERPRISE: "企业法人",
    PartyKind.ORGANIZATION: "其他组织",
    PartyKind.PERSON: "自然人",
}

REASON_LABELS: Mapping[OwnerReason, str] = {
    OwnerReason.SHARE: "持股达到标准",
    OwnerReason.CONTROL: "通过持股控制",
    OwnerReason.DECLARED_CONTROL: "登记的实际控制人",
    OwnerReason.SENIOR_MANAGER: "高级管理人员（无其他受益所有人）",
    OwnerReason.LEGAL_REPRESENTATIVE: "法定代表人（无其他受益所有人）",
}

SHOWN_PLACES = 4
"""Decimal places of a percentage in a drawing."""

_PERSONAL = frozenset({IdentifierScheme.CITIZEN_ID, IdentifierScheme.PASSPORT})


def percent_text(low: Fraction | None, high: Fraction | None) -> str:
    """A percentage as it is shown: `60%`, `≈33.3333%`, a range `5–10%`, `?` where there is no number.

    >>> percent_text(Fraction(100, 3), Fraction(100, 3))
    '≈33.3333%'
    """
    if low is None or high is None:
        return "?"
    if low == high:
        shown = nearest_decimal(low, SHOWN_PLACES)
        return f"{'' if Fraction(shown) == low else '≈'}{shown:f}%"
    return f"{floor_decimal(low, SHOWN_PLACES):f}–{ceiling_decimal(high, SHOWN_PLACES):f}%"


def share_text(share: Share | None) -> str:
    """A declared share, with all of its digits; `?` where it is unknown."""
    return "?" if share is None else f"{str(share).replace('-', '–')}%"


def moment_text(recorded: int) -> str:
    """A recorded time, in UTC to the microsecond: `2024-01-01T00:00:00.000000Z`."""
    return from_recorded(recorded).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def public_identifiers(identifiers: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """The identifiers that may leave the installation: no citizen or passport number, not even its mask."""
    return tuple(one for one in identifiers if one.scheme not in _PERSONAL)


@dataclass(frozen=True)
class View:
    """A picture, looked up by party and by link."""

    picture: OwnershipPicture

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who occurs, the party asked about first, then by id."""
        first = self.picture.party
        others = (self.picture.parties[id_] for id_ in sorted(self.picture.parties) if id_ != first.id)
        return (first, *others)

    @cached_property
    def stakes(self) -> Mapping[str, Stake]:
        """By holder, its effective share."""
        return {stake.holder: stake for stake in self.picture.owners.stakes}

    @cached_property
    def controls(self) -> Mapping[str, Control]:
        """By controller."""
        return {control.controller: control for control in self.picture.controllers.controls}

    @cached_property
    def beneficial(self) -> Mapping[str, BeneficialOwner]:
        """By person, the beneficial owners."""
        owners = self.picture.beneficial
        return {} if owners is None else {owner.party: owner for owner in owners.owners}

    @cached_property
    def _counted(self) -> frozenset[str]:
        return frozenset(holding.link_id for holding in self.picture.snapshot.holdings)

    def counts(self, link: Link) -> bool:
        """Whether the arithmetic took this statement; another one of the same holding may count instead."""
        return link.kind is not LinkKind.SHAREHOLDER or link.id in self._counted

    def identifiers(self, party_id: str) -> tuple[Identifier, ...]:
        """What may be shown of a party's identifiers."""
        return public_identifiers(self.picture.identifiers.get(party_id, ()))

    def uscc(self, party_id: str) -> str | None:
        """The unified social credit code."""
        return next((one.value for one in self.identifiers(party_id) if one.scheme is IdentifierScheme.USCC), None)
