"""Control (控制): who decides in a company, alone or together with the companies that it controls.

X controls Y if X and the companies that X controls together hold more than 50 % of Y: the least set of companies for
which that is so, found round by round from X alone (the "company control" problem: Mumick, Pirahesh and Ramakrishnan
1990). The percentage, and `>` or `>=`, are a parameter. Whoever controls a company casts all its votes: shares are
added up, not multiplied. The percentage of a control is what its holders have jointly in the end, what the company and
those that it controls in turn hold of it counted.

With ranges and unknown shares control is *certain* if it is there whatever they are: the fixpoint at the least shares,
since more never takes control away. It is *possible* if it is there for some of them: the fixpoint in which each company
is filled up in favour of the group, within the ranges and together no more than the whole; the companies' choices do not
touch each other, so that one choice does it for all. Otherwise it is *excluded*. These are exact, not estimates. They
are about holdings that are recorded: what is missing in a company (`Parts.unknown`) is nobody's in particular.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.ownership.fixpoint import Group, Threshold, group_of
from domain.ownership.proof import proof
from domain.ownership.regions import Budget, Region, upward
from domain.ownership.shares import Shares
from domain.ownership.snapshot import Holding, Snapshot

MAJORITY = Threshold()
DEFAULT_BUDGET = Budget()


class Verdict(StrEnum):
    """Whether a party controls a company."""

    CERTAIN = "CERTAIN"
    POSSIBLE = "POSSIBLE"
    EXCLUDED = "EXCLUDED"


@dataclass(frozen=True, slots=True)
class Control:
    """`controller` controls `company`, certainly or possibly, by `low` to `high` percent held jointly.

    `direct`: its own holding alone is enough. `via`: a minimal set of holdings that proves it (what is possible: if their
    shares are at their upper ends), from the controller down.
    """

    controller: str
    company: str
    low: Fraction
    high: Fraction
    certain: bool
    direct: bool
    via: tuple[Holding, ...]

    @property
    def percent(self) -> Fraction | None:
        """What they hold jointly, where it is one number."""
        return self.low if self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Controls:
    """Controls, certain ones first, then by percentage; `complete`: nothing was cut off."""

    controls: tuple[Control, ...]
    complete: bool


def controls(
    snapshot: Snapshot | Shares,
    holder: str,
    *,
    of: Collection[str] | None = None,
    threshold: Threshold = MAJORITY,
    budget: Budget = DEFAULT_BUDGET,
) -> Controls:
    """The companies that `holder` controls or may control; `of`: only those of these are answered. Whoever asks for several
    holders gives the snapshot's `Shares`, so that these are made once."""
    shares = snapshot if isinstance(snapshot, Shares) else Shares(snapshot)
    possible = group_of(shares, holder, threshold, budget, possible=True)
    wanted = [one for one in possible.rounds if one != holder and (of is None or one in of)]
    certain = _certain(possible, shares, threshold, budget) if wanted else possible
    found = [_control(shares, certain, possible, company, threshold) for company in wanted]
    return Controls(_sorted(found), certain.complete and possible.complete)


def controllers(
    snapshot: Snapshot, company: str, *, threshold: Threshold = MAJORITY, budget: Budget = DEFAULT_BUDGET
) -> Controls:
    """The parties that control `company` or may control it: all of them, at every step of the chains."""
    shares = Shares(snapshot)
    return controllers_in(shares, upward(shares, company, budget), threshold=threshold, budget=budget)


def controllers_in(
    shares: Shares, region: Region, *, threshold: Threshold = MAJORITY, budget: Budget = DEFAULT_BUDGET
) -> Controls:
    """The same of the company from which a region was walked upward."""
    within, company = frozenset(region.parties), region.start
    found, complete = [], not region.cut
    begin = _with_a_majority(shares, region, threshold)
    for holder in region.parties[1:]:
        if budget.expired():
            complete = False
            break
        if holder not in begin:
            continue
        possible = group_of(shares, holder, threshold, budget, possible=True, within=within)
        complete = complete and possible.complete
        if company in possible.rounds:
            certain = _certain(possible, shares, threshold, budget, within)
            found.append(_control(shares, certain, possible, company, threshold))
    return Controls(_sorted(found), complete)


def _with_a_majority(shares: Shares, region: Region, threshold: Threshold) -> set[str]:
    """Who may control a company by its own holding alone: nobody else can begin a group."""
    found: set[str] = set()
    for company in region.parties:
        votes = shares.votes(company)
        if votes.high and threshold.met(max(votes.high.values()), votes.whole):
            found.update(holder for holder, most in votes.high.items() if threshold.met(most, votes.whole))
    return found


def verdict(snapshot: Snapshot, holder: str, company: str, *, threshold: Threshold = MAJORITY) -> Verdict:
    """Whether `holder` controls `company`: certain, possible or excluded."""
    shares, budget = Shares(snapshot), DEFAULT_BUDGET
    if company == holder or company not in group_of(shares, holder, threshold, budget, possible=True).rounds:
        return Verdict.EXCLUDED
    certain = group_of(shares, holder, threshold, budget, possible=False)
    return Verdict.CERTAIN if company in certain.rounds else Verdict.POSSIBLE


def _certain(
    possible: Group, shares: Shares, threshold: Threshold, budget: Budget, within: Collection[str] | None = None
) -> Group:
    """What is certain, of a group of what is possible."""
    if not possible.vague:
        return possible
    return group_of(shares, possible.holder, threshold, budget, possible=False, within=within)


def _control(shares: Shares, certain: Group, possible: Group, company: str, threshold: Threshold) -> Control:
    is_certain = company in certain.rounds
    votes = shares.votes(company)
    own = (votes.low if is_certain else votes.high).get(possible.holder, 0)
    group = certain if is_certain else possible
    return Control(
        possible.holder,
        company,
        Fraction(certain.joint.get(company, 0) * 100, votes.whole),
        Fraction(possible.joint[company] * 100, votes.whole),
        is_certain,
        threshold.met(own, votes.whole),
        proof(shares, group, company, threshold, possible=not is_certain),
    )


def _sorted(found: Iterable[Control]) -> tuple[Control, ...]:
    return tuple(sorted(found, key=_largest_first))


def _largest_first(control: Control) -> tuple[bool, Fraction, Fraction, str, str]:
    return not control.certain, -control.low, -control.high, control.controller, control.company
