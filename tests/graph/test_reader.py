"""Reading the register as known now: every list in the order asked, one round trip for any number of keys."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from domain.findings import EventKind, Grade, Recognition
from domain.identifiers import Identifier, IdentifierScheme, citizen_id, uscc
from domain.links import Link, LinkKind, Share
from domain.parties import Party, PartyKey, PartyKind
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Direction, LinksWanted, Reader
from tests.support.clock import FakeClock
from tests.support.engines import execute
from tests.support.loading import IDENTITY_KEY, make_loader
from tests.support.statements import (
    EventStated,
    FindingStated,
    LinkCorrected,
    LinkEnded,
    LinkStated,
    PartyStated,
)
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000
SECOND = 1_000_000
USCC, CITIZEN = "91110000600037341L", "11010519491231002X"


class Counting:
    """A connection that counts its reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.reads = 0

    async def read(self, text: str, /, **params: Any) -> Any:
        self.reads += 1
        return await self._connection.read(text, **params)


@pytest.fixture
def counting(connection: Connection) -> Counting:
    return Counting(connection)


@pytest.fixture
def reader(counting: Counting) -> Reader:
    return Reader(counting)  # type: ignore[arg-type]


@pytest.fixture
def teller(connection: Connection, ledger: Ledger, clock: FakeClock) -> Teller:
    return Teller(connection, ledger, clock)


def entity(key: str, name: str = "甲公司", at: int = AT) -> PartyStated:
    return PartyStated(at, key, PartyKind.ENTERPRISE, name)


def keys(*names: str) -> list[PartyKey]:
    return [PartyKey(key=party_key(name)) for name in names]


async def ids(reader: Reader, *names: str) -> list[str]:
    return [party.id if party else "" for party in await reader.parties(keys(*names))]


async def test_parties_by_key_and_by_id_in_the_order_asked(reader: Reader, counting: Counting, teller: Teller) -> None:
    await teller.tell(
        [
            PartyStated(AT, "e", PartyKind.ORGANIZATION, "某协会", ("旧协会",)),
            PartyStated(AT, "p", PartyKind.PERSON, "张三", (), True),
            PartyStated(AT + SECOND, "e", PartyKind.ORGANIZATION, "新协会"),
        ]
    )
    e, nobody, p, again = await reader.parties(keys("e", "nobody", "p", "e"))
    assert counting.reads == 1
    assert e == Party(e.id if e else "", PartyKind.ORGANIZATION, "新协会", ("旧协会", "某协会"), recorded_at=AT)
    assert p == Party(p.id if p else "", PartyKind.PERSON, "张三", on_public_payroll=True, recorded_at=AT)
    assert (nobody, again) == (None, e)
    assert e is not None
    assert p is not None
    assert await reader.parties([PartyKey(id=p.id), PartyKey(id="none"), PartyKey(id=e.id)]) == [p, None, e]
    assert await reader.parties([]) == []


async def test_what_is_not_published_is_not_there(connection: Connection, reader: Reader, teller: Teller) -> None:
    """A commit that has become visible before it was published: a party, and a new name of another one."""
    await teller.tell([entity("e"), entity("x")])
    await execute(
        connection,
        """MATCH (l:Ledger) MATCH (:Identifier {key: $e})-[:IDENTIFIES]->(e) MATCH (n:Identifier {key: $x})-[:IDENTIFIES]->(x)
        SET x.name = '新', x.former_names = ['甲公司'], x.revised_at = l.published + 1,
          x.versions = x.versions + ['{"at":' + toString(l.published + 1) + ',"name":"新","former_names":["甲公司"],' +
            '"organization_type":null,"on_public_payroll":null,"area_code":null}'],
          e.recorded_at = l.published + 1, e.revised_at = l.published + 1""",
        e=party_key("e"),
        x=party_key("x"),
    )
    e, x = await reader.parties(keys("e", "x"))
    assert e is None
    assert x is not None
    assert (x.name, x.former_names) == ("甲公司", ())
    await execute(connection, "MATCH (l:Ledger) SET l.published = l.published + 1")
    e, x = await reader.parties(keys("e", "x"))
    assert e is not None
    assert x is not None
    assert (x.name, x.former_names) == ("新", ("甲公司",))


