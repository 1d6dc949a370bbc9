"""One batcher per kind of look-up and request: what a level of the query asks for goes out as one round trip."""

from __future__ import annotations

from functools import cached_property

from domain.decision import Decision
from domain.exemptions import Exemption
from domain.findings import Finding
from domain.identifiers import Identifier
from domain.links import Link
from domain.parties import Party
from domain.penalties import Penalty
from domain.rewards import Reward
from resolvers.checks import RestrictionsQuery
from resolvers.findings import FindingsOf
from resolvers.histories import HistoryPage, HistoryQuery
from resolvers.neighbourhoods import Neighbourhood, NeighbourhoodQuery
from resolvers.ownership import Around, Asked, Roles
from resolvers.pages import Page
from resolvers.parties import LinksQuery
from resolvers.rewards import RewardsOf
from resolvers.services import Services
from schema.batching import Batcher


class Loaders:
    """The loaders of one request. Nothing is remembered beyond it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def party(self) -> Batcher[str, Party | None]:
        """Parties by our id."""
        return Batcher(self._services.parties.by_ids)

    @cached_property
    def identifiers(self) -> Batcher[str, list[Identifier]]:
        """The identifiers of parties."""
        return Batcher(self._services.parties.identifiers)

    @cached_property
    def links(self) -> Batcher[LinksQuery, Page[Link]]:
        """Pages of the links of parties."""
        return Batcher(self._services.parties.links)

    @cached_property
    def link_count(self) -> Batcher[LinksQuery, int]:
        """How many links there are."""
        return Batcher(self._services.parties.count_links)

    @cached_property
    def finding(self) -> Batcher[str, Finding | None]:
        """Findings by our id."""
        return Batcher(self._services.findings.by_ids)

    @cached_property
    def findings_of(self) -> Batcher[FindingsOf, Page[Finding]]:
        """Pages of the findings against parties."""
        return Batcher(self._services.findings.of_parties)

    @cached_property
    def penalty(self) -> Batcher[str, Penalty | None]:
        """Penalties by our id."""
        return Batcher(self._services.findings.penalties)

    @cached_property
    def restrictions(self) -> Batcher[RestrictionsQuery, list[Decision]]:
        """Every matter's decision for parties."""
        return Batcher(self._services.checks.restrictions)

    @cached_property
    def exemptions(self) -> Batcher[str, list[Exemption]]:
        """The exemptions of parties."""
        return Batcher(self._services.exemptions.of)

    @cached_property
    def rewards(self) -> Batcher[RewardsOf, list[Reward]]:
        """What parties are entitled to."""
        return Batcher(self._services.rewards.of)

    @cached_property
    def neighbourhood(self) -> Batcher[NeighbourhoodQuery, Neighbourhood]:
        """What is around parties."""
        return Batcher(self._services.neighbourhoods.around)

    @cached_property
    def history(self) -> Batcher[HistoryQuery, HistoryPage]:
        """What changed around parties."""
        return Batcher(self._services.histories.of)

    @cached_property
    def ownership_upward(self) -> Batcher[Asked, Around]:
        """What is above companies: their owners, and theirs."""
        return Batcher(self._services.ownership.upward)

    @cached_property
    def ownership_downward(self) -> Batcher[Asked, Around]:
        """What is below parties: what they hold, and what that holds."""
        return Batcher(self._services.ownership.downward)

    @cached_property
    def ownership_roles(self) -> Batcher[Asked, Roles]:
        """Who runs companies, or is declared to control them."""
        return Batcher(self._services.ownership.roles)
