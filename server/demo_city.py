"""The demo city: invented parties, links, penalties and findings in `seeds/demo/`, loaded as any register is."""

from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from domain.policy import MatterCategory
from resolvers.batches import Kind, LoadOutcome
from resolvers.checks import CheckRequest
from resolvers.keys import Keys
from resolvers.principal import Scope
from server.composition import Installation

FOLDER = Path(__file__).parent.parent / "seeds" / "demo"
SOURCE = "demo"
DAY = date(2025, 6, 30)
"""The day that the demo asks about: the city's findings are made for it, whenever the demo is run."""
SUPPLIER = "91329900MADEM0002E"
"""A supplier with a serious finding in force on that day."""

KEYS: dict[str, tuple[frozenset[Scope], str | None]] = {
    "check and read": (frozenset({Scope.CHECK, Scope.READ}), None),
    "load": (frozenset({Scope.CHECK, Scope.READ, Scope.LOAD}), None),
    "find (KS_ECOLOGY_ENVIRONMENT)": (frozenset({Scope.CHECK, Scope.READ, Scope.FIND}), "KS_ECOLOGY_ENVIRONMENT"),
}
"""The demo's keys by what they may do: scopes and department."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the demo's questions: what is asked, in words, of whom (keys of the city), about which matter."""

    title: str
    parties: tuple[str, ...]
    matter: str
    category: MatterCategory

    def requests(self) -> list[CheckRequest]:
        """The question for each party."""
        keys = [PartyKey(key=identifiers.source_key(SOURCE, key).key) for key in self.parties]
        return [CheckRequest(key, self.matter, category=self.category) for key in keys]


QUESTIONS = (
    Asked(
        "政府采购：这家供应商能否参加？ May this supplier take part in government procurement?",
        ("E02",),
        "GOVERNMENT_PROCUREMENT",
        MatterCategory.PROCUREMENT,
    ),
    Asked(
        "招投标：这三家投标人能否投标？ May these three bidders bid?",
        ("E01", "E05", "E10"),
        "BIDDING",
        MatterCategory.BIDDING,
    ),
    Asked(
        "录用：此人能否受聘为财政供养辅助岗位人员？ May this person be hired to a publicly funded auxiliary post?",
        ("P05",),
        "PUBLIC_AUXILIARY_POST",
        MatterCategory.HIRING,
    ),
    Asked(
        "评先评优：此人能否受表彰？ May this person be honoured?",
        ("P20",),
        "HONOURS",
        MatterCategory.HONOURS,
    ),
)


async def load_city(installation: Installation) -> LoadOutcome:
    """Loads the files in order; a second time nothing changes. Raises INTERNAL where a row is refused."""
    total = LoadOutcome()
    for kind in Kind:
        total.add(await installation.loader.load(kind, _rows(kind), SOURCE))
    if total.rejected:
        first = total.row_errors[0]
        raise CreditGraphError(ErrorCode.INTERNAL, f"the demo city has a bad row: {first.code}: {first.message}")
    return total


def _rows(kind: Kind) -> list[dict[str, object]]:
    with open(FOLDER / f"{kind}.csv", encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


async def demo_keys(keys: Keys, folder: Path) -> dict[str, str]:
    """The demo's keys: made once and kept in the data folder, readable by its owner only."""
    path = folder / "demo-keys.json"
    kept = _kept(path)
    found: dict[str, str] = {}
    for name, (scopes, department) in KEYS.items():
        text = kept.get(name)
        if text is None or not await _works(keys, text):
            text = (await keys.create(f"demo: {name}", scopes, department)).text
        found[name] = text
    if found != kept:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=2)
    return found


def _kept(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


async def _works(keys: Keys, text: str) -> bool:
    try:
        await keys.authenticate(text)
    except CreditGraphError as error:
        if error.code is not ErrorCode.UNAUTHENTICATED:
            raise
        return False
    return True


def curl_line(address: str, key: str) -> str:
    """A line that a reader can paste into a terminal."""
    query = f'{{ procurementCheck(supplier: {{uscc: "{SUPPLIER}"}}, asOf: "{DAY}") {{ outcome clearFrom summary }} }}'
    body = json.dumps({"query": query})
    return f"curl -s {address}/graphql -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' -d '{body}'"
