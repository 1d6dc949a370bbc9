"""What a BODS export must know of a picture before its first statement: chains, and the part nobody is known for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from domain.ownership import BeneficialOwner, Holding, OwnerReason
from domain.ownership.shares import Column, column_of
from server.exports.labels import View

BY_HOLDING = frozenset({OwnerReason.SHARE, OwnerReason.CONTROL})
_ZERO, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class IndirectOwner:
    """A person who owns the party through others: `components` are the companies and the holdings in between, by id."""

    owner: BeneficialOwner
    companies: tuple[str, ...]
    holdings: tuple[Holding, ...]

    @property
    def components(self) -> tuple[str, ...]:
        """The ids of the records that it is made of."""
        return (*self.companies, *(holding.link_id for holding in self.holdings))


@dataclass(frozen=True, slots=True)
class Unknown:
    """What of a company's shares nobody is known for, as fractions: at least `low`, at most `high`. None: no owner at all
    is recorded. `cut`: not all of its owners were read."""

    company: str
    low: Fraction | None = None
    high: Fraction | None = None
    cut: bool = False


@dataclass(frozen=True)
class Network:
    """The holdings of a picture as BODS sees them."""

    view: View

    @cached_property
    def indirect(self) -> tuple[IndirectOwner, ...]:
        """The beneficial owners of the party that own it, or control it, through other companies."""
        picture = self.view.picture
        found = []
        for owner in self.view.beneficial.values():
            if BY_HOLDING.intersection(owner.reasons):
                companies, holdings = self._between(owner.party, picture.party.id)
                if companies:
                    found.append(IndirectOwner(owner, companies, holdings))
        return tuple(found)

    @cached_property
    def components(self) -> frozenset[str]:
        """The ids of all records that an indirect relationship is made of."""
        return frozenset(id_ for owner in self.indirect for id_ in owner.components)

    def direct(self, holder: str) -> Holding | None:
        """What a holder holds directly in the party."""
        held = self.view.picture.snapshot.of_company.get(self.view.picture.party.id, ())
        return next((holding for holding in held if holding.holder == holder), None)

    def _between(self, person: str, party: str) -> tuple[tuple[str, ...], tuple[Holding, ...]]:
        """The companies and holdings on the chains from a person to the party, its direct holding apart."""
        snapshot = self.view.picture.snapshot
        below = _reached(person, lambda id_: (one.company for one in snapshot.of_holder.get(id_, ())))
        above = _reached(party, lambda id_: (one.holder for one in snapshot.of_company.get(id_, ())))
        companies = (below & above) - {person, party}
        inner = companies | {person, party}
        holdings = tuple(
            one
            for one in snapshot.holdings
            if one.holder in inner and one.company in inner - {person} and companies & {one.holder, one.company}
        )
        return tuple(sorted(companies)), holdings

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """Of every company that occurs, what nobody is known for, where something certainly is."""
        picture = self.view.picture
        found = []
        for party in self.view.parties:
            if not party.kind.is_entity:
                continue
            holdings = picture.snapshot.of_company.get(party.id, ())
            if party.id in picture.owners_unread:
                found.append(Unknown(party.id, cut=True))
            elif not holdings:
                found.append(Unknown(party.id))
            else:
                found.extend(_missing(party.id, column_of(holdings)))
        return tuple(found)


def _missing(company: str, column: Column) -> Iterable[Unknown]:
    least = max(_ONE - sum(column.high.values(), _ZERO), _ZERO)
    if least:
        yield Unknown(company, least, column.missing)


def _reached(start: str, onward: Callable[[str], Iterable[str]]) -> set[str]:
    """Everybody reached from `start`, itself included; what lies behind a return to it is reached anyway."""
    found, waiting = {start}, [start]
    while waiting:
        for one in onward(waiting.pop()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def indirect_bounds(network: Network, owner: BeneficialOwner) -> tuple[Fraction, Fraction] | None:
    """The percent that an owner has through others, least and most; None where that cannot be told apart."""
    stake = owner.stake
    if stake is None or stake.low is None or stake.high is None:
        return None
    held = network.direct(owner.party)
    if held is None:
        return stake.low, stake.high
    if held.share is None or held.share.exact is None:
        return None
    direct = Fraction(held.share.exact)
    return max(stake.low - direct, _ZERO), max(stake.high - direct, _ZERO)
