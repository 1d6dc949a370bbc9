"""Foreign formats as sources: what every reader of one gives, and what a statement of theirs becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from domain.errors import ErrorCode
from domain.links import LinkKind
from resolvers.batches import Kind
from server.exports.labels import LINK_LABELS

Row = dict[str, object]
"""A row of ours, as of parties.csv or links.csv."""

LOCAL_NAMES: Mapping[str, LinkKind] = {label: kind for kind, label in LINK_LABELS.items()} | {
    "负责人": LinkKind.PRINCIPAL,
    "执行事务合伙人": LinkKind.PRINCIPAL,
    "控股股东": LinkKind.SHAREHOLDER,
    "董事长": LinkKind.DIRECTOR,
    "副董事长": LinkKind.DIRECTOR,
    "执行董事": LinkKind.DIRECTOR,
    "独立董事": LinkKind.DIRECTOR,
    "职工董事": LinkKind.DIRECTOR,
    "监事会主席": LinkKind.SUPERVISOR,
    "监事主席": LinkKind.SUPERVISOR,
    "职工监事": LinkKind.SUPERVISOR,
    "总经理": LinkKind.SENIOR_MANAGER,
    "经理": LinkKind.SENIOR_MANAGER,
    "副总经理": LinkKind.SENIOR_MANAGER,
    "财务负责人": LinkKind.SENIOR_MANAGER,
    "董事会秘书": LinkKind.SENIOR_MANAGER,
}
"""Chinese names by which a kind of link is told, where a format has fewer kinds or none of them."""


class ExchangeFormat(StrEnum):
    """The formats that can be loaded: the Beneficial Ownership Data Standard 0.4, and FollowTheMoney entities."""

    BODS = "bods"
    FTM = "ftm"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What of an object becomes nothing of ours, and why. `field`: the format's own name of the place."""

    field: str | None
    code: ErrorCode
    message: str


@dataclass(slots=True)
class Made:
    """What one object becomes: rows of its kind, and flaws. `passed_over`: why nothing of it (or not all) is stored though
    nothing is wrong."""

    rows: list[Row] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    def refuse(self, place: str | None, message: str, code: ErrorCode = ErrorCode.INVALID_VALUE) -> None:
        """Notes a flaw."""
        self.flaws.append(Flaw(place, code, message))


class FormatReader(Protocol):
    """Reads one file. `survey` sees every object once before the first is `made`."""

    fields: Mapping[str, str]
    """What a column of ours is called in the format."""

    def survey(self, position: int, value: Mapping[str, Any]) -> None:
        """Looks at an object. Raises INVALID_VALUE where the file is of another format or version altogether."""

    def kind(self, value: Mapping[str, Any]) -> Kind:
        """What rows an object becomes: parties, where it becomes none."""

    def made(self, position: int, value: Mapping[str, Any]) -> Made:
        """What the object becomes."""

    def close(self) -> None:
        """Gives back what it holds."""


def texts(value: object) -> Sequence[str]:
    """The texts in a list, others left out."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def shown(text: str) -> str:
    """A short word for a message, in brackets; nothing where it could be a personal number."""
    return f" ({text})" if text and len(text) <= 40 and text.isprintable() and not any(map(str.isdigit, text)) else ""
