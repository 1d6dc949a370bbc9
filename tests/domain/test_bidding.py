"""Conflicts among bidders: each kind, its evidence, what is certain and what is only possible."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.bidding import Bidder, Conflict, Declared, conflicts_on
from domain.control_record import ControlRecord
from domain.links import LinkKind
from domain.parties import PartyKind
from tests.domain.deciding import KNOWN_AT, enterprise, evidence, link, person
from tests.support.loading import shipped_rules
from tests.support.plain_register import PlainRegister
from tests.support.statements import PartyStated, Statement

DAY = date(2020, 1, 1)
HOLDS, RUNS = LinkKind.SHAREHOLDER, LinkKind.LEGAL_REPRESENTATIVE
CONTROLS, LEADS = LinkKind.ACTUAL_CONTROLLER, LinkKind.PRINCIPAL
A, B, C, D, H = (enterprise(key, f"{key}公司") for key in "ABCDH")
P, Q = person("p", "张三"), person("q", "李四")


def bidder(statements: Sequence[Statement], key: str) -> Bidder:
    found = evidence(statements, key)
    assert found.control is not None
    return Bidder(found, found.control)


def conflicts(told: Sequence[Statement], bidders: str = "A B C", day: date = DAY) -> list[str]:
    """`kind[?] common: bidders by evidence`, in words."""
    return [
        text(one) for one in conflicts_on([bidder([A, B, C, D, H, P, Q, *told], key) for key in bidders.split()], day)
    ]


def text(conflict: Conflict) -> str:
    ways = [
        f"{'-'.join(party.id.removeprefix('party:') for party in path.parties)}({','.join(one.id[5:] for one in path.links)})"
        for path in conflict.evidence
    ]
    names = "".join(party.id.removeprefix("party:") for party in conflict.bidders)
    kind = conflict.kind + ("" if conflict.certain else "?")
    return f"{kind} {conflict.common.id.removeprefix('party:')}: {names} {' '.join(ways)}".rstrip()


def test_bidders_that_have_nothing_to_do_with_each_other() -> None:
    told = [link("1", HOLDS, "p", "A", share="50"), link("2", HOLDS, "p", "B", share="50"), link("3", RUNS, "q", "C")]
    assert conflicts(told) == []
    assert conflicts([link("1", LinkKind.DIRECTOR, "p", "A"), link("2", LinkKind.SUPERVISOR, "p", "B")]) == []


def test_a_person_controls_two_by_holdings_one_of_them_over_a_chain() -> None:
    told = [
        *(link("1", HOLDS, "p", "A", share="51"), link("2", HOLDS, "p", "H", share="51")),
        *(link("3", HOLDS, "H", "B", share="51"), link("4", HOLDS, "q", "C", share="100")),
    ]
    assert conflicts(told) == ["COMMON_CONTROLLER p: AB A-p(1) B-H-p(3,2)"]
    assert conflicts(told, "B A") == ["COMMON_CONTROLLER p: BA B-H-p(3,2) A-p(1)"]
    assert conflicts(told, "B C") == []


def test_joint_control_and_a_declared_controller() -> None:
    told = [
        *(link("1", HOLDS, "H", "D", share="60"), link("2", HOLDS, "H", "A", share="30")),
        *(link("3", HOLDS, "D", "A", share="21"), link("4", CONTROLS, "p", "C")),
        *(link("5", HOLDS, "p", "H", share="90"),),
    ]
    assert conflicts(told) == ["COMMON_CONTROLLER p: AC A-D-H-p(2,3,1,5) C-p(4)"]


def test_every_party_that_controls_two_is_named() -> None:
    told = [
        *(link("1", HOLDS, "H", "A", share="60"), link("2", HOLDS, "H", "B", share="60")),
        link("3", HOLDS, "p", "H", share="60"),
    ]
    assert conflicts(told) == ["COMMON_CONTROLLER H: AB A-H(1) B-H(2)", "COMMON_CONTROLLER p: AB A-H-p(1,3) B-H-p(2,3)"]


def test_one_bidder_controls_another() -> None:
    told = [link("1", HOLDS, "A", "H", share="60"), link("2", HOLDS, "H", "C", share="60")]
    assert conflicts(told) == ["CONTROL A: AC C-H-A(2,1)"]
    assert conflicts([link("1", CONTROLS, "p", "B")], "p B") == ["CONTROL p: pB B-p(1)"]
    more = [*told, link("3", HOLDS, "A", "B", share="100")]
    assert conflicts(more) == [
        "CONTROL A: AB B-A(3)",
        "CONTROL A: AC C-H-A(2,1)",
        "COMMON_CONTROLLER A: BC B-A(3) C-H-A(2,1)",
    ]


def test_two_that_control_each_other() -> None:
    told = [link("1", HOLDS, "A", "B", share="60"), link("2", HOLDS, "B", "A", share="60")]
    assert conflicts(told) == ["CONTROL A: AB B-A(1)", "CONTROL B: BA A-B(2)"]


def test_one_person_is_responsible_for_two_in_whatever_role() -> None:
    told = [link("1", RUNS, "p", "A"), link("2", LEADS, "p", "B"), link("3", RUNS, "q", "C")]
    assert conflicts(told) == ["COMMON_RESPONSIBLE_PERSON p: AB A-p(1) B-p(2)"]
    told = [link("1", RUNS, "p", "A"), link("2", CONTROLS, "p", "B")]
    assert conflicts(told) == ["COMMON_RESPONSIBLE_PERSON p: AB A-p(1) B-p(2)"]
    told = [link("1", RUNS, "p", "A"), link("2", HOLDS, "p", "B", share="99")]
    assert conflicts(told) == ["COMMON_RESPONSIBLE_PERSON p: AB A-p(1) B-p(2)"]


def test_who_controls_two_and_runs_one_of_them_is_one_conflict_who_runs_both_is_two() -> None:
    controls = [link("1", HOLDS, "p", "A", share="99"), link("2", HOLDS, "p", "B", share="99")]
    first = "COMMON_CONTROLLER p: AB A-p(1) B-p(2)"
    assert conflicts([*controls, link("3", RUNS, "p", "A")]) == [first]
    both = [*controls, link("3", RUNS, "p", "A"), link("4", RUNS, "p", "B")]
    assert conflicts(both) == [first, "COMMON_RESPONSIBLE_PERSON p: AB A-p(3) A-p(1) B-p(4) B-p(2)"]
    third = [*controls, link("3", RUNS, "p", "C")]
    assert conflicts(third) == [first, "COMMON_RESPONSIBLE_PERSON p: ABC A-p(1) B-p(2) C-p(3)"]


def test_a_person_who_bids_and_runs_another_bidder() -> None:
    assert conflicts([link("1", RUNS, "p", "A")], "A p") == ["COMMON_RESPONSIBLE_PERSON p: Ap A-p(1)"]
    assert conflicts([link("1", RUNS, "p", "A")], "B p") == []


def test_only_what_holds_on_the_day() -> None:
    told = [
        *(link("1", HOLDS, "p", "A", until="2020-01-01", share="51"), link("2", HOLDS, "p", "B", share="51")),
        *(link("3", RUNS, "q", "A"), link("4", RUNS, "q", "B", since="2020-01-01")),
    ]
    assert conflicts(told, day=date(2019, 12, 31)) == ["COMMON_CONTROLLER p: AB A-p(1) B-p(2)"]
    assert conflicts(told) == ["COMMON_RESPONSIBLE_PERSON q: AB A-q(3) B-q(4)"]


def test_control_that_is_only_possible_is_said_to_be_and_stands_last() -> None:
    told = [
        *(link("1", HOLDS, "p", "A", share="40-60"), link("2", HOLDS, "p", "B")),
        *(link("3", RUNS, "q", "B"), link("4", RUNS, "q", "C")),
    ]
    assert conflicts(told) == [
        "COMMON_RESPONSIBLE_PERSON q: BC B-q(3) C-q(4)",
        "COMMON_CONTROLLER? p: AB A-p(1) B-p(2)",
    ]
    certain = [
        link("1", HOLDS, "p", "A", share="60"),
        link("2", HOLDS, "p", "B", share="60"),
        link("3", HOLDS, "p", "C"),
    ]
    assert conflicts(certain) == [
        "COMMON_CONTROLLER p: AB A-p(1) B-p(2)",
        "COMMON_CONTROLLER? p: ABC A-p(1) B-p(2) C-p(3)",
    ]
    assert conflicts([link("1", HOLDS, "A", "B")]) == ["CONTROL? A: AB B-A(1)"]
    mixed = [link("1", RUNS, "p", "A"), link("2", HOLDS, "p", "B", share="50-51")]
    assert conflicts(mixed) == ["COMMON_RESPONSIBLE_PERSON? p: AB A-p(1) B-p(2)"]
    excluded = [link("1", RUNS, "p", "A"), link("2", HOLDS, "p", "B"), link("3", HOLDS, "q", "B", share="50")]
    assert conflicts(excluded) == []


def test_a_party_named_twice_is_a_conflict_with_itself_and_one_bidder_in_every_other() -> None:
    told = [link("1", RUNS, "p", "A"), link("2", RUNS, "p", "B")]
    assert conflicts(told, "A B A") == ["SAME_BIDDER A: AA", "COMMON_RESPONSIBLE_PERSON p: AB A-p(1) B-p(2)"]
    assert conflicts(told, "A A") == ["SAME_BIDDER A: AA"]


def test_an_enterprise_that_is_declared_to_control_two() -> None:
    told: list[Statement] = [A, B, H, link("1", CONTROLS, "H", "A"), link("2", CONTROLS, "H", "B", until="2020-06-01")]
    first, second = (bidder(told, key) for key in "AB")
    assert conflicts_on([first, second], DAY) == ()
    record = first.owners
    holding = record.parties["party:H"]
    ties = PlainRegister(told, shipped_rules())
    declared = {
        one.to_id: Declared(one, holding)
        for one in ties.known_links(KNOWN_AT)
        if one.kind is LinkKind.ACTUAL_CONTROLLER
    }
    both = [Bidder(one.evidence, ControlRecord(), (declared[one.evidence.party.id],)) for one in (first, second)]
    assert [text(one) for one in conflicts_on(both, DAY)] == ["COMMON_CONTROLLER H: AB A-H(1) B-H(2)"]
    assert conflicts_on(both, date(2020, 6, 1)) == ()


def test_organizations_and_persons_bid_like_enterprises() -> None:
    told = [PartyStated(1, "O", PartyKind.ORGANIZATION, "协会"), link("1", LEADS, "p", "O"), link("2", RUNS, "p", "A")]
    assert conflicts(told, "O A") == ["COMMON_RESPONSIBLE_PERSON p: OA O-p(1) A-p(2)"]
