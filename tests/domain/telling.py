"""What there is to tell of a finding, for tests: an enterprise or a person, and whom it may reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.dispatch_record import Tell, Told, bring_into_line
from domain.dispatches import Exposed, Notice, Telling, due
from domain.evidence import Exposure
from domain.findings import Finding
from domain.links import Link, LinkKind
from domain.parties import Party, PartyKind
from tests.support.loading import shipped_rules

FIRM = Party("p", PartyKind.ENTERPRISE, "甲公司")
PERSON = Party("p", PartyKind.PERSON, "张三")


def link(kind: LinkKind, from_id: str, to_id: str, since: date | None = None, until: date | None = None) -> Link:
    return Link(f"{from_id}-{kind}-{to_id}", kind, from_id, to_id, since, until, source="s")


def of_firm(finding: Finding, *persons: Party, role: LinkKind | None = LinkKind.PRINCIPAL) -> Telling:
    """The finding against an enterprise, and persons who hold a role there (are parties concerned, where it is None)."""
    exposed = tuple(
        Exposed(each, Exposure(finding, FIRM, link(role, each.id, FIRM.id) if role else None)) for each in persons
    )
    return Telling(finding, FIRM, exposed)


def medical(finding: Finding, *employments: Link) -> Telling:
    return Telling(replace(finding, area="MEDICAL_ORDER", department="KS_HEALTH_COMMISSION"), PERSON, (), employments)


def told(telling: Telling, day: date) -> set[tuple[str, str, str]]:
    """(effect, matter, recipient) of everything that is due."""
    return {(n.effect.value, n.matter, n.recipient) for n in due(telling, day, shipped_rules())}


class Record:
    """What was told, as the graph keeps it."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.sent: list[str] = []

    def bring_into_line(self, telling: Telling, day: date) -> tuple[list[Notice], list[str]]:
        """Does what is due; answers what was told, and the reasons of what was recalled."""
        tells, recalls = bring_into_line(telling, self.told, day, shipped_rules())
        gone = {(recall.base, recall.round) for recall in recalls}
        self.told = [replace(t, is_open=False) if (t.base, t.round) in gone else t for t in self.told]
        self.told += [_told(tell) for tell in tells]
        self.sent += [tell.key for tell in tells] + [recall.key for recall in recalls]
        return [tell.notice for tell in tells], [recall.reason.value for recall in recalls]

    @property
    def open(self) -> set[str]:
        return {told.base for told in self.told if told.is_open}


def _told(tell: Tell) -> Told:
    return Told(tell.notice.base, tell.round, tell.notice.grade, is_open=True)