async def test_identifiers_with_personal_numbers_masked(
    reader: Reader, counting: Counting, ledger: Ledger, teller: Teller
) -> None:
    loader = make_loader(ledger)
    await loader.load_parties(
        [
            {"key": "e", "kind": "enterprise", "name": "甲公司", "uscc": USCC},
            {"key": "p", "kind": "person", "name": "张三", "citizen_id": CITIZEN},
        ],
        "register",
    )
    await loader.load_parties([{"key": "77", "kind": "enterprise", "name": "甲公司", "uscc": USCC}], "archive")
    e, p = await ids(reader, "e", "p")
    counting.reads = 0
    of_p, of_nobody, of_e = await reader.identifiers([p, "none", e])
    assert counting.reads == 1
    assert of_p == [
        citizen_id(CITIZEN, IDENTITY_KEY),
        Identifier("KEY:register:p", IdentifierScheme.KEY, "p", "register"),
    ]
    assert of_p[0].value == "1101************2X"
    assert of_nobody == []
    assert of_e == [
        Identifier("KEY:archive:77", IdentifierScheme.KEY, "77", "archive"),
        Identifier("KEY:register:e", IdentifierScheme.KEY, "e", "register"),
        uscc(USCC),
    ]


LINKS = [
    LinkStated(AT, "L0", LinkKind.SHAREHOLDER, "e", "x", share="60"),
    LinkStated(AT + 1 * SECOND, "L1", LinkKind.SHAREHOLDER, "x", "e", date(2019, 1, 1), date(2020, 1, 1), "5-10"),
    LinkStated(AT + 2 * SECOND, "L2", LinkKind.DIRECTOR, "p", "e", until=date(2019, 6, 1)),
    LinkStated(AT + 3 * SECOND, "L3", LinkKind.SHAREHOLDER, "e", "e", share="1"),
    LinkStated(AT + 4 * SECOND, "L4", LinkKind.BRANCH, "e", "x", date(2019, 6, 1)),
    LinkStated(AT + 5 * SECOND, "L5", LinkKind.DIRECTOR, "p", "x"),
    LinkStated(AT + 6 * SECOND, "L6", LinkKind.PRINCIPAL, "p", "e"),
]


async def tell_links(teller: Teller) -> None:
    parties = [entity("e"), entity("x"), PartyStated(AT, "p", PartyKind.PERSON, "张三")]
    await teller.tell([*parties, *LINKS])


def expected(party: str, direction: Direction, kinds: frozenset[LinkKind] | None, day: date | None) -> list[str]:
    return [
        link.label
        for link in LINKS
        if ((direction != "IN" and link.source == party) or (direction != "OUT" and link.target == party))
        and (kinds is None or link.kind in kinds)
        and (day is None or (link.since or date.min) <= day < (link.until or date.max))
    ]


async def test_pages_of_links_in_every_direction_of_any_kind_on_any_day(
    reader: Reader, counting: Counting, teller: Teller
) -> None:
    await tell_links(teller)
    party_ids = dict(zip("exp", await ids(reader, "e", "x", "p"), strict=True))
    labels = {link_id: label for label, link_id in teller.link_ids.items()}
    directions: list[Direction] = ["OUT", "IN", "BOTH"]
    kinds = [
        None,
        frozenset({LinkKind.SHAREHOLDER}),
        frozenset({LinkKind.DIRECTOR, LinkKind.BRANCH}),
        frozenset[LinkKind](),
    ]
    days = [None, date(2018, 12, 31), date(2019, 1, 1), date(2019, 5, 31), date(2019, 6, 1), date(2020, 1, 1)]
    cases = list(product("exp", directions, kinds, days))
    wanted = [LinksWanted(party_ids[p], direction, of, day) for p, direction, of, day in cases]
    counting.reads = 0
    found = await reader.links(wanted, 100)
    counts = await reader.link_counts(wanted)
    assert counting.reads == 2
    for case, links, total in zip(cases, found, counts, strict=True):
        assert [labels[link.id] for link in links] == expected(*case), case
        assert total == len(links), case


