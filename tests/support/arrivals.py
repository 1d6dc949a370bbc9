"""Findings whose events, roles, employments and payrolls become known late and in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.errors import CreditGraphError
from domain.finding_merging import History, Stated, check_history
from domain.findings import EventKind, Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from tests.support.statements import EventStated, FindingStated, LinkStated, PartyStated, PenaltyStated, Statement

FIRST = date(2019, 8, 26)
"""The first day on which every shipped policy is in force."""
COLUMNS = {
    EventKind.RECTIFIED: "rectified_on",
    EventKind.RECTIFICATION_REFUSED: "refused_on",
    EventKind.REPAIR_GRANTED: "repaired_on",
    EventKind.WITHDRAWN: "withdrawn_on",
}
Row = dict[str, object]


@dataclass(frozen=True)
class Arrival:
    """Something that becomes known: rows of one kind."""

    kind: str
    rows: tuple[Row, ...]


@dataclass
class Story:
    """What happened to one finding: as statements in the order of the world, and as rows that may come in any order.

    `first` comes before everything else: who the parties are. Every row of the finding says when it was recognised.
    """

    number: str
    first: list[Row] = field(default_factory=list)
    penalty: list[Row] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def story(number: str, chance: Random) -> Story:
    """A story by chance: of an enterprise with its persons, or of a person with employers."""
    return _medical(number, chance) if chance.random() < 0.25 else _of_firm(number, chance)


def _of_firm(number: str, chance: Random) -> Story:
    made, firm = Story(number), f"{number}/firm"
    _party(made, firm, PartyKind.ENTERPRISE)
    for name in ("a", "b"):
        person = f"{number}/{name}"
        _party(made, person, PartyKind.PERSON)
        if chance.random() < 0.7:
            payroll = {"key": person, "kind": "PERSON", "name": person, "on_public_payroll": True}
            made.arrivals.append(Arrival("parties", (payroll,)))
            made.statements.append(PartyStated(3, person, PartyKind.PERSON, person, on_public_payroll=True))
        _link(made, chance, LinkKind.PRINCIPAL, person, firm)
    grade = chance.choice(list(Grade))
    recognised = _day(chance, 400)
    rectify_by = chance.choice([None, recognised + timedelta(days=chance.randrange(200))])
    _finding(made, chance, firm, "WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", recognised, rectify_by, grade)
    return made


def _medical(number: str, chance: Random) -> Story:
    made, person = Story(number), f"{number}/person"
    _party(made, person, PartyKind.PERSON)
    for name in ("a", "b"):
        _party(made, f"{number}/{name}", PartyKind.ORGANIZATION)
        _link(made, chance, LinkKind.EMPLOYEE, person, f"{number}/{name}")
    document = {"document_number": f"D{number}", "party_key": person, "department": "KS_PUBLIC_SECURITY"}
    made.penalty.append(document | {"decided_on": FIRST - timedelta(days=20)})
    made.statements.append(PenaltyStated(1, f"D{number}", person, "KS_PUBLIC_SECURITY", FIRST - timedelta(days=20)))
    department = "KS_HEALTH_COMMISSION"
    _finding(made, chance, person, "MEDICAL_ORDER", department, _day(chance, 400), None, Grade.SERIOUS, f"D{number}")
    return made


def _party(made: Story, key: str, kind: PartyKind) -> None:
    made.first.append({"key": key, "kind": kind.value, "name": key})
    made.statements.append(PartyStated(1, key, kind, key))


def _link(made: Story, chance: Random, kind: LinkKind, source: str, target: str) -> None:
    since, until = sorted((_day(chance, 400), _day(chance, 400)))
    ends = (since if chance.random() < 0.5 else None, until + timedelta(days=1) if chance.random() < 0.5 else None)
    row: Row = {"source_key": source, "relation": kind.value, "target_key": target, "since": ends[0], "until": ends[1]}
    made.arrivals.append(Arrival("links", ({key: value for key, value in row.items() if value is not None},)))
    made.statements.append(LinkStated(2, f"{source} {kind} {target}", kind, source, target, *ends))


def _finding(
    made: Story,
    chance: Random,
    party: str,
    area: str,
    department: str,
    recognised: date,
    rectify_by: date | None,
    grade: Grade,
    penalty: str | None = None,
) -> None:
    act_on = recognised - timedelta(days=chance.randrange(30))
    standard = "标准" if grade is Grade.SERIOUS and penalty is None else None
    row: Row = {"number": made.number, "party_key": party, "area": area, "department": department, "act_on": act_on}
    row |= {"recognised_on": recognised, "rectify_by": rectify_by, "grade": grade.value, "standard": standard}
    row |= {"penalty_document_number": penalty}
    said = {key: value for key, value in row.items() if value is not None}
    for kind, on in _events(chance, Stated(recognised, act_on, grade, rectify_by)):
        made.arrivals.append(Arrival("findings", (said | {COLUMNS[kind]: on},)))
        made.statements.append(EventStated(5, made.number, kind, on))
    made.arrivals.append(Arrival("findings", (said,)))
    stated = FindingStated(4, made.number, party, area, department, act_on, recognised, rectify_by, grade, standard)
    made.statements.append(stated)


def _events(chance: Random, stated: Stated) -> Iterator[tuple[EventKind, date]]:
    """Events that do not contradict each other."""
    days: dict[EventKind, date] = {}
    for kind in chance.sample(list(COLUMNS), chance.randrange(len(COLUMNS))):
        tried = days | {kind: stated.recognised_on + timedelta(days=chance.randrange(1500))}
        try:
            check_history(History(stated, tried))
        except CreditGraphError:
            continue
        days = tried
    yield from days.items()


def _day(chance: Random, within: int) -> date:
    return FIRST + timedelta(days=chance.randrange(within))
