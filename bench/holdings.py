"""An invented register of holdings (股权登记), in the shape of real ones, the same for the same seed.

For every company there are two persons and 6⅔ holdings: at 300,000 companies LDBC FinBench's SF10 (600,000 persons,
2,000,000 holdings). How many holders a company has and how much a holder holds of how many companies are heavy-tailed: most
companies have one to five holders, some thousands; most holders hold one or two companies, hubs hundreds, one thousands.
Chains of companies are at most `DEEPEST` holdings long, and pyramids are as long as that; rings of two to five companies
own each other; of 1 % of the holdings no share is recorded, of 1 % only a range, and 4 % ended. What is left adds up to 100.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from bench.city import TODAY, City, LinkRow, Size, entity_key, kind_of
from domain.links import LinkKind
from domain.parties import PartyKind

DEEPEST = 12
"""Holdings of companies in companies in a row, rings not gone round."""
WHOLE = 1_000_000
"""Units in which shares are drawn: ten-thousandths of a percent."""
_RINGS, _PYRAMIDS = 0.003, 0.0015
"""So many of the companies begin a ring, or a pyramid."""
_RING_SIZES = (2, 3, 4, 5)
_PYRAMID_SIZES = (DEEPEST + 1, 5, 8)
_UNKNOWN, _RANGE, _ENDED = 0.01, 0.01, 0.04
_FIRST_HOLDERS, _COMPANY_FIRST, _COMPANY_LATER = 10, 0.15, 0.02
"""Of the first holders of a company so many are companies or organizations; of the others hardly any."""
_NEAR = 0.3
"""So many of those were founded shortly before; the others are mostly the old ones, the hubs."""
_FOUNDED = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Member:
    """A company of a ring or a pyramid: who holds it for certain, and how long the chains above it may be at most.

    `closing`: the holder comes later, so that this holding closes a ring.
    """

    group: int
    holder: int | None
    most: int
    closing: bool
    ring: bool


class HoldingCity(City):
    """The register. `levels`, once `links` was gone through: the longest chain of companies above each company."""

    def __init__(self, companies: int, seed: int = 1) -> None:
        super().__init__(Size(companies, companies * 2, companies + companies * 20 // 3, companies // 10), seed)
        self.levels = array("b", bytes(companies))
        self.members = self._members()

    @property
    def holdings(self) -> int:
        """How many there are."""
        return self.size.links - self.size.enterprises

    def links(self) -> Iterator[LinkRow]:
        """Company by company: who leads it, then its holdings."""
        random = self._random("holdings")
        self.levels = array("b", bytes(self.size.enterprises))
        owed = 0
        for n, count in enumerate(self._widths()):
            founded = _FOUNDED + timedelta(days=int(9_700 * random.random() ** 0.6))
            is_company = kind_of(n) is PartyKind.ENTERPRISE
            leads = LinkKind.LEGAL_REPRESENTATIVE if is_company else LinkKind.PRINCIPAL
            yield LinkRow(self._a_person(random), leads, entity_key(n), founded, None, None, None, f"{n}/0")
            least = int(n in self.members and self.members[n].holder is not None)
            paid = min(owed, count - least) if count > least else 0
            owed += max(least - count, 0) - paid
            yield from self._holdings_of(n, max(count, least) - paid, founded, random)

    def _holdings_of(self, n: int, count: int, founded: date, random: Random) -> Iterator[LinkRow]:
        holders, fixed = self._holders(n, count, random)
        ended = {
            place for place in range(fixed is not None, len(holders)) if len(holders) > 2 and random.random() < _ENDED
        }
        parts = iter(_parts(len(holders) - len(ended), fixed, random))
        for place, holder in enumerate(holders):
            until = None
            if place in ended:
                units = random.randrange(1, WHOLE // 2)
                until = min(founded + timedelta(days=random.randrange(1, 3_000)), TODAY)
            else:
                units = next(parts)
            share = _stated(units, random, exact=fixed is not None and place == 0)
            since = founded if until is None or founded < until else None
            to_key, record = entity_key(n), f"{n}/{place + 1}"
            yield LinkRow(holder, LinkKind.SHAREHOLDER, to_key, since, until, share, None, record)

    def _holders(self, n: int, count: int, random: Random) -> tuple[list[str], int | None]:
        """Different holders of a company, and the units of the first one where it belongs to a group."""
        member = self.members.get(n)
        most = DEEPEST if member is None else member.most
        held: dict[str, None] = {}
        level, fixed = 0, None
        if member is not None and member.holder is not None:
            held[entity_key(member.holder)] = None
            fixed = random.randrange(100_000, 600_000) if member.ring else random.randrange(510_000, 950_000)
            if not member.closing:
                level = self.levels[member.holder] + 1
        for place in range(len(held), count):
            chance = _COMPANY_FIRST if place < _FIRST_HOLDERS else _COMPANY_LATER
            other = self._a_company(n, random) if n and random.random() < chance else None
            if other is not None and self.levels[other] < most and entity_key(other) not in held:
                held[entity_key(other)] = None
                level = max(level, self.levels[other] + 1)
                continue
            holder = self._a_person(random)
            while holder in held:
                holder = self._a_person(random)
            held[holder] = None
        self.levels[n] = level
        return list(held), fixed

    @staticmethod
    def _a_company(n: int, random: Random) -> int:
        if random.random() < _NEAR:
            return max(n - 1 - int(random.expovariate(1 / 30)), 0)
        return int(n * random.random() ** 3)

    def _members(self) -> dict[int, Member]:
        """The companies of rings and pyramids; a group's companies are founded one after the other."""
        random, members, n, groups = self._random("groups"), {}, 1, 0
        while n < self.size.enterprises:
            drawn = random.random()
            n += 1
            if drawn >= _RINGS + _PYRAMIDS:
                continue
            is_ring = drawn < _RINGS
            sizes = _RING_SIZES if is_ring else _PYRAMID_SIZES
            size, groups = sizes[groups % len(sizes)], groups + 1
            found = [m for m in range(n, min(n + size + 1, self.size.enterprises)) if m % 50][:size]
            if len(found) < size:
                break
            for place, m in enumerate(found):
                holder = found[place - 1] if is_ring or place else None
                most = DEEPEST - size + place if is_ring else place
                members[m] = Member(groups, holder, most, is_ring and place == 0, is_ring)
            n = found[-1] + 1
        return members

    def _widths(self) -> Iterator[int]:
        """How many holders each company has; organizations have none."""
        random, size = self._random("widths"), self.size.enterprises
        widest = max(size / 100, 50.0)
        weights = array("d", (min(random.paretovariate(1.3), widest) if n % 50 else 0.0 for n in range(size)))
        before, total = 0, sum(weights)
        for so_far in accumulate(weights):
            until = min(round(so_far / total * self.holdings), self.holdings)
            yield until - before
            before = until


def _parts(count: int, fixed: int | None, random: Random) -> list[int]:
    """Units of `count` holders, which add up to the whole where there is more than the fixed one."""
    first = [] if fixed is None else [fixed]
    rest = count - len(first)
    if rest <= 0:
        return first
    weights = [random.expovariate(1.0) ** 2 + 1e-9 for _ in range(rest)]
    left, total = WHOLE - sum(first), sum(weights)
    parts = [max(int(left * weight / total), 1) for weight in weights]
    parts[parts.index(max(parts))] += left - sum(parts)
    return first + parts


def _stated(units: int, random: Random, *, exact: bool) -> str | None:
    """As the register states it: a percentage, seldom a range of five percent, or nothing."""
    drawn = 1.0 if exact else random.random()
    if drawn < _UNKNOWN:
        return None
    if drawn < _UNKNOWN + _RANGE:
        low = min(units // 50_000, 19) * 5
        return f"{low}-{low + 5}"
    return f"{units / 10_000:.4f}".rstrip("0").rstrip(".")
