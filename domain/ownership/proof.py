"""Why a party controls a company: a minimal set of holdings that proves it."""

from __future__ import annotations

from fractions import Fraction

from domain.ownership.fixpoint import Group, Threshold
from domain.ownership.shares import ZERO, Column, Shares
from domain.ownership.snapshot import Holding


def proof(shares: Shares, group: Group, company: str, threshold: Threshold, *, possible: bool) -> tuple[Holding, ...]:
    """Holdings that alone already make `company` one of the group; without any one of them they do not.

    For every company that the proof needs, the fewest holders that were of the group a round earlier: the party itself if
    its own share is enough, else the largest first until they are enough. Each company's set is minimal, for without
    its last holder it was not enough and the others are larger; and each company is needed for another one or is the
    one asked about. So nothing can be left out of the whole. The order is from the party down.
    """
    found: list[Holding] = []
    needed, seen = [company], {company}
    for target in needed:
        for holding in _enough(shares, group, target, threshold, possible=possible):
            found.append(holding)
            if holding.holder != group.holder and holding.holder not in seen:
                seen.add(holding.holder)
                needed.append(holding.holder)
    return tuple(sorted(found, key=lambda one: (group.rounds[one.company], one.company, one.holder)))


def _enough(shares: Shares, group: Group, target: str, threshold: Threshold, *, possible: bool) -> list[Holding]:
    column = shares.column(target)
    before = group.rounds[target]
    holdings = [
        one
        for one in shares.snapshot.of_company[target]
        if group.rounds.get(one.holder, before) < before and _weight(column, one, possible=possible)
    ]
    own = [one for one in holdings if one.holder == group.holder]
    if own and threshold.met(_weight(column, own[0], possible=possible)):
        return own
    total, chosen = ZERO, []
    for one in sorted(holdings, key=lambda one: (-_weight(column, one, possible=possible), one.holder)):
        chosen.append(one)
        total += _weight(column, one, possible=possible)
        if threshold.met(total):
            break
    return chosen


def _weight(column: Column, holding: Holding, *, possible: bool) -> Fraction:
    ends = column.high if possible else column.low
    return ends.get(holding.holder, ZERO)
