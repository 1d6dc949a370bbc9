"""The root of all queries: checks, look-ups, catalogues."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Grade
from domain.parties import PartyKind
from domain.policy import MatterCategory
from resolvers.findings import FindingFilter
from resolvers.principal import Scope
from schema.arguments import After, First, checked_first, checked_name
from schema.cases import CaseQueries
from schema.catalogue import Area, Department, Matter, Policy
from schema.context import Info
from schema.dispatch_desk import DispatchQueries
from schema.fields import ANYONE, field
from schema.findings import Finding, FindingConnection
from schema.ids import NodeKind, from_global
from schema.looks import LookQueries
from schema.nodes import Node
from schema.parties import Party, PartyConnection, party_of
from schema.penalty_desk import PenaltyQueries
from schema.progress_fields import ProgressQueries
from schema.query_checks import CheckQueries
from schema.query_paths import PathQueries
from schema.refs import PartyRef, party_key
from schema.scalars import Code


@strawberry.type
class LookUpQueries:
    """The fields of Query that look things up."""

    @field("Whatever has this global id, null if nothing has (按全局编号查找).", needs=Scope.READ)
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")]
    ) -> Node | None:
        """A party or a finding."""
        kind, own = from_global(id)
        if kind is NodeKind.PARTY:
            party = await info.context.loaders.party.load(own)
            return party_of(party) if party else None
        if kind is NodeKind.FINDING:
            finding = await info.context.loaders.finding.load(own)
            return Finding(of=finding) if finding else None
        return None

    @field("One party, null if nobody has the identifier (查找主体).", needs=Scope.READ)
    async def party(
        self, info: Info, ref: Annotated[PartyRef, strawberry.argument(description="How it is named (主体标识).")]
    ) -> Party | None:
        """A party."""
        services = info.context.services
        found = (await services.parties.resolve([party_key(ref, info.context.identity_key, "ref")]))[0]
        return party_of(found) if found else None

    @field(
        "Parties by name (按名称查找): exact, former names, prefix, part, in that order. A name is not an identity.",
        needs=Scope.READ,
    )
    async def parties(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="The name or a part of it, 1 to 500 characters.")],
        kinds: Annotated[
            list[PartyKind] | None, strawberry.argument(description="Only these kinds of party; all if left out.")
        ] = None,
        first: First = 20,
        after: After = None,
    ) -> PartyConnection:
        """A page of parties."""
        if not name.strip():
            raise CreditGraphError(ErrorCode.REQUIRED, "Give at least one character of the name.", "name")
        wanted = frozenset(kinds) if kinds is not None else None
        name = checked_name(name, "name") or ""
        page = await info.context.services.parties.search(name, wanted, checked_first(first, 20), after)
        return PartyConnection(page=page, after=after)

    @field("One finding by its number, null if there is none (查找认定).", needs=Scope.READ)
    async def finding(
        self, info: Info, number: Annotated[str, strawberry.argument(description="The finding's number (认定编号).")]
    ) -> Finding | None:
        """A finding."""
        found = (await info.context.services.findings.by_numbers([number]))[0]
        return Finding(of=found) if found else None

    @field("Findings, in the order of recording (失信行为认定列表).", needs=Scope.READ)
    async def findings(
        self,
        info: Info,
        area: Annotated[Code | None, strawberry.argument(description="Only in this area (领域代码).")] = None,
        grade: Annotated[
            Grade | None, strawberry.argument(description="Only of this grade on inForceOn, or else today (等级).")
        ] = None,
        party: Annotated[PartyRef | None, strawberry.argument(description="Only against this party (主体).")] = None,
        in_force_on: Annotated[
            date | None, strawberry.argument(description="Only those in force on this day (有效日).")
        ] = None,
        first: First = 50,
        after: After = None,
    ) -> FindingConnection:
        """A page of findings."""
        services = info.context.services
        if area is not None and area not in services.rules.current.areas:
            raise CreditGraphError(ErrorCode.UNKNOWN_AREA, "No area has this code; see the query `areas`.", "area")
        key = party_key(party, info.context.identity_key, "party") if party is not None else None
        wanted = FindingFilter(area, grade, key, in_force_on)
        page = await services.findings.find(wanted, checked_first(first, 50), after)
        return FindingConnection(page=page, asked=wanted, after=after)


@strawberry.type
class CatalogueQueries:
    """The fields of Query that list the rules."""

    @field(
        "The policies, the latest version of each, the earliest issued first (惩戒文件).",
        needs=ANYONE,
        size=3,
    )
    def policies(self, info: Info) -> list[Policy]:
        """Policies."""
        book = info.context.services.rules.current
        return [Policy(of=policy, book=book) for policy in book.policies]

    @field("What a party may be asked about, by code (事项).", needs=ANYONE, size=40)
    def matters(
        self,
        info: Info,
        category: Annotated[
            MatterCategory | None, strawberry.argument(description="Only of this category (事项类别).")
        ] = None,
    ) -> list[Matter]:
        """Matters."""
        matters = info.context.services.rules.current.matters
        return [Matter(of=matter) for _, matter in sorted(matters.items()) if category in (None, matter.category)]

    @field("The areas in which findings are recognised, by code (领域).", needs=ANYONE, size=20)
    def areas(self, info: Info) -> list[Area]:
        """Areas."""
        book = info.context.services.rules.current
        return [Area(key=code, book=book) for code in sorted(book.areas)]

    @field("The departments, by code (部门).", needs=ANYONE, size=30)
    def departments(self, info: Info) -> list[Department]:
        """Departments."""
        book = info.context.services.rules.current
        return [Department(key=code, book=book) for code in sorted(book.departments)]


@strawberry.type(description="Everything that can be asked.")
class Query(
    CheckQueries,
    LookUpQueries,
    PathQueries,
    CatalogueQueries,
    PenaltyQueries,
    CaseQueries,
    LookQueries,
    DispatchQueries,
    ProgressQueries,
):
    """The root of all queries."""
