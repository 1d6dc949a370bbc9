"""The holdings around a party from which control is computed (推算控制), with what is known of those whom it leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from domain.findings import Finding
from domain.links import Link
from domain.ownership import (
    UNLIMITED,
    Control,
    ControlPeriod,
    History,
    controls,
    controls_during,
    may_control,
    snapshot_on,
)
from domain.ownership.regions import reachable
from domain.ownership.shares import Shares
from domain.parties import Party, PartyKind

if TYPE_CHECKING:
    from domain.evidence import Exposure
    from domain.exemptions import Exemption


@dataclass(frozen=True)
class ControlRecord:
    """Everything that control over or by one party rests on, as known at one recorded time.

    `links`: every holding of any date in each company on the chains. `kinds`: the kind of each party that occurs, by id.
    `parties`: the companies on the chains and whoever has half or more of one. `findings`: against companies that may be
    controlled and against entities that may control, by party. `exposures`: what may reach a person who may control the
    party asked about, by person; `exemptions`: theirs. `cut_off`: what was left out because there was
    more of it than a limit lets through.
    """

    links: tuple[Link, ...] = ()
    kinds: Mapping[str, PartyKind] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    exposures: Mapping[str, tuple[Exposure, ...]] = field(default_factory=dict)
    exemptions: Mapping[str, tuple[Exemption, ...]] = field(default_factory=dict)
    cut_off: tuple[str, ...] = ()
    _periods: dict[tuple[str, str, date, date], tuple[ControlPeriod, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _reach: dict[str, set[str]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _histories: dict[str, History] = field(default_factory=dict, init=False, repr=False, compare=False)

    def control_of(self, holder: str, company: str, first: date, last: date) -> tuple[ControlPeriod, ...]:
        """The periods from `first` to `last` in which `holder` controlled `company`, or may have, in their order."""
        if company not in self.may_control(holder):
            return ()
        key = (holder, company, first, last)
        if key not in self._periods:
            # What may be read is limited already, so that this is not: see `cut_off`.
            found = controls_during(self._above(company), holder, first, last, of=company, budget=UNLIMITED)
            self._periods[key] = found.periods
        return self._periods[key]

    def controlled_on(self, day: date, companies: Collection[str]) -> Iterator[Control]:
        """Every control of one of some companies on one day, by the id of the controller."""
        reaches = {holder: self.may_control(holder) for holder in sorted(self.parties)}
        reaches = {holder: reach for holder, reach in reaches.items() if not reach.isdisjoint(companies)}
        looked_at = frozenset().union(*reaches.values())
        links = [link for link in self.links if link.to_id in looked_at]
        shares = Shares(snapshot_on(links, self.kinds, day))
        for holder in reaches:
            yield from controls(shares, holder, of=companies, budget=UNLIMITED).controls

    def may_control(self, holder: str) -> Set[str]:
        """Companies among which are all that the holder controlled or may have, on any day. Few have any, so that this
        comes before all that depends on the day."""
        found = self._reach.get(holder)
        if found is None:
            held = self._of_holder
            found = self._reach[holder] = may_control(held, holder) if holder in held else set()
        return found

    def findings_within_reach(self, person_id: str) -> list[Finding]:
        """The findings against companies that the person may have controlled on some day, by their number."""
        reach = self.may_control(person_id) if self.findings else ()
        return [finding for finding in self._entities_findings if finding.party_id in reach]

    def _above(self, company: str) -> History:
        """The holdings on all chains to the company: control of it rests on no others."""
        if company not in self._histories:
            above = reachable([company], lambda party: self._holders.get(party, ()))
            links = [link for party in sorted(above) for link in self._of_company.get(party, ())]
            self._histories[company] = History(tuple(links), self.kinds)
        return self._histories[company]

    def via(self, control: Control) -> tuple[Link, ...]:
        """The links that prove a control, from the controlled company up to the controller."""
        return tuple(self._by_id[holding.link_id] for holding in reversed(control.via))

    def along(self, control: Control) -> tuple[Party, ...]:
        """The parties on these links, the controlled company first, the controller last."""
        companies = dict.fromkeys(link.to_id for link in self.via(control))
        return tuple(self.parties[party] for party in (*companies, control.controller))

    def every_finding(self) -> Iterator[Finding]:
        """Every finding in the record, some perhaps twice."""
        for findings in self.findings.values():
            yield from findings
        for exposures in self.exposures.values():
            yield from (exposure.finding for exposure in exposures)

    def every_link(self) -> Iterator[Link]:
        """Every link in the record, some perhaps twice."""
        yield from self.links
        for exposures in self.exposures.values():
            yield from (exposure.link for exposure in exposures if exposure.link)

    @cached_property
    def _entities_findings(self) -> list[Finding]:
        found = [
            finding
            for party_id, findings in self.findings.items()
            if self.parties[party_id].kind.is_entity
            for finding in findings
        ]
        return sorted(found, key=lambda finding: (finding.number, finding.id))

    @cached_property
    def _of_company(self) -> Mapping[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.to_id, []).append(link)
        return found

    @cached_property
    def _of_holder(self) -> Mapping[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.from_id, []).append(link)
        return found

    @cached_property
    def _holders(self) -> Mapping[str, list[str]]:
        return {company: [link.from_id for link in links] for company, links in self._of_company.items()}

    @cached_property
    def _by_id(self) -> Mapping[str, Link]:
        return {link.id: link for link in self.links}


def merged(records: Sequence[ControlRecord]) -> ControlRecord:
    """What several records, as known at one recorded time, know together."""
    links = {link.id: link for record in records for link in record.links}
    return ControlRecord(
        links=tuple(links[link_id] for link_id in sorted(links)),
        kinds={party: kind for record in records for party, kind in record.kinds.items()},
        parties={party: known for record in records for party, known in record.parties.items()},
        findings={party: found for record in records for party, found in record.findings.items()},
        exposures={party: found for record in records for party, found in record.exposures.items()},
        exemptions={party: found for record in records for party, found in record.exemptions.items()},
        cut_off=tuple(sorted({name for record in records for name in record.cut_off})),
    )
