"""Double publicity (双公示): the layouts in which administrative penalties and licences are exchanged (R43).

Every cell is a text. `cells` are those of one row in the order of the layout's columns. The two columns that hold numbers of
persons' documents (…_FR_ZJHM, …_XDR_ZJHM) are only ever kept masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.parties import Party, PartyKind
from domain.penalty_merging import PenaltyValues


class Publicity(StrEnum):
    """What is publicised."""

    PENALTIES = "penalties"  # 行政处罚
    LICENCES = "licences"  # 行政许可


_PARTY = (
    *("XDR_MC", "XDR_LB", "XDR_SHXYM", "XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ"),
    *("FRDB", "FR_ZJLX", "FR_ZJHM", "XDR_ZJLX", "XDR_ZJHM"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one layout; `prefix` is that of its party block."""

    prefix: str
    columns: tuple[str, ...]
    number: str
    decided_on: str
    organ: str
    organ_code: str

    def party(self, name: str) -> str:
        """The column of the party block: `XDR_MC` is `CF_XDR_MC` or `XK_XDR_MC`."""
        return f"{self.prefix}_{name}"

    @property
    def personal(self) -> frozenset[str]:
        """The columns that hold numbers of persons' documents."""
        return frozenset({self.party("FR_ZJHM"), self.party("XDR_ZJHM")})


def _layout(prefix: str, own: tuple[str, ...], organ: str) -> Layout:
    columns = (*(f"{prefix}_{name}" for name in _PARTY), *own, "BZ")
    return Layout(prefix, columns, f"{prefix}_WSH", f"{prefix}_JDRQ", f"{prefix}_{organ}", f"{prefix}_{organ}DM")


LAYOUTS: Mapping[Publicity, Layout] = {
    Publicity.PENALTIES: _layout(
        "CF",
        (
            *("CF_WSH", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "CF_NR_FK", "CF_NR_WFFF", "CF_NR_ZKDX"),
            *("CF_JDRQ", "CF_YXQ", "CF_GSJZQ", "CF_CFJG", "CF_CFJGDM", "CF_SJLY", "CF_SJLYDM"),
        ),
        "CFJG",
    ),
    Publicity.LICENCES: _layout(
        "XK",
        (
            *("XK_XKWS", "XK_WSH", "XK_XKLB", "XK_XKZS", "XK_XKBH", "XK_NR", "XK_JDRQ", "XK_YXQZ", "XK_YXQZI"),
            *("XK_XKJG", "XK_XKJGDM", "XK_ZT", "XK_LYDW", "XK_LYDWDM"),
        ),
        "XKJG",
    ),
}

PERSON_CATEGORY = "自然人"
ENTITY_CATEGORY = "法人及非法人组织"
_SELF_EMPLOYED = "个体"


def kind_of(category: str | None, uscc: str | None) -> PartyKind:
    """The kind of a party that is not known yet, by its category (相对人类别) and the first digits of its code.

    91 and 93 are enterprises (with farmers' cooperatives), 92 are the self-employed; all others are organizations.
    """
    if category is not None and PERSON_CATEGORY in category:
        return PartyKind.PERSON
    if category is not None and _SELF_EMPLOYED in category:
        return PartyKind.ORGANIZATION
    if uscc is not None and not uscc.startswith(("91", "93")):
        return PartyKind.ORGANIZATION
    return PartyKind.ENTERPRISE


PENALTY_COLUMNS: Mapping[str, str] = {
    "decided_on": "CF_JDRQ",
    "act": "CF_WFXW",
    "category": "CF_CFLB",
    "content": "CF_NR",
    "amount_10k": "CF_NR_FK",
    "valid_until": "CF_YXQ",
    "publicised_until": "CF_GSJZQ",
    "basis": "CF_YJ",
}
"""Where the layout holds what is known of a penalty. Its two ends are last days, ours the first days after them."""


def day_after(last: date | None) -> date | None:
    """The first day after a last day."""
    if last is None:
        return None
    return last if last == date.max else last + timedelta(days=1)


def _cell(name: str, value: date | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return (value - timedelta(days=1) if name.endswith("_until") else value).isoformat()
    return value


def penalty_cells(cells: Mapping[str, str], read: PenaltyValues | None, known: PenaltyValues) -> dict[str, str]:
    """The cells of a penalty as it is known: those that came, but where something else is known by now.

    `read`: what `cells` say; None where no row of this layout ever came.
    """
    found = dict(cells)
    for name, column in PENALTY_COLUMNS.items():
        value = getattr(known, name)
        if read is None or getattr(read, name) != value:
            found[column] = _cell(name, value)
    return found


def party_cells(layout: Layout, party: Party, uscc: str | None, masked: str | None) -> dict[str, str]:
    """The party block of a penalty that did not come in this layout. `masked`: a person's document number, masked."""
    person = party.kind is PartyKind.PERSON
    return {
        layout.party("XDR_MC"): party.name,
        layout.party("XDR_LB"): PERSON_CATEGORY if person else ENTITY_CATEGORY,
        layout.party("XDR_SHXYM"): uscc or "",
        layout.party("XDR_ZJHM"): (masked or "") if person else "",
    }
