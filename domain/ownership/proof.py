"""Why a party controls a company: a minimal set of holdings that proves it."""

from __future__ import annotations

from domain.ownership.fixpoint import Group, Threshold
from domain.ownership.shares import Shares
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
    votes = shares.votes(target)
    ends = votes.high if possible else votes.low
    before = group.rounds[target]
    holdings = {
        one.holder: one
        for one in shares.snapshot.of_company[target]
        if group.rounds.get(one.holder, before) < before and ends.get(one.holder)
    }
    own = holdings.get(group.holder)
    if own is not None and threshold.met(ends[group.holder], votes.whole):
        return [own]
    total, chosen = 0, []
    for holder in sorted(holdings, key=lambda holder: (-ends[holder], holder)):
        chosen.append(holdings[holder])
        total += ends[holder]
        if threshold.met(total, votes.whole):
            break
    return chosen
