"""Links (关系) between parties: from a party to an enterprise or organization, with dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.errors import CreditGraphError, ErrorCode
from domain.time import NEVER, within


class LinkKind(StrEnum):
    """The kinds of link; each is one relationship type of the graph."""

    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE"  # 法定代表人
    PRINCIPAL = "PRINCIPAL"  # 主要负责人
    ACTUAL_CONTROLLER = "ACTUAL_CONTROLLER"  # 实际控制人
    SHAREHOLDER = "SHAREHOLDER"  # 股东
    DIRECTOR = "DIRECTOR"  # 董事
    SUPERVISOR = "SUPERVISOR"  # 监事
    SENIOR_MANAGER = "SENIOR_MANAGER"  # 高级管理人员
    EMPLOYEE = "EMPLOYEE"  # 职工
    BRANCH = "BRANCH"  # 分支机构, from the parent to the branch


RESPONSIBLE_KINDS = frozenset({LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL, LinkKind.ACTUAL_CONTROLLER})
"""The roles that a policy may reach (R02: 法定代表人和主要负责人（实际控制人）)."""


_LONGEST = 1000
_NUMBER = r"\+?((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\s*%?"
_SHARE = re.compile(rf"{_NUMBER}(?:\s*-\s*{_NUMBER})?")
_ASCII = str.maketrans("０１２３４５６７８９．％＋－–—~～", "0123456789.%+-----")


@dataclass(frozen=True, slots=True)
class Share:
    """A declared share in percent, exact; a range (5-10) has two different ends."""

    low: Decimal
    high: Decimal

    @classmethod
    def parse(cls, text: str) -> Share:
        """Reads `33.3`, `4.6E-05`, `33.3%` or a range `5-10`, full-width forms too.

        Raises INVALID_SHARE for anything else, outside 0-100, and for one whose canonical text has more than 1000
        characters (written out, a number such as 1e-999999999 would fill the memory).
        """
        match = _SHARE.fullmatch(text.translate(_ASCII).strip()) if len(text) <= _LONGEST else None
        if match is None:
            raise _bad_share()
        low = Decimal(match[1])
        high = low if match[2] is None else Decimal(match[2])
        share = cls(low, high)
        if not 0 <= low <= high <= 100 or len(str(share)) > _LONGEST:
            raise _bad_share()
        return share

    @property
    def exact(self) -> Decimal | None:
        """The percentage where it is one number, None for a range."""
        return self.low if self.low == self.high else None

    def __str__(self) -> str:
        """The canonical text, plain notation without trailing zeros: `33.3`, `0.000046`, `5-10`."""
        if self.low == self.high:
            return _plain(self.low)
        return f"{_plain(self.low)}-{_plain(self.high)}"


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _bad_share() -> CreditGraphError:
    return CreditGraphError(
        ErrorCode.INVALID_SHARE,
        "A share is a percentage from 0 to 100 such as 33.3 or 33.3%, or a range such as 5-10; leave it empty when unknown.",
        "share_percent",
    )


@dataclass(frozen=True, slots=True)
class Link:
    """One version of one link, as recorded in one source.

    `since`/`until` are days in the world, half-open, None when not recorded. `recorded_at`/`superseded_at` are recorded
    times: a correction supersedes a version, nothing is updated in place.
    """

    id: str
    kind: LinkKind
    from_id: str
    to_id: str
    since: date | None = None
    until: date | None = None
    share: Share | None = None
    position: str | None = None
    source: str = ""
    records: tuple[str, ...] = ()
    recorded_at: int = 0
    superseded_at: int = NEVER

    def holds_on(self, day: date) -> bool:
        """Whether the link holds on `day` in the world."""
        return within(day, self.since, self.until)
