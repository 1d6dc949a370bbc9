"""An invented city, the same for the same seed: parties, links, penalties and findings, in the terms of the load files.

Every enterprise has a legal representative, every organization a principal; persons are heavy-tailed (most hold one or
two roles, agents hold hundreds); findings fall on few enterprises, many of them several times. Their dates run to
`TODAY`, so that about one checked party in ten has some ground or review on that day.
"""

from __future__ import annotations

from array import array
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from bench import city_names as names
from domain.findings import EventKind, Grade
from domain.links import LinkKind
from domain.parties import PartyKind

SOURCE = "bench"
TODAY = date(2026, 11, 1)
"""The newest day in the city's data."""
_FOUNDED = date(2000, 1, 1)
_FIRST_FINDING = date(2019, 8, 1)
_HEAVIEST = 300.0
"""How many times more roles the busiest person has than the least busy, whatever the size of the city."""
_OTHER_LINKS = (
    (LinkKind.SHAREHOLDER, 52),
    (LinkKind.DIRECTOR, 15),
    (LinkKind.SUPERVISOR, 12),
    (LinkKind.SENIOR_MANAGER, 11),
    (LinkKind.LEGAL_REPRESENTATIVE, 5),  # a former one
    (LinkKind.ACTUAL_CONTROLLER, 5),
)
_ENTITY_AREAS = {
    "WORK_SAFETY": "KS_EMERGENCY_MANAGEMENT",
    "ENVIRONMENT": "KS_ECOLOGY_ENVIRONMENT",
    "FIRE_SAFETY": "KS_FIRE_BRIGADE",
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. Enterprises include one organization in fifty."""

    enterprises: int = 200_000
    persons: int = 150_000
    links: int = 600_000
    findings: int = 20_000

    @classmethod
    def of(cls, enterprises: int) -> Size:
        """The default proportions at another number of enterprises."""
        return cls(enterprises, enterprises * 3 // 4, enterprises * 3, enterprises // 10)


@dataclass(frozen=True, slots=True)
class PartyRow:
    key: str
    kind: PartyKind
    name: str
    former_names: tuple[str, ...]
    number: str
    """USCC or citizen number."""
    organization_type: str | None
    on_public_payroll: bool | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    from_key: str
    kind: LinkKind
    to_key: str
    since: date | None
    until: date | None
    share: str | None
    position: str | None
    record: str


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    document_number: str
    party_key: str
    department: str
    decided_on: date
    amount_10k: str | None


@dataclass(frozen=True, slots=True)
class FindingRow:
    number: str
    party_key: str
    area: str
    department: str
    act_on: date
    recognised_on: date
    grade: Grade
    rectify_by: date | None
    standard: str | None
    later: tuple[tuple[EventKind, date], ...]
    concerned_key: str | None
    penalty: PenaltyRow | None


class City:
    """The city of a size and a seed. Every method starts anew, so parts can be made again and in any order."""

    def __init__(self, size: Size, seed: int = 1) -> None:
        self.size = size
        self.seed = seed
        self._weights = self._person_weights()

    def entities(self) -> Iterator[PartyRow]:
        """Enterprises and organizations."""
        random = self._random("entities")
        for n in range(self.size.enterprises):
            is_organization = kind_of(n) is PartyKind.ORGANIZATION
            name = names.organization_name(random) if is_organization else names.enterprise_name(random)
            former = (names.enterprise_name(random),) if not is_organization and random.random() < 0.06 else ()
            form = "民办非企业单位" if is_organization else "股份有限公司" if "股份" in name else "有限责任公司"
            code = names.uscc(n, "52" if is_organization else "91")
            yield PartyRow(entity_key(n), kind_of(n), name, former, code, form, None)

    def persons(self) -> Iterator[PartyRow]:
        """Natural persons."""
        random = self._random("persons")
        for n in range(self.size.persons):
            payroll = True if random.random() < 0.04 else None
            name = names.person_name(random)
            yield PartyRow(person_key(n), PartyKind.PERSON, name, (), names.citizen_id(n), None, payroll)

    def links(self) -> Iterator[LinkRow]:
        """For every enterprise a legal representative (an organization: a principal), then others; `size.links` in all."""
        random = self._random("links")
        size = self.size
        others = size.links - size.enterprises
        carried = 0
        for n in range(size.enterprises):
            count = (n + 1) * others // size.enterprises - n * others // size.enterprises
            # Some entities have more links than others, at the expense of the next; in all there are as many as asked for.
            lent = random.randrange(min(3, count + carried + 1)) if n < size.enterprises - 1 else 0
            yield from self._links_of(n, count + carried - lent, random)
            carried = lent

    def findings(self) -> Iterator[FindingRow]:
        """Six in seven against an enterprise, the others against a person."""
        random = self._random("findings")
        offenders = max(1, self.size.enterprises // 40)
        step = self.size.enterprises // offenders
        for n in range(self.size.findings):
            if n % 7 == 6:
                yield self._finding(n, random, person_key(random.randrange(self.size.persons)), is_person=True)
            else:
                # Not an organization: those are the multiples of 50, and offenders lie just after multiples of the step.
                offender = min(random.randrange(offenders) * step + 1, self.size.enterprises - 1)
                yield self._finding(n, random, entity_key(offender), is_person=False)

    def _links_of(self, n: int, others: int, random: Random) -> Iterator[LinkRow]:
        founded = _FOUNDED + timedelta(days=int(9_700 * random.random() ** 0.6))
        to_key = entity_key(n)
        kinds = [k for k, _ in _OTHER_LINKS]
        drawn = random.choices(kinds, [w for _, w in _OTHER_LINKS], k=others) if others else []
        changed = _between(random, founded, TODAY) if LinkKind.LEGAL_REPRESENTATIVE in drawn else None
        since = changed or (founded if random.random() < 0.9 else None)
        leads = LinkKind.LEGAL_REPRESENTATIVE if kind_of(n) is PartyKind.ENTERPRISE else LinkKind.PRINCIPAL
        leader = self._a_person(random)
        yield LinkRow(leader, leads, to_key, since, None, None, None, f"{n}/0")
        held = {(leader, leads)}
        shares = iter(_shares(drawn.count(LinkKind.SHAREHOLDER), random))
        for position, kind in enumerate(drawn, start=1):
            holder, share, until, post = self._a_person(random), None, None, None
            begun: date | None = founded
            if kind is LinkKind.SHAREHOLDER:
                share = next(shares)
                if random.random() < 0.15 and n > 0:
                    holder = entity_key(random.randrange(n))
            elif kind is LinkKind.LEGAL_REPRESENTATIVE:
                until = changed
            elif kind is LinkKind.SENIOR_MANAGER:
                post = random.choice(("总经理", "副总经理", "财务负责人"))
            elif random.random() < 0.2:
                until = _between(random, founded, TODAY)
            if until is not None:
                until = max(until, founded + timedelta(days=1))
            while (holder, kind) in held:
                holder = self._a_person(random)
            held.add((holder, kind))
            yield LinkRow(holder, kind, to_key, begun, until, share, post, f"{n}/{position}")

    def _finding(self, n: int, random: Random, party_key: str, *, is_person: bool) -> FindingRow:
        area = "MEDICAL_ORDER" if is_person and random.random() < 0.6 else random.choice(tuple(_ENTITY_AREAS))
        department = _ENTITY_AREAS.get(area, "KS_HEALTH_COMMISSION")
        # More of them lately than in the first years.
        recognised = _FIRST_FINDING + timedelta(days=int((TODAY - _FIRST_FINDING).days * random.random() ** 0.5))
        act_on = recognised - timedelta(days=random.randrange(5, 90))
        is_serious = area == "MEDICAL_ORDER" or random.random() < 0.2
        rectify_by = None if is_serious else recognised + timedelta(days=random.choice((15, 30, 60, 90)))
        penalty = None
        if area == "MEDICAL_ORDER" or random.random() < 0.3:
            by = "KS_PUBLIC_SECURITY" if area == "MEDICAL_ORDER" else department
            decided = act_on + timedelta(days=(recognised - act_on).days // 2)
            amount = None if area == "MEDICAL_ORDER" else str(random.randrange(1, 50))
            penalty = PenaltyRow(f"昆罚字〔{decided.year}〕第{n:06}号", party_key, by, decided, amount)
        return FindingRow(
            number=f"昆失信〔{recognised.year}〕{n:06}",
            party_key=party_key,
            area=area,
            department=department,
            act_on=act_on,
            recognised_on=recognised,
            grade=Grade.SERIOUS if is_serious else Grade.GENERAL,
            rectify_by=rectify_by,
            standard="行业分级标准" if is_serious and area != "MEDICAL_ORDER" else None,
            later=_later(random, recognised, rectify_by),
            concerned_key=self._a_person(random) if not is_person and random.random() < 0.15 else None,
            penalty=penalty,
        )

    def _a_person(self, random: Random) -> str:
        weights = self._weights
        return person_key(min(bisect(weights, random.random() * weights[-1]), self.size.persons - 1))

    def _person_weights(self) -> array[float]:
        random = self._random("weights")
        return array("d", accumulate(min(random.paretovariate(1.8), _HEAVIEST) for _ in range(self.size.persons)))

    def _random(self, part: str) -> Random:
        return Random(f"{self.seed}:{part}")


def entity_key(n: int) -> str:
    """The source's key of the n-th enterprise or organization."""
    return f"E{n:07}"


def person_key(n: int) -> str:
    """The source's key of the n-th person."""
    return f"P{n:07}"


def kind_of(n: int) -> PartyKind:
    """What the n-th entity is."""
    return PartyKind.ORGANIZATION if n % 50 == 0 else PartyKind.ENTERPRISE


def _between(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randrange(max(1, (last - first).days)))


def _shares(count: int, random: Random) -> list[str | None]:
    """Percentages of `count` shareholders that add up to 100; one in ten is not recorded."""
    if count == 0:
        return []
    cuts = sorted(random.randrange(1, 10_000) for _ in range(count - 1))
    parts = [(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return [f"{part:.2f}".rstrip("0").rstrip(".") if random.random() < 0.9 else None for part in parts]


def _later(random: Random, recognised: date, rectify_by: date | None) -> tuple[tuple[EventKind, date], ...]:
    """What happened to a finding after its recognition, up to today."""
    events: list[tuple[EventKind, date]] = []
    if rectify_by is not None:
        chance = random.random()
        if chance < 0.8:
            events.append((EventKind.RECTIFIED, _between(random, recognised, rectify_by)))
        elif chance < 0.87:
            events.append((EventKind.RECTIFIED, rectify_by + timedelta(days=random.randrange(1, 60))))
        elif chance < 0.92:
            events.append((EventKind.RECTIFICATION_REFUSED, _between(random, recognised, rectify_by)))
    last = max((day for _, day in events), default=recognised)
    chance = random.random()
    if chance < 0.03:
        events.append((EventKind.WITHDRAWN, last + timedelta(days=random.randrange(20, 200))))
    elif chance < 0.13:
        events.append((EventKind.REPAIR_GRANTED, last + timedelta(days=random.randrange(100, 700))))
    return tuple(event for event in events if event[1] <= TODAY)
