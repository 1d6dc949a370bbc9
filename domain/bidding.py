"""Conflicts among the bidders of one tender: whom one party controls, whom one person runs, or one of whom controls another.

招标投标法实施条例 第三十四条: 单位负责人为同一人或者存在控股、管理关系的不同单位，不得参加同一标段投标. (Of suppliers,
likewise: 政府采购法实施条例 第十八条.) A conflict is a fact of the register with its evidence; what follows from it is the
tender office's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.control_record import ControlRecord, merged
from domain.evidence import Evidence
from domain.grounds import Path
from domain.links import Link, LinkKind
from domain.parties import Party


class ConflictKind(StrEnum):
    """Why bidders of one tender stand in conflict."""

    SAME_BIDDER = "SAME_BIDDER"  # 同一主体重复投标
    CONTROL = "CONTROL"  # 投标人之间存在控制关系
    COMMON_CONTROLLER = "COMMON_CONTROLLER"  # 受同一方控制
    COMMON_RESPONSIBLE_PERSON = "COMMON_RESPONSIBLE_PERSON"  # 责任人为同一人


@dataclass(frozen=True, slots=True)
class Declared:
    """An enterprise or organization that is declared to control a bidder (实际控制人), whenever."""

    link: Link
    by: Party


@dataclass(frozen=True, slots=True)
class Bidder:
    """What is known of one bidder: its evidence, with the responsible persons; who may control it by holdings; and which
    enterprises are declared to."""

    evidence: Evidence
    owners: ControlRecord
    declared: tuple[Declared, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Bidders, in the order asked, and the party that makes them one. `certain`: not so where it rests on control that is
    only possible, because shares are not known. `evidence`: ways from each bidder up to the common party."""

    kind: ConflictKind
    bidders: tuple[Party, ...]
    common: Party
    certain: bool
    evidence: tuple[Path, ...] = ()


@dataclass
class _Common:
    """What one party is to the bidders: ways by role (not control), by certain and by possible control, by bidder."""

    party: Party
    roles: dict[str, list[Path]] = field(default_factory=dict)
    certain: dict[str, list[Path]] = field(default_factory=dict)
    possible: dict[str, list[Path]] = field(default_factory=dict)


def conflicts_on(bidders: Sequence[Bidder], day: date) -> tuple[Conflict, ...]:
    """The conflicts on `day`: the certain ones first, then by kind and by the first bidder."""
    parties = {bidder.evidence.party.id: bidder.evidence.party for bidder in bidders}
    places = {party: place for place, party in enumerate(parties)}
    found = list(_repeated(bidders))
    for common in _commons(bidders, parties, day):
        found.extend(_conflicts_of(common, parties))
    kinds = list(ConflictKind)
    return tuple(
        sorted(
            found,
            key=lambda one: (
                *(not one.certain, kinds.index(one.kind), [places[party.id] for party in one.bidders]),
                one.common.id,
            ),
        )
    )


def _repeated(bidders: Sequence[Bidder]) -> Iterator[Conflict]:
    """A party that is named more than once, by whatever key; in all other conflicts it is one bidder."""
    counted: dict[str, list[Party]] = {}
    for bidder in bidders:
        counted.setdefault(bidder.evidence.party.id, []).append(bidder.evidence.party)
    for same in counted.values():
        if len(same) > 1:
            yield Conflict(ConflictKind.SAME_BIDDER, tuple(same), same[0], certain=True)


def _commons(bidders: Sequence[Bidder], parties: Mapping[str, Party], day: date) -> list[_Common]:
    """Everybody who runs or controls a bidder on the day, and how."""
    found: dict[str, _Common] = {}
    record = merged([*(bidder.owners for bidder in bidders), ControlRecord(parties=parties)])
    for bidder in {bidder.evidence.party.id: bidder for bidder in bidders}.values():
        here = bidder.evidence.party
        links = [(link, held.person) for held in bidder.evidence.responsible for link in held.roles]
        links += [(declared.link, declared.by) for declared in bidder.declared]
        for link, party in sorted(links, key=lambda one: one[0].id):
            if link.holds_on(day) and party.id != here.id:
                common = found.setdefault(party.id, _Common(party))
                ways = common.certain if link.kind is LinkKind.ACTUAL_CONTROLLER else common.roles
                ways.setdefault(here.id, []).append(Path((here, party), (link,)))
    for control in record.controlled_on(day, parties):
        common = found.setdefault(control.controller, _Common(record.parties[control.controller]))
        ways = common.certain if control.certain else common.possible
        ways.setdefault(control.company, []).append(Path(record.along(control), record.via(control)))
    return [found[party_id] for party_id in sorted(found)]


def _conflicts_of(common: _Common, parties: Mapping[str, Party]) -> Iterator[Conflict]:
    surely, maybe = set(common.certain), {*common.certain, *common.possible}
    if common.party.id in parties:
        for bidder in maybe:
            ways = common.certain.get(bidder) or common.possible[bidder]
            pair = (common.party, parties[bidder])
            yield Conflict(ConflictKind.CONTROL, pair, common.party, bidder in surely, tuple(ways))
    if len(surely) > 1:
        yield _conflict(ConflictKind.COMMON_CONTROLLER, common, surely, parties, certain=True)
    if len(maybe) > max(len(surely), 1):
        yield _conflict(ConflictKind.COMMON_CONTROLLER, common, maybe, parties, certain=False)
    if common.roles:
        itself = {common.party.id} & parties.keys()
        run = {*common.roles, *surely, *itself}
        if len(run) > 1 and (len(common.roles) > 1 or run != surely):
            yield _conflict(ConflictKind.COMMON_RESPONSIBLE_PERSON, common, run, parties, certain=True)
        if len(run | maybe) > max(len(run), 1):
            yield _conflict(ConflictKind.COMMON_RESPONSIBLE_PERSON, common, run | maybe, parties, certain=False)


def _conflict(
    kind: ConflictKind, common: _Common, bidders: set[str], parties: Mapping[str, Party], *, certain: bool
) -> Conflict:
    """The conflict of some bidders; by roles too where these make it."""
    by_roles = kind is ConflictKind.COMMON_RESPONSIBLE_PERSON
    evidence: list[Path] = []
    for bidder in parties:
        if bidder in bidders:
            evidence.extend(common.roles.get(bidder, ()) if by_roles else ())
            evidence.extend(common.certain.get(bidder, ()))
            if not certain and bidder not in common.certain:
                evidence.extend(common.possible.get(bidder, ()))
    named = tuple(party for party_id, party in parties.items() if party_id in bidders)
    return Conflict(kind, named, common.party, certain, tuple(evidence))
