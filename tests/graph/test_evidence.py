"""The evidence for checks: one query for many, shared, cut off alike everywhere, as known at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.evidence import Evidence
from domain.links import LinkKind
from domain.parties import PartyKey
from domain.rule_documents import RuleKind, make_document
from graph.connection import Connection
from graph.evidence import EvidenceLimits, EvidenceReader, Found, Wanted
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from tests.support.clock import FakeClock
from tests.support.counting import Counting
from tests.support.sayings import AT, company, finding, role, somebody
from tests.support.statements import Statement
from tests.support.telling import Teller, party_key

FETCHED = 5
"""In these tests so many times what is kept is fetched."""


def wanted(key: str, known_at: int | None = None) -> Wanted:
    return Wanted(PartyKey(key=party_key(key)), known_at)


async def tell(connection: Connection, ledger: Ledger, clock: FakeClock, statements: Sequence[Statement]) -> None:
    await Teller(connection, ledger, clock).tell(statements)


def known(found: Found) -> Evidence:
    assert found.evidence is not None
    return found.evidence


def reader_of(connection: object, limit: int = 100, **more: int) -> EvidenceReader:
    limits = EvidenceLimits(kept=limit, **{"fetched": limit * FETCHED, "nested": limit * FETCHED, **more})
    return EvidenceReader(connection, limits)  # type: ignore[arg-type]


async def test_everything_that_could_bear_on_a_party(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    await tell(
        *(connection, ledger, clock),
        [
            *(company("e"), company("x"), somebody("p"), somebody("q")),
            *(role("L1", "p", "e"), role("L2", "p", "x"), role("L3", "x", "e", LinkKind.SHAREHOLDER)),
            *(role("L4", "q", "e", LinkKind.DIRECTOR), role("L5", "x", "e", LinkKind.PRINCIPAL)),
            *(finding("F1", "e", "q"), finding("F2", "x", "p"), finding("F3", "p")),
        ],
    )
    e, p, q = (known(f) for f in await reader_of(connection).many([wanted("e"), wanted("p"), wanted("q")]))
    assert [each.number for each in e.own] == ["F1"]
    assert (e.exposures, [person.person.id for person in e.responsible]) == ((), [p.party.id])
    (responsible,) = e.responsible
    assert [link.kind for link in responsible.roles] == [LinkKind.PRINCIPAL]
    assert sorted((x.finding.number, x.link is None) for x in responsible.elsewhere) == [("F2", False), ("F2", True)]
    assert [(tie.link.kind, tie.finding.number) for tie in e.ties] == [(LinkKind.SHAREHOLDER, "F2")]
    (tie,) = e.ties
    assert (tie.link.from_id, tie.link.to_id) == (tie.other.id, e.party.id)
    assert [each.number for each in p.own] == ["F3"]
    assert sorted((x.finding.number, x.against.id == e.party.id, x.link is None) for x in p.exposures) == [
        ("F1", True, False),
        ("F2", False, False),
        ("F2", False, True),
    ]
    assert (p.responsible, p.ties) == ((), ())
    assert [(x.finding.number, x.link) for x in q.exposures] == [("F1", None)]
    assert e.own[0].concerned_ids == (q.party.id,)


async def test_answers_are_in_the_order_asked_with_repetitions_and_unknown_ones(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    await tell(connection, ledger, clock, [company("e", name="甲"), company("x", name="乙")])
    reader = reader_of(connection)
    found = await reader.many([wanted(key) for key in ("x", "nobody", "e", "x")])
    names = [each.evidence.party.name if each.evidence else None for each in found]
    assert names == ["乙", None, "甲", "乙"]
    by_id = await reader.many([Wanted(PartyKey(id=known(found[0]).party.id)), Wanted(PartyKey(id="no id of ours"))])
    assert [each.evidence.party.name if each.evidence else None for each in by_id] == ["乙", None]
    assert await reader.many([]) == []


async def test_what_was_known_then(connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    """Parties, names, links and findings appear when they were recorded, not before; known_at is at most the published
    time, and is that where none is given."""
    hour = 3_600_000_000
    await tell(
        *(connection, ledger, clock),
        [
            *(company("e"), somebody("p")),
            role("L", "p", "e", at=AT + hour),
            finding("F", "e", at=AT + 2 * hour),
            company("e", at=AT + 3 * hour, name="乙公司"),
        ],
    )
    times = [AT - 1, AT + hour // 2, AT + hour, AT + 2 * hour, AT + 3 * hour, AT + 9 * hour, None]
    found = await reader_of(connection).many([wanted("e", at) for at in times])
    told = [
        (
            each.evidence.party.name,
            each.evidence.party.former_names,
            len(each.evidence.responsible),
            len(each.evidence.own),
        )
        if each.evidence
        else None
        for each in found
    ]
    assert told == [
        None,
        ("甲公司", (), 0, 0),
        ("甲公司", (), 1, 0),
        ("甲公司", (), 1, 1),
        *[("乙公司", ("甲公司",), 1, 1)] * 3,
    ]
    published = await ledger.published()
    assert published == AT + 3 * hour
    assert [each.known_at for each in found] == [*times[:5], published, published]
    assert {each.evidence.known_at for each in found[5:] if each.evidence} == {published}


async def test_in_an_empty_register_nothing_is_known(connection: Connection) -> None:
    assert await reader_of(connection).many([wanted("e")]) == [Found(0, 0, None)]


LIMITED: dict[str, tuple[str, list[Statement], str]] = {
    "findings": ("e", [finding(f"F{n}", "e") for n in range(20)], "findings"),
    "roles": ("p", [finding(f"F{n}", "x") for n in range(20)], "roles"),
    "naming": ("q", [finding(f"F{n}", "x", "q") for n in range(20)], "findings naming the person"),
    "people": ("e", [role(f"L{n}", f"p{n}", "e") for n in range(20)], "responsible persons"),
    "elsewhere": ("e", [finding(f"F{n}", "x") for n in range(20)], "roles of responsible persons"),
    "named elsewhere": ("e", [finding(f"F{n}", "y", "p") for n in range(20)], "findings naming responsible persons"),
    "ties": ("z", [finding(f"F{n}", "x") for n in range(20)], "control ties"),
}
PEOPLE: list[Statement] = [
    *(company(key) for key in ("e", "x", "y", "z")),
    *(somebody(key) for key in ("p", "q", *(f"p{n}" for n in range(20)))),
    *(role("L", "p", "e"), role("M", "p", "x"), role("N", "z", "x", LinkKind.SHAREHOLDER)),
]


def parts(evidence: Evidence) -> list[str]:
    """What there is in the part that was cut off, whichever it is."""
    return [
        *(each.number for each in evidence.own),
        *(exposure.finding.number for exposure in evidence.exposures),
        *(tie.finding.number for tie in evidence.ties),
        *(each.finding.number for person in evidence.responsible for each in person.elsewhere),
        *(link.kind for person in evidence.responsible for link in person.roles),
    ]


@pytest.mark.parametrize("kind", LIMITED)
async def test_more_than_the_limit_is_cut_off_and_said_to_be(
    connection: Connection, ledger: Ledger, clock: FakeClock, kind: str
) -> None:
    """Up to FETCHED times the limit the first by id (those recorded first) are kept, beyond it none: never some that
    chance has picked."""
    key, many, name = LIMITED[kind]
    await tell(connection, ledger, clock, [*PEOPLE, *many])

    async def evidence(limit: int) -> Evidence:
        return known((await reader_of(connection, limit).many([wanted(key)]))[0])

    whole = await evidence(30)
    assert whole.cut_off == ()
    cut = await evidence(15)
    assert cut.cut_off == (name,)
    everything, kept = parts(whole), parts(cut)
    if kind == "people":
        assert (len(everything), len(kept)) == (21, 15)
    else:
        assert [number for number in sorted(everything) if number.startswith("F")] == sorted(f"F{n}" for n in range(20))
        assert [number for number in kept if number.startswith("F")] == [f"F{n}" for n in range(15)]
    far_too_many = await evidence(20 // FETCHED - 1)
    assert far_too_many.cut_off == (name,)
    assert [number for number in parts(far_too_many) if number.startswith("F")] == []


async def test_checks_that_arrive_together_share_a_query(embedded_connection: Connection) -> None:
    counting = Counting(embedded_connection)
    reader = reader_of(counting)
    await reader.one(wanted("first"))
    counting.gate.clear()
    first = asyncio.create_task(reader.one(wanted("a")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(reader.one(wanted(f"b{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    counting.gate.set()
    await asyncio.gather(first, *others)
    assert counting.reads == [1, 1, 20]


async def test_at_most_so_many_share_one(embedded_connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.evidence.SHARED", 8)
    counting = Counting(embedded_connection)
    reader = reader_of(counting)
    found = await asyncio.gather(*(reader.one(wanted(f"b{n}")) for n in range(20)))
    assert counting.reads == [8, 8, 4]
    assert [each.evidence for each in found] == [None] * 20


async def test_an_error_reaches_everybody_who_waits_and_the_next_ones_are_answered(
    embedded_connection: Connection,
) -> None:
    counting = Counting(embedded_connection)
    counting.error = CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "gone")
    reader = reader_of(counting)
    answers = await asyncio.gather(*(reader.one(wanted(f"b{n}")) for n in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [CreditGraphError] * 3
    counting.error = None
    assert (await reader.one(wanted("b"))).evidence is None


async def test_whoever_gives_up_waiting_takes_nothing_from_the_others(embedded_connection: Connection) -> None:
    counting = Counting(embedded_connection)
    counting.gate.clear()
    reader = reader_of(counting)
    waiting = [asyncio.create_task(reader.one(wanted(f"b{n}"))) for n in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    waiting[1].cancel()
    counting.gate.set()
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers] == [asyncio.CancelledError, asyncio.CancelledError, Found]


async def test_when_the_rules_last_changed_is_said_with_the_evidence(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    recorded = clock.now
    await RuleStore(connection, ledger).record(lambda _: [make_document(RuleKind.AREAS, "areas", 1, {"areas": []})])
    await tell(connection, ledger, clock, [company("e", at=recorded + 1)])
    (found,) = await reader_of(connection).many([wanted("e", recorded)])
    assert found == Found(recorded, recorded, None)
    (now,) = await reader_of(connection).many([wanted("e")])
    assert (now.known_at, now.rules_at) == (recorded + 1, recorded)


HEAVY: list[Statement] = [
    *(company(key) for key in ("light", "e", "f", "x", "y")),
    *(somebody(key) for key in ("p", "q")),
    *(role("L1", "p", "e"), role("L2", "p", "x"), role("L3", "q", "f"), role("L4", "q", "y"), role("L5", "q", "light")),
    *(finding(f"E{n}", "e") for n in range(4)),
    *(finding(f"X{n}", "x") for n in range(8)),
    *(finding(f"Y{n}", "y", "q") for n in range(4)),
]
"""Of parts, e has 4 of its own, 8 elsewhere and a person; light and f a person with 8 by role and 4 by name (beside the
name itself); p has 12 by roles. That makes 51."""


async def test_who_has_very_much_evidence_is_asked_about_once_more_and_answered_the_same(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    await tell(connection, ledger, clock, HEAVY)
    asked = [wanted(key) for key in ("light", "e", "nobody", "f", "p", "e")]
    counting = Counting(connection)
    generous = await reader_of(counting).many(asked)
    assert counting.reads == [5]
    assert [found.evidence and len(found.evidence.cut_off) for found in generous] == [0, 0, None, 0, 0, 0]
    for together, reads in ((51, [5]), (50, [5, 3, 1]), (28, [5, 2, 2]), (1, [5, 1, 1, 1, 1])):
        counting.reads.clear()
        assert in_order(await reader_of(counting, together=together).many(asked)) == in_order(generous)
        assert counting.reads == reads
        counting.reads.clear()
        one_by_one = await asyncio.gather(*(reader_of(counting, together=together).one(item) for item in asked))
        assert in_order(one_by_one) == in_order(generous)


def in_order(found: Sequence[Found]) -> list[object]:
    """Found, whatever the order in which an engine names things."""
    return [
        each.evidence
        and (
            each.evidence.party,
            sorted(each.evidence.own, key=lambda f: f.id),
            sorted(each.evidence.exposures, key=repr),
            sorted(
                (person.person, person.roles, sorted(person.elsewhere, key=repr))
                for person in each.evidence.responsible
            ),
        )
        for each in found
    ]


async def test_all_of_them_are_answered_as_of_one_time_though_there_is_writing_meanwhile(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    await tell(connection, ledger, clock, HEAVY)
    before = await ledger.published()

    class Writing(Counting):
        async def read(self, text: str, /, **params: Any) -> Any:
            records = await super().read(text, **params)
            await tell(connection, ledger, clock, [finding(f"New{len(self.reads)}", "f", at=clock.now + 1)])
            return records

    found = await reader_of(Writing(connection), together=1).many([wanted(key) for key in ("e", "f", "light")])
    assert [each.known_at for each in found] == [before] * 3
    assert [known(each).own for each in found][1:] == [(), ()]
    (now,) = await reader_of(connection).many([wanted("f")])
    assert [each.number for each in known(now).own] != []


async def test_more_than_one_call_can_hold_is_said_of_those_who_have_most_of_it(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    await tell(connection, ledger, clock, HEAVY)
    asked = [wanted(key) for key in ("e", "light", "nobody", "p")]  # 13, 13, 0 and 12 parts
    counting = Counting(connection)
    e, light, nobody, p = await reader_of(counting, together=14, held=25).many(asked)
    assert counting.reads == [4, 1, 1]
    assert [(found.evidence is None, found.too_much) for found in (e, light, nobody, p)] == [
        *((False, False), (True, True), (True, False), (False, False)),
    ]
    assert (len(known(e).own), light.known_at) == (4, e.known_at)
    alone = await reader_of(counting, together=14, held=0).one(asked[1])
    assert (known(alone).cut_off, alone.too_much) == ((), False)


async def test_what_reaches_responsible_persons_elsewhere_is_limited_together(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    """Each of three persons has five findings elsewhere; fourteen is less than they have together."""
    people = [statement for n in range(3) for statement in (somebody(f"p{n}"), role(f"L{n}", f"p{n}", "e"))]
    elsewhere = [
        *(statement for n in range(3) for statement in (company(f"x{n}"), role(f"M{n}", f"p{n}", f"x{n}"))),
        *(finding(f"F{n}.{k}", f"x{n}") for n in range(3) for k in range(5)),
    ]
    await tell(connection, ledger, clock, [company("e"), finding("F", "e"), *people, *elsewhere])
    whole, cut, without = [
        known((await reader_of(connection, nested=nested).many([wanted("e")]))[0]) for nested in (15, 14, 2)
    ]
    assert (whole.cut_off, [len(person.elsewhere) for person in whole.responsible]) == ((), [5, 5, 5])
    assert (cut.cut_off, [len(person.elsewhere) for person in cut.responsible]) == (
        ("roles of responsible persons",),
        [0, 0, 0],
    )
    assert (without.cut_off, without.responsible) == (("responsible persons",), ())
    assert [each.number for evidence in (whole, cut, without) for each in evidence.own] == ["F"] * 3


async def test_evidence_of_more_than_twenty_persons_is_counted_alike(
    connection: Connection, ledger: Ledger, clock: FakeClock
) -> None:
    """From there on the query counts by another expression, which stops early."""
    people = [statement for n in range(22) for statement in (somebody(f"p{n}"), role(f"L{n}", f"p{n}", "e"))]
    roles = [role(f"M{n}", f"p{n}", "x") for n in range(22)]
    await tell(connection, ledger, clock, [company("e"), company("x"), finding("F", "x"), *people, *roles])
    whole, cut = [known((await reader_of(connection, nested=n).many([wanted("e")]))[0]) for n in (22, 21)]
    assert (whole.cut_off, sum(len(person.elsewhere) for person in whole.responsible)) == ((), 22)
    assert cut.cut_off == ("responsible persons",)
    await tell(connection, ledger, clock, [finding("G", "x", at=clock.now + 1)])
    (more,) = await reader_of(connection, nested=43).many([wanted("e")])
    assert known(more).cut_off == ("roles of responsible persons",)
    (all_of_it,) = await reader_of(connection, nested=44).many([wanted("e")])
    assert known(all_of_it).cut_off == ()