@pytest.mark.parametrize("first", [1, 2, 3, 100])
async def test_pages_follow_each_other_without_loss_or_repetition(reader: Reader, teller: Teller, first: int) -> None:
    await tell_links(teller)
    e, x = await ids(reader, "e", "x")
    for party, count in ((e, 6), (x, 4)):
        seen: list[Link] = []
        while True:
            (page,) = await reader.links([LinksWanted(party, after=seen[-1].id if seen else "")], first)
            assert len(page) <= first
            seen += page
            if not page:
                break
        assert [link.id for link in seen] == sorted({link.id for link in seen})
        assert len(seen) == count


async def test_a_link_says_what_was_recorded_and_superseded_versions_are_found_by_id_only(
    reader: Reader, counting: Counting, teller: Teller
) -> None:
    await tell_links(teller)
    corrected = LinkCorrected(AT + 10 * SECOND, "L1 right", "L1", date(2018, 1, 1), None, "12.50")
    await teller.tell([corrected, LinkEnded(AT + 11 * SECOND, "L6 ended", "L6", date(2020, 5, 5))])
    e, x, p = await ids(reader, "e", "x", "p")
    now, wrong, right = (teller.link_ids[label] for label in ("L6 ended", "L1", "L1 right"))
    counting.reads = 0
    found = await reader.links_by_id([right, "none", wrong, now, right])
    assert counting.reads == 1
    made = found[0]
    assert made is not None
    assert (found[1], found[4]) == (None, made)
    assert made == Link(
        *(right, LinkKind.SHAREHOLDER, x, e, date(2018, 1, 1), None, Share(Decimal("12.50"), Decimal("12.50"))),
        source=made.source,
        records=("L1",),
        recorded_at=AT + 10 * SECOND,
        superseded_at=NEVER,
    )
    old = found[2]
    assert old is not None
    assert (old.since, old.until, str(old.share)) == (date(2019, 1, 1), date(2020, 1, 1), "5-10")
    assert (old.recorded_at, old.superseded_at) == (AT + 1 * SECOND, AT + 10 * SECOND)
    ended = found[3]
    assert ended is not None
    assert (ended.from_id, ended.to_id, ended.until) == (p, e, date(2020, 5, 5))
    (page,) = await reader.links([LinksWanted(e)], 100)
    assert {wrong, teller.link_ids["L6"]} & {link.id for link in page} == set()
    assert {right, now} <= {link.id for link in page}


async def test_nobodys_links_and_findings(reader: Reader) -> None:
    assert await reader.links([LinksWanted("none")], 10) == [[]]
    assert await reader.link_counts([LinksWanted("none")]) == [0]
    assert await reader.findings_of(["none"]) == [[]]
    assert await reader.links_by_id(["none"]) == [None]
    assert await reader.links([], 10) == []
    assert await reader.link_counts([]) == []


def finding(number: str, party: str, area: str = "WORK_SAFETY", at: int = AT) -> FindingStated:
    departments = {"WORK_SAFETY": "KS_EMERGENCY_MANAGEMENT", "FIRE_SAFETY": "KS_FIRE_BRIGADE"}
    return FindingStated(
        *(at, number, party, area, departments[area], date(2019, 7, 20), date(2019, 8, 1)),
        rectify_by=date(2019, 9, 1),
        concerned=("p",),
    )


