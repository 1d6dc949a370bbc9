"""One data loader per kind of look-up and request: what a level of the query asks for goes out as one round trip."""

from __future__ import annotations

from functools import cached_property

from strawberry.dataloader import DataLoader

from domain.decision import Decision
from domain.findings import Finding
from domain.identifiers import Identifier
from domain.links import Link
from domain.parties import Party
from domain.penalties import Penalty
from resolvers.checks import RestrictionsQuery
from resolvers.findings import FindingsOf
from resolvers.pages import Page
from resolvers.parties import LinksQuery
from resolvers.services import Services


class Loaders:
    """The loaders of one request. Nothing is remembered beyond it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def party(self) -> DataLoader[str, Party | None]:
        """Parties by our id."""
        return DataLoader(self._services.parties.by_ids)

    @cached_property
    def identifiers(self) -> DataLoader[str, list[Identifier]]:
        """The identifiers of parties."""
        return DataLoader(self._services.parties.identifiers)

    @cached_property
    def links(self) -> DataLoader[LinksQuery, Page[Link]]:
        """Pages of the links of parties."""
        return DataLoader(self._services.parties.links)

    @cached_property
    def link_count(self) -> DataLoader[LinksQuery, int]:
        """How many links there are."""
        return DataLoader(self._services.parties.count_links)

    @cached_property
    def finding(self) -> DataLoader[str, Finding | None]:
        """Findings by our id."""
        return DataLoader(self._services.findings.by_ids)

    @cached_property
    def findings_of(self) -> DataLoader[FindingsOf, Page[Finding]]:
        """Pages of the findings against parties."""
        return DataLoader(self._services.findings.of_parties)

    @cached_property
    def penalty(self) -> DataLoader[str, Penalty | None]:
        """Penalties by our id."""
        return DataLoader(self._services.findings.penalties)

    @cached_property
    def restrictions(self) -> DataLoader[RestrictionsQuery, list[Decision]]:
        """Every matter's decision for parties."""
        return DataLoader(self._services.checks.restrictions)
