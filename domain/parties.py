"""Parties (主体): who a finding can be against and who can be asked about."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from domain.time import NEVER


class PartyKind(StrEnum):
    """Three kinds of party (R01: 实施范围是我市法人、自然人或其他组织)."""

    ENTERPRISE = "ENTERPRISE"  # 企业法人
    ORGANIZATION = "ORGANIZATION"  # 其他组织
    PERSON = "PERSON"  # 自然人

    @property
    def is_entity(self) -> bool:
        """Whether it is a legal entity in the sense of a clause's target (enterprise or organization)."""
        return self is not PartyKind.PERSON


@dataclass(frozen=True, slots=True)
class Party:
    """A party as known at one recorded time.

    `name` and `former_names` are those known then; a name is not an identity. `on_public_payroll` (财政供养人员) is None
    when nobody said, and always None for what is no person.
    """

    id: str
    kind: PartyKind
    name: str
    former_names: tuple[str, ...] = ()
    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None
    recorded_at: int = 0


@dataclass(frozen=True, slots=True)
class PartyVersion:
    """What was recorded of a party from `recorded_at` (µs since the epoch) until the next version."""

    recorded_at: int
    name: str
    former_names: tuple[str, ...] = ()
    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None
    superseded_at: int = NEVER


@dataclass(frozen=True, slots=True)
class PartyKey:
    """How a party is looked up: by our id, or by an identifier's unique key. Exactly one is given."""

    id: str | None = None
    key: str | None = None

    @property
    def subject(self) -> str:
        """A text for receipts of unknown parties; it never holds a citizen number, for keys hold only its digest."""
        return self.id or self.key or ""


_BRACKETS = str.maketrans({"（": "(", "）": ")", "【": "[", "】": "]", "〔": "[", "〕": "]", "［": "[", "］": "]"})


def normalize_name(name: str) -> str:
    """The form in which names are compared: NFKC, without white space, brackets of both widths alike, case folded.

    >>> normalize_name("昆山（某某） 有限公司") == normalize_name("昆山(某某)有限公司")
    True
    """
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS).casefold()
    return "".join(folded.split())


def same_name(expected: str, party: Party) -> bool:
    """Whether `expected` is the party's name or a former one (曾用名), compared as `normalize_name` does."""
    wanted = normalize_name(expected)
    return any(normalize_name(name) == wanted for name in (party.name, *party.former_names))