async def test_findings_by_id_by_number_of_parties_and_in_a_run(
    reader: Reader, counting: Counting, teller: Teller
) -> None:
    await teller.tell(
        [
            *(entity("e"), entity("x"), PartyStated(AT, "p", PartyKind.PERSON, "张三")),
            finding("F1", "e", at=AT + 1 * SECOND),
            finding("F2", "x", "FIRE_SAFETY", at=AT + 2 * SECOND),
            finding("F3", "e", at=AT + 3 * SECOND),
            EventStated(AT + 4 * SECOND, "F1", EventKind.RECTIFIED, date(2019, 8, 20)),
        ]
    )
    e, x, p = await ids(reader, "e", "x", "p")
    counting.reads = 0
    first, none, second, again = await reader.findings_by_number(["F1", "none", "F2", "F1"])
    assert counting.reads == 1
    assert first is not None
    assert second is not None
    assert (none, again) == (None, first)
    assert (first.number, first.party_id, first.area, first.department) == (
        "F1",
        e,
        "WORK_SAFETY",
        "KS_EMERGENCY_MANAGEMENT",
    )
    assert (first.concerned_ids, first.penalty_ids, first.recorded_at) == ((p,), (), AT + SECOND)
    assert [(event.kind, event.occurred_on, event.recorded_at) for event in first.events] == [
        (EventKind.RECOGNIZED, date(2019, 8, 1), AT + SECOND),
        (EventKind.RECTIFIED, date(2019, 8, 20), AT + 4 * SECOND),
    ]
    assert first.recognition == Recognition(date(2019, 7, 20), Grade.GENERAL, date(2019, 9, 1))
    assert await reader.findings_by_id([second.id, "none", first.id]) == [second, None, first]
    of_x, of_nobody, of_e = await reader.findings_of([x, "none", e])
    assert (of_x, of_nobody) == ([second], [])
    assert [each.number for each in of_e] == ["F1", "F3"]
    run = await reader.findings(None, "", 10)
    assert [each.number for each in run] == ["F1", "F2", "F3"]
    assert [each.number for each in await reader.findings("WORK_SAFETY", "", 10)] == ["F1", "F3"]
    assert [each.number for each in await reader.findings(None, run[0].id, 1)] == ["F2"]
    assert await reader.findings(None, run[2].id, 10) == []


async def test_penalties_by_id_with_everything_they_say(
    reader: Reader, counting: Counting, ledger: Ledger, teller: Teller, clock: FakeClock
) -> None:
    await teller.tell([PartyStated(AT, "p", PartyKind.PERSON, "张三")])
    clock.now = AT + SECOND
    loader = make_loader(ledger)
    row = {
        "document_number": "昆公行罚决字〔2019〕1号",
        "party_key": "p",
        "department": "KS_PUBLIC_SECURITY",
        "decided_on": "2019-09-05",
        "act": "扰乱单位秩序\n情节较重",
        "category": "拘留",
        "content": "拘留五日",
        "amount_10k": "0.05",
        "valid_until": "2020-09-05",
        "publicised_until": "2022-09-05",
        "basis": "治安管理处罚法第二十三条",
    }
    case = {
        "number": "M1",
        "party_key": "p",
        "area": "MEDICAL_ORDER",
        "department": "KS_HEALTH_COMMISSION",
        "act_on": "2019-09-01",
        "recognised_on": "2019-09-10",
        "penalty_document_number": row["document_number"],
    }
    assert (await loader.load_penalties([row], "register")).row_errors == []
    assert (await loader.load_findings([case], "register")).row_errors == []
    (found,) = await reader.findings_by_number(["M1"])
    assert found is not None
    counting.reads = 0
    penalty, none = await reader.penalties([*found.penalty_ids, "none"])
    assert counting.reads == 1
    assert none is None
    assert penalty is not None
    assert (penalty.document_number, penalty.department) == (row["document_number"], "KS_PUBLIC_SECURITY")
    assert (penalty.party_id, penalty.decided_on) == (found.party_id, date(2019, 9, 5))
    assert (penalty.act, penalty.category, penalty.content) == (row["act"], "拘留", "拘留五日")
    assert (penalty.amount_10k, penalty.basis) == (Decimal("0.05"), row["basis"])
    assert (penalty.valid_until, penalty.publicised_until) == (date(2020, 9, 5), date(2022, 9, 5))
    assert (penalty.source, penalty.recorded_at) == ("register", AT + SECOND)
