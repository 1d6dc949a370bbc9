"""What computed control rests on: which part of the holdings is read, in one round trip, and what a limit keeps out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

import pytest

from domain.links import LinkKind
from domain.parties import PartyKey
from domain.time import NEVER
from graph.connection import Connection
from graph.control import ControlFound, ControlReader, Limits, Looked, Way
from graph.evidence import EvidenceLimits, EvidenceReader, Wanted
from graph.ledger import Ledger
from graph.reader import Reader
from tests.support.clock import FakeClock
from tests.support.counting import Counting
from tests.support.sayings import AT, company, finding, role, somebody
from tests.support.statements import LinkCorrected, LinkStated, Statement
from tests.support.telling import Teller, party_key

SECOND = 1_000_000


def holds(holder: str, share: str | None, held: str, since: str | None = None, until: str | None = None) -> LinkStated:
    days = [date.fromisoformat(day) if day else None for day in (since, until)]
    return LinkStated(AT, f"{holder}>{held} {since}", LinkKind.SHAREHOLDER, holder, held, *days, share)


class Register:
    """Parties, named by one letter: small ones are persons."""

    def __init__(self, connection: Connection, teller: Teller) -> None:
        self.connection, self.teller = connection, teller
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}

    async def tell(self, *told: Statement) -> None:
        """Tells statements, and the parties of their holdings."""
        holdings = [said for said in told if isinstance(said, LinkStated)]
        names = {name for said in holdings for name in (said.source, said.target)}
        parties = [company(name, name=name) if name[0].isupper() else somebody(name) for name in sorted(names)]
        await self.teller.tell([*parties, *told])
        found = await Reader(self.connection).parties([PartyKey(key=party_key(name)) for name in sorted(names)])
        for name, party in zip(sorted(names), found, strict=True):
            assert party is not None
            self._ids[name], self._names[party.id] = party.id, name

    def looked(self, name: str, way: Way, known_at: int = NEVER - 1) -> Looked:
        """Where to look from."""
        return Looked(self._ids[name], way, known_at)

    async def look(self, name: str, way: Way, limits: Limits | None = None, known_at: int = NEVER - 1) -> ControlFound:
        """What there is from one party."""
        reader = ControlReader(self.connection, limits or Limits())
        (found,) = await reader.many([self.looked(name, way, known_at)])
        return found

    async def near(self, names: Sequence[str], limits: EvidenceLimits | None = None) -> list[str]:
        """Those of them near whom there is a finding, or may be."""
        reader = EvidenceReader(self.connection, limits or EvidenceLimits())
        found = await reader.many([Wanted(PartyKey(key=party_key(name))) for name in names])
        return [name for name, one in zip(names, found, strict=True) if one.holdings.near != ()]

    def holdings(self, found: ControlFound) -> list[str]:
        """`p 60 A`, by the alphabet."""
        name = self._names
        return sorted(f"{name[one.from_id]} {one.share or '?'} {name[one.to_id]}" for one in found.record.links)

    def names(self, ids: Sequence[str]) -> set[str]:
        """The names of parties."""
        return {self._names[party] for party in ids}


@pytest.fixture
def register(connection: Connection, ledger: Ledger, clock: FakeClock) -> Register:
    return Register(connection, Teller(connection, ledger, clock))


async def test_down_whatever_may_be_controlled_with_every_holding_in_it_and_nothing_else(register: Register) -> None:
    await register.tell(
        *(
            holds("p", "60", "A"),
            holds("q", "40", "A"),
            holds("A", "30", "B"),
            holds("p", "25", "B"),
            holds("q", "45", "B"),
        ),
        *(holds("p", "40", "C"), holds("C", "90", "D"), holds("B", None, "E"), holds("q", "20-80", "E")),
        *(
            holds("p", "10", "F"),
            holds("A", "10", "F"),
            holds("B", "10", "F"),
            holds("E", "20", "F"),
            holds("q", "5", "F"),
        ),
        *(finding("F1", "F"), finding("F2", "D"), role("R", "p", "C")),
    )
    found = await register.look("p", Way.DOWN)
    assert register.holdings(found) == [
        *("A 10 F", "A 30 B", "B 10 F", "B ? E", "E 20 F", "p 10 F", "p 25 B", "p 60 A"),
        *("q 20-80 E", "q 40 A", "q 45 B", "q 5 F"),
    ]
    assert register.names(list(found.record.parties)) == set("ABEF")
    assert [each.number for found in found.record.findings.values() for each in found] == ["F1"]
    assert found.record.cut_off == ()
    nothing = await register.look("q", Way.DOWN)
    assert register.names(list(nothing.record.parties)) == {"E"}


async def test_up_who_may_control_and_what_they_have_to_do_elsewhere(register: Register) -> None:
    await register.tell(
        *(
            holds("p", "60", "A"),
            holds("A", "30", "T"),
            holds("B", "30", "T"),
            holds("q", "40", "T"),
            holds("p", "60", "B"),
        ),
        *(holds("r", "10", "A"), holds("X", "51", "Y"), holds("p", "1", "Y"), holds("T", "90", "Z")),
        *(finding("F1", "A"), finding("F2", "Y"), finding("F3", "X", "p"), role("R", "p", "Y")),
    )
    found = await register.look("T", Way.UP)
    assert register.holdings(found) == sorted(["p 60 A", "A 30 T", "B 30 T", "q 40 T", "p 60 B", "r 10 A"])
    assert register.names(list(found.record.parties)) == {"T", "A", "B", "p"}
    (exposures,) = found.record.exposures.values()
    assert sorted((each.finding.number, each.link is None) for each in exposures) == [("F2", False), ("F3", True)]
    assert found.record.cut_off == ()


async def test_up_the_findings_of_an_enterprise_that_has_a_majority_alone(register: Register) -> None:
    await register.tell(
        *(holds("H", "60", "A"), holds("A", "51", "T"), holds("M", "9", "T")),
        *(finding("F1", "H"), finding("F2", "M"), finding("F3", "A")),
    )
    found = await register.look("T", Way.UP)
    numbers = [each.number for found in found.record.findings.values() for each in found]
    assert sorted(numbers) == ["F1", "F3"]
    assert found.record.exposures == {}


@pytest.mark.parametrize(
    ("majority", "minority", "followed"),
    [
        ((None, None), (None, None), False),
        (("2015-01-01", None), ("2015-01-01", "2018-01-01"), False),
        (("2015-01-01", "2020-01-01"), ("2016-01-01", "2020-01-01"), False),
        (("2015-01-01", None), (None, None), True),  # the minority may be older
        (("2015-01-01", None), ("2014-12-31", None), True),
        (("2015-01-01", "2020-01-01"), ("2016-01-01", "2020-01-02"), True),
        (("2015-01-01", "2020-01-01"), ("2016-01-01", None), True),
    ],
)
async def test_up_a_minority_is_not_followed_where_another_has_the_majority_all_along(
    register: Register, majority: tuple[str | None, str | None], minority: tuple[str | None, str | None], followed: bool
) -> None:
    await register.tell(holds("A", "60", "T", *majority), holds("B", "40", "T", *minority), holds("p", "100", "B"))
    found = await register.look("T", Way.UP)
    assert ("p 100 B" in register.holdings(found)) is followed


@pytest.mark.parametrize(
    ("others", "why"),
    [
        (["B 40", "C 40"], "more than the whole is declared, and the others have more than half"),
        (["A 40"], "the majority is stated twice, and the other statement may be the one that counts"),
    ],
)
async def test_up_a_majority_that_may_not_be_one_rules_nobody_out(
    register: Register, others: list[str], why: str
) -> None:
    said = [holds(one.split()[0], one.split()[1], "T", "2000-01-01") for one in others]
    await register.tell(holds("A", "60", "T"), *said, holds("B", "30", "T", "2001-01-01"), holds("p", "100", "B"))
    assert "p 100 B" in register.holdings(await register.look("T", Way.UP)), why


async def test_cycles_end(register: Register) -> None:
    await register.tell(holds("A", "60", "B"), holds("B", "60", "C"), holds("C", "60", "A"), holds("A", "100", "A"))
    down, up = await register.look("A", Way.DOWN), await register.look("A", Way.UP)
    assert register.holdings(up) == ["A 100 A", "A 60 B", "B 60 C", "C 60 A"]
    assert register.holdings(down) == ["A 60 B", "B 60 C"]
    assert (down.record.cut_off, up.record.cut_off) == ((), ())


async def test_as_known_at_any_time(connection: Connection, register: Register) -> None:
    await register.tell(holds("p", "60", "A"))
    await register.teller.tell([LinkCorrected(AT + SECOND, "new", "p>A None", share="6")])
    assert register.holdings(await register.look("p", Way.DOWN, known_at=AT + SECOND - 1)) == ["p 60 A"]
    assert register.holdings(await register.look("p", Way.DOWN)) == []
    assert register.holdings(await register.look("A", Way.UP)) == ["p 6 A"]
    assert register.holdings(await register.look("A", Way.UP, known_at=AT - 1)) == []


CHAIN = [holds(f"C{n}", "100", f"C{n + 1}") for n in range(6)]


@pytest.mark.parametrize("way", Way)
async def test_a_chain_as_long_as_allowed_is_whole_and_a_longer_one_is_said_to_be_cut(
    register: Register, way: Way
) -> None:
    await register.tell(*CHAIN)
    start = "C0" if way is Way.DOWN else "C6"
    whole = await register.look(start, way, Limits(levels=7))
    assert (len(whole.record.links), whole.record.cut_off) == (6, ())
    short = await register.look(start, way, Limits(levels=6))
    assert short.record.cut_off == ("companies controlled" if way is Way.DOWN else "chains of owners",)
    assert await register.look(start, way, Limits(levels=6)) == short


async def test_more_companies_than_the_limit_leave_out_the_whole_level(register: Register) -> None:
    await register.tell(holds("p", "100", "A"), *(holds("A", "100", f"B{n}") for n in range(4)))
    assert len((await register.look("p", Way.DOWN, Limits(most=5))).record.links) == 5
    cut = await register.look("p", Way.DOWN, Limits(most=4))
    assert (register.holdings(cut), cut.record.cut_off) == (["p 100 A"], ("companies controlled",))
    held = await register.look("p", Way.DOWN, Limits(held=3))
    assert (register.holdings(held), held.record.cut_off) == (["p 100 A"], ("companies controlled",))


async def test_a_company_with_more_owners_than_the_limit_is_known_without_them(register: Register) -> None:
    owners = [holds(f"s{n}", "1", "T") for n in range(4)]
    await register.tell(holds("A", "60", "T"), holds("p", "100", "A"), *owners)
    whole = await register.look("p", Way.DOWN, Limits(fan=5))
    assert (len(whole.record.links), whole.record.cut_off) == (6, ())
    cut = await register.look("p", Way.DOWN, Limits(fan=4))
    assert (register.holdings(cut), cut.record.cut_off) == (["p 100 A"], ("owners of a company",))
    up = await register.look("T", Way.UP, Limits(fan=4))
    assert (register.holdings(up), up.record.cut_off) == ([], ("chains of owners", "owners of a company"))


async def test_more_findings_than_the_limit_are_left_out_and_said_to_be(register: Register) -> None:
    await register.tell(
        *(holds("p", "60", "T"), finding("F1", "T"), finding("F2", "T")),
        *(holds("q", "1", "Y"), role("R", "p", "Y"), finding("F3", "Y"), finding("F4", "Y")),
    )
    few = Limits(evidence=1)
    down, up = await register.look("p", Way.DOWN, few), await register.look("T", Way.UP, few)
    assert list(down.record.findings.values()) == [()]
    assert down.record.cut_off == ("findings against controlled or controlling enterprises",)
    assert up.record.cut_off == ("roles of controllers",)


async def test_enterprises_that_are_declared_to_control(register: Register) -> None:
    await register.tell(
        *(holds("q", "1", "T"), holds("q", "1", "A"), role("D", "A", "T", LinkKind.ACTUAL_CONTROLLER)),
        *(holds("p", "1", "T"), role("E", "p", "T", LinkKind.ACTUAL_CONTROLLER)),
    )
    found = await register.look("T", Way.UP)
    assert [(one.link.kind, one.by.name) for one in found.declared] == [(LinkKind.ACTUAL_CONTROLLER, "A")]
    assert (await register.look("T", Way.DOWN)).declared == ()


async def test_many_in_one_round_trip_each_as_if_alone(register: Register, connection: Connection) -> None:
    await register.tell(
        *(holds("p", "60", "A"), holds("A", "60", "B"), holds("q", "60", "B"), holds("r", "60", "C"), *CHAIN),
    )
    asked = [register.looked(name, way) for name in ("p", "q", "r", "A", "B", "C", "C3") for way in Way]
    counting = Counting(connection)
    together = await ControlReader(counting).many([*asked, *asked])  # type: ignore[arg-type]
    assert counting.reads == [len(asked)]
    alone = [(await ControlReader(connection).many([one]))[0] for one in asked]
    assert together == [*alone, *alone]


async def test_what_is_asked_at_the_same_time_shares_a_round_trip(register: Register, connection: Connection) -> None:
    await register.tell(holds("p", "60", "A"), holds("q", "60", "B"))
    counting = Counting(connection)
    reader = ControlReader(counting)  # type: ignore[arg-type]
    groups = [[register.looked("p", Way.DOWN), register.looked("A", Way.UP)], [register.looked("q", Way.DOWN)]]
    answers = await asyncio.gather(*(reader.of_one(group) for group in groups))
    assert counting.reads == [3]
    assert [[register.holdings(one) for one in answer] for answer in answers] == [[["p 60 A"]] * 2, [["q 60 B"]]]


async def test_a_party_that_is_not_there_has_nothing(connection: Connection) -> None:
    (found,) = await ControlReader(connection).many([Looked("nobody", Way.UP, AT)])
    assert (found.record.links, found.declared) == ((), ())


NEAR = {
    "a company that the party may control": (["P 60 A", "F: A"], "P"),
    "jointly with one that it controls": (["P 60 A", "A 30 B", "P 25 B", "F: B"], "P"),
    "through a share that is not known": (["P ? A", "A ? B", "F: B"], "A P"),
    "a company that a responsible person may control": (["R: r P", "r 60 A", "F: A"], "P r"),
    "a company that somebody behind the party may control": (["p 100 A", "A 30 P", "p 60 B", "F: B"], "A P p"),
    "an enterprise that holds something, further up": (["H 10 A", "A 60 P", "F: H"], "A P"),
    "what reaches a person behind the party elsewhere": (["p 60 P", "R: p X", "F: X"], "P"),
    "what names a person behind the party": (["p 60 P", "F: X p"], "P"),
    "nothing: a minority": (["p 30 A", "q 70 A", "F: A"], "q"),
    "nothing: a small owner's other company": (["p 10 P", "p 90 B", "F: B"], "p"),
    "nothing: its own finding": (["P 60 A", "p 60 P", "F: P"], "A p"),
}


def said(text: str) -> Statement:
    """`p 60 A`: a holding, `?` not known; `R: p A`: a role; `F: A p`: a finding against A that concerns p."""
    first, second, *rest = text.split()
    if first == "R:":
        return role(text, second, *rest)
    if first == "F:":
        return finding(text, second, *rest)
    return holds(first, None if second == "?" else second, *rest)


@pytest.mark.parametrize(("told", "near"), NEAR.values(), ids=NEAR)
async def test_whose_control_a_finding_may_be_within_reach_of(register: Register, told: list[str], near: str) -> None:
    await register.tell(
        *(holds("y", "1", name) for name in "PX"), *(holds(name, "1", "Y") for name in "pqr"), *map(said, told)
    )
    names = sorted({word for text in told for word in text.split() if len(word) == 1} - {"?"})
    assert await register.near(names) == near.split()


async def test_what_is_too_far_or_too_much_to_look_at_may_be_near(register: Register) -> None:
    await register.tell(
        *CHAIN, *(holds("p", "1", f"D{n}") for n in range(3)), *(holds(f"D{n}", "1", "E") for n in range(3))
    )
    asked = ["C0", "C6", "p"]
    assert await register.near(asked, EvidenceLimits(near_levels=7)) == []
    assert await register.near(asked, EvidenceLimits(near_levels=5)) == ["C0", "C6"]
    assert await register.near(asked, EvidenceLimits(near_levels=7, near_wide=2)) == ["C0", "p"]
