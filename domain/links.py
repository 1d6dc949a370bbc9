"""Links (关系) between parties: from a party to an enterprise or organization, with dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
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


@dataclass(frozen=True, slots=True)
class Share:
    """A declared share in percent, exact; a range (5-10) has two different ends."""

    low: Decimal
    high: Decimal

    @classmethod
    def parse(cls, text: str) -> Share:
        """Reads `33.3`, `4.6E-05`, `33.3%` or a range `5-10`. Raises INVALID_SHARE for anything else or outside 0-100."""
        cleaned = (
            text.strip().replace("％", "%").replace("–", "-").replace("—", "-").replace("~", "-").replace("～", "-")
        )
        cleaned = "".join(cleaned.replace("%", "").split())
        ends = cleaned.split("-") if "e-" not in cleaned.lower() else [cleaned]
        if len(ends) not in (1, 2):
            raise _bad_share()
        try:
            numbers = [Decimal(end) for end in ends]
        except InvalidOperation:
            raise _bad_share() from None
        if not all(number.is_finite() and 0 <= number <= 100 for number in numbers) or numbers[0] > numbers[-1]:
            raise _bad_share()
        return cls(numbers[0], numbers[-1])

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
