"""Parties: enterprises, organizations, persons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.identifiers import Identifier as Known
from domain.identifiers import IdentifierScheme
from domain.links import LinkKind
from domain.parties import Party as Registered
from domain.parties import PartyKind
from domain.time import within
from resolvers.checks import RestrictionsQuery
from resolvers.findings import FindingsOf
from resolvers.pages import Page
from resolvers.parties import LinksQuery
from resolvers.principal import Scope
from resolvers.rewards import RewardsOf
from schema.arguments import After, AsOf, First, KnownAt, checked_first, recorded
from schema.context import Info
from schema.enums import Direction
from schema.fields import field
from schema.findings import FindingConnection
from schema.histories import history
from schema.ids import NodeKind
from schema.links import LinkConnection
from schema.neighbourhoods import neighbourhood
from schema.nodes import Node, PageInfo
from schema.ownership_fields import (
    beneficial_owners,
    control_connection,
    controller_connection,
    controllers,
    controls,
    effective_holdings,
    effective_owners,
)
from schema.pages import page_info

if TYPE_CHECKING:
    from schema.decisions import Decision
    from schema.exemptions import Exemption
    from schema.rewards import Reward

LazyDecision = Annotated["Decision", strawberry.lazy("schema.decisions")]
LazyExemption = Annotated["Exemption", strawberry.lazy("schema.exemptions")]
LazyReward = Annotated["Reward", strawberry.lazy("schema.rewards")]
Kinds = Annotated[list[LinkKind] | None, strawberry.argument(description="Only these kinds of link; all if left out.")]
InForceOn = Annotated[
    date | None, strawberry.argument(description="Only findings in force on this day; all if left out.")
]


@strawberry.type(description="An identifier of a party (标识).")
class Identifier:
    """One identifier; personal numbers only masked."""

    of: strawberry.Private[Known]

    @field("What kind of identifier (标识类型).")
    def scheme(self) -> IdentifierScheme:
        """Scheme."""
        return self.of.scheme

    @field("The identifier; a citizen or passport number only masked (标识值).")
    def value(self) -> str:
        """Value."""
        return self.of.value

    @field("Whose key it is, for the scheme KEY (数据来源).")
    def source(self) -> str | None:
        """Source."""
        return self.of.source


@strawberry.interface(description="A party (主体): who a finding can be against and who can be asked about.")
class Party(Node):
    """What all kinds of party have."""

    of: strawberry.Private[Registered]

    def node_key(self) -> tuple[NodeKind, str]:
        """The kind and our id."""
        return NodeKind.PARTY, self.of.id

    @field("What kind of party (主体类型).")
    def kind(self) -> PartyKind:
        """Kind."""
        return self.of.kind

    @field("Its name (名称、姓名). A name is not an identity.")
    def name(self) -> str:
        """Name."""
        return self.of.name

    @field("Earlier names (曾用名).", size=1)
    def former_names(self) -> list[str]:
        """Former names."""
        return list(self.of.former_names)

    @field("The administrative area, GB/T 2260 (行政区划代码).")
    def area_code(self) -> str | None:
        """Area code."""
        return self.of.area_code

    @field("All its identifiers; personal numbers only masked (全部标识).")
    async def identifiers(self, info: Info) -> list[Identifier]:
        """Identifiers."""
        return [Identifier(of=found) for found in await info.context.loaders.identifiers.load(self.of.id)]

    @field("Its links, in the order of their ids (关系). Needs the scope read.", needs=Scope.READ)
    async def links(
        self,
        info: Info,
        direction: Annotated[
            Direction | None, strawberry.argument(description="Which of them; both directions if left out.")
        ] = None,
        kinds: Kinds = None,
        as_of: Annotated[
            date | None,
            strawberry.argument(description="Only links that hold on this day; all current ones if left out."),
        ] = None,
        first: First = 50,
        after: After = None,
    ) -> LinkConnection:
        """Links."""
        query = LinksQuery(
            self.of.id,
            (direction or Direction.BOTH).value,
            frozenset(kinds) if kinds is not None else None,
            as_of,
            checked_first(first, 50),
            after,
        )
        return LinkConnection(query=query, page=await info.context.loaders.links.load(query))

    @field(
        "The findings against it, in the order of recording (失信行为认定). Needs the scope read.",
        needs=Scope.READ,
    )
    async def findings(
        self, info: Info, in_force_on: InForceOn = None, first: First = 50, after: After = None
    ) -> FindingConnection:
        """Findings."""
        query = FindingsOf(self.of.id, in_force_on, checked_first(first, 50), after)
        return FindingConnection(page=await info.context.loaders.findings_of.load(query), asked=query, after=after)

    @field(
        "Everything that it is restricted in on a day: one decision for each matter that applies to its kind, by "
        "code (全部事项的结论). Needs the scope check.",
        needs=Scope.CHECK,
        size=40,
    )
    async def restrictions(self, info: Info, as_of: AsOf = None, known_at: KnownAt = None) -> list[LazyDecision]:
        """Restrictions."""
        from schema.decisions import Decision

        query = RestrictionsQuery(self.of.id, as_of, recorded(known_at))
        decisions = await info.context.loaders.restrictions.load(query)
        info.context.count_checks(1)
        return [Decision(of=decision) for decision in decisions]

    @field(
        "Its exemptions that are not revoked (豁免): on a day, or all of them. Needs the scope check.",
        needs=Scope.CHECK,
        size=2,
    )
    async def exemptions(
        self,
        info: Info,
        as_of: Annotated[
            date | None, strawberry.argument(description="Only those that hold on this day; all if left out (日期).")
        ] = None,
    ) -> list[LazyExemption]:
        """Exemptions."""
        from schema.exemptions import Exemption

        found = await info.context.loaders.exemptions.load(self.of.id)
        return [Exemption(of=each) for each in found if as_of is None or within(as_of, each.since, each.until)]

    @field(
        "The rewards of the schemes that it holds on the day (守信激励): what it is entitled to, and what it has lost to a "
        "SERIOUS finding in force. Needs the scope check.",
        needs=Scope.CHECK,
        size=7,
    )
    async def rewards(self, info: Info, as_of: AsOf = None) -> list[LazyReward]:
        """Rewards."""
        from schema.rewards import Reward

        wanted = RewardsOf(self.of.id, as_of or info.context.today)
        return [Reward(of=reward) for reward in await info.context.loaders.rewards.load(wanted)]

    neighbourhood = neighbourhood
    history = history
    effective_holdings = effective_holdings
    controls = controls
    control_connection = control_connection


async def _uscc(info: Info, party_id: str) -> str | None:
    found = await info.context.loaders.identifiers.load(party_id)
    return next((identifier.value for identifier in found if identifier.scheme is IdentifierScheme.USCC), None)


@strawberry.type(description="An enterprise with legal personality (企业法人).")
class Enterprise(Party):
    """An enterprise."""

    @field("Unified social credit code, where it is known (统一社会信用代码).")
    async def uscc(self, info: Info) -> str | None:
        """Code."""
        return await _uscc(info, self.of.id)

    @field("The legal form as the register words it (企业类型).")
    def organization_type(self) -> str | None:
        """Legal form."""
        return self.of.organization_type

    effective_owners = effective_owners
    controllers = controllers
    controller_connection = controller_connection
    beneficial_owners = beneficial_owners


@strawberry.type(description="Any other organization (其他组织).")
class Organization(Party):
    """An organization."""

    @field("Unified social credit code, where it is known (统一社会信用代码).")
    async def uscc(self, info: Info) -> str | None:
        """Code."""
        return await _uscc(info, self.of.id)

    @field("What kind of organization, as the register words it (组织类型).")
    def organization_type(self) -> str | None:
        """Legal form."""
        return self.of.organization_type

    effective_owners = effective_owners
    controllers = controllers
    controller_connection = controller_connection
    beneficial_owners = beneficial_owners


@strawberry.type(description="A natural person (自然人).")
class Person(Party):
    """A person."""

    @field("Whether on the public payroll; null when nobody said (财政供养人员).")
    def on_public_payroll(self) -> bool | None:
        """On the public payroll."""
        return self.of.on_public_payroll


_TYPES: dict[PartyKind, type[Party]] = {
    PartyKind.ENTERPRISE: Enterprise,
    PartyKind.ORGANIZATION: Organization,
    PartyKind.PERSON: Person,
}


def party_of(party: Registered) -> Party:
    """The party as its GraphQL type."""
    return _TYPES[party.kind](of=party)


@strawberry.type(description="A party in a page (主体条目).")
class PartyEdge:
    """Relay edge."""

    cursor: str = strawberry.field(description="Where it stands in the list.")
    node: Party = strawberry.field(description="The party.")


@strawberry.type(description="A page of parties, the best match of the name first (主体分页).")
class PartyConnection:
    """Relay connection."""

    page: strawberry.Private[Page[Registered]]
    after: strawberry.Private[str | None]

    @field("The parties with their cursors.")
    def edges(self) -> list[PartyEdge]:
        """Edges."""
        pairs = zip(self.page.cursors, self.page.items, strict=True)
        return [PartyEdge(cursor=cursor, node=party_of(party)) for cursor, party in pairs]

    @field("The parties.")
    def nodes(self) -> list[Party]:
        """Nodes."""
        return [party_of(party) for party in self.page.items]

    @field("Where the page lies.")
    def page_info(self) -> PageInfo:
        """Page info."""
        return page_info(self.page, self.after)
