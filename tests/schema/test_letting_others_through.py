"""A long batch does not keep others waiting: between its pieces they are answered."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from schema.execution import PIECE
from server.demo_city import DAY
from tests.support.api import Api

MANY = """query($r: [DecisionRequest!]!, $d: Date) { answer: decideMany(requests: $r, asOf: $d) {
  ref decision { outcome party { name } receipt { sha256 } } error { row code } } }"""
CHECK = """query($d: Date) { answer: decide(party: {key: {source: "demo", key: "E02"}}, matter: "BIDDING", asOf: $d) {
  outcome } }"""
LOOK_UP = """query($r: [DecisionRequest!]!, $d: Date) { answer: decideMany(requests: $r, asOf: $d) {
  decision { party { identifiers { scheme } links(first: 1) { totalCount } } } } }"""
INVALID = """query($r: [DecisionRequest!]!, $d: Date) { answer: decideMany(requests: $r, asOf: $d) {
  decision { party { links(first: 1, after: "rubbish") { totalCount } } } } }"""


def requests(count: int) -> list[dict[str, Any]]:
    """About the city's first enterprises in turn; each tenth asks for what there is not."""
    return [
        {
            "party": {"key": {"source": "demo", "key": f"E{n % 12 + 1:02}"}},
            "matter": "NOTHING" if n % 10 == 9 else "BIDDING",
            "ref": str(n),
        }
        for n in range(count)
    ]


@pytest.mark.parametrize("where", ["graph.evidence.sleep", "resolvers.checks.sleep", "schema.execution.sleep"])
async def test_a_check_sent_meanwhile_is_answered_before_the_batch_ends(
    city: Api, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Evidence is read, decisions are made and the answer is put together with pauses; in the second one, the batch being
    half done, the test sends checks, and they are answered."""
    order: list[str] = []
    pauses = 0

    async def ask(name: str, query: str, requests: list[dict[str, Any]]) -> Any:
        answer = (await city.ask(query, {"d": str(DAY), **({"r": requests} if requests else {})}))["answer"]
        order.append(name)
        return answer

    async def pause(_: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 2:
            for answer in await asyncio.gather(*(ask(f"check {n}", CHECK, []) for n in range(3))):
                assert answer == {"outcome": "VETOED"}

    monkeypatch.setattr(where, pause)
    different = [{"party": {"key": {"source": "demo", "key": f"nobody {n}"}}, "matter": "BIDDING"} for n in range(400)]
    answers = await ask("batch", MANY, different)
    assert (sorted(order[:3]), order[3:]) == (["check 0", "check 1", "check 2"], ["batch"])
    assert [answer["decision"]["outcome"] for answer in answers] == ["UNKNOWN_PARTY"] * 400


async def test_in_pieces_every_answer_is_in_its_place_and_says_which_row_it_is(city: Api) -> None:
    count = 3 * PIECE + 7
    city.reads = 0
    answers = (await city.ask(MANY, {"r": requests(count), "d": str(DAY)}))["answer"]
    assert city.reads == 3, "the evidence, and twice the holdings that control is computed from"
    assert [answer["ref"] for answer in answers] == [str(n) for n in range(count)]
    assert [answer["error"] for answer in answers if answer["error"]] == [
        {"row": n, "code": "UNKNOWN_MATTER"} for n in range(9, count, 10)
    ]
    alone = (await city.ask(MANY, {"r": requests(PIECE), "d": str(DAY)}))["answer"]
    assert [answer["decision"] and answer["decision"]["outcome"] for answer in alone] == [
        answer["decision"] and answer["decision"]["outcome"] for answer in answers[:PIECE]
    ]


async def test_what_the_answers_look_up_is_one_round_trip_for_all_pieces(city: Api) -> None:
    counted = []
    for count in (PIECE // 2, 4 * PIECE):
        city.reads = 0
        answers = (await city.ask(LOOK_UP, {"r": requests(count), "d": str(DAY)}))["answer"]
        assert len(answers) == count
        counted.append(city.reads)
    assert counted == [6, 6]


async def test_an_error_within_a_piece_has_the_path_of_its_row(city: Api) -> None:
    asked = [*requests(9) * 12, {"party": {"key": {"source": "demo", "key": "nobody"}}, "matter": "BIDDING"}]
    body = (await city.post(INVALID, {"r": asked, "d": str(DAY)})).json()
    assert sorted({error["path"][1] for error in body["errors"]}) == list(range(len(asked) - 1))
    assert {error["extensions"]["code"] for error in body["errors"]} == {"INVALID_CURSOR"}
