"""Loading parties (docs/decisions/loading.md), on both engines."""

from __future__ import annotations

import json

import pytest

from domain.errors import CreditGraphError
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.loading import Loader
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader, problems

USCC = "91110000600037341L"
OTHER_USCC = "91320583MA1MABCD0Y"
CITIZEN = "11010519491231002X"


@pytest.fixture
def loader(ledger: Ledger) -> Loader:
    return make_loader(ledger)


def enterprise(key: str, name: str, **more: object) -> dict[str, object]:
    return {"key": key, "kind": "enterprise", "name": name, **more}


def person(key: str, name: str, **more: object) -> dict[str, object]:
    return {"key": key, "kind": "person", "name": name, **more}


async def parties(connection: Connection) -> dict[str, dict[str, object]]:
    """By each identifier's key: what is known of the party."""
    query = "MATCH (n:Identifier)-[:IDENTIFIES]->(p:Party) RETURN n.key AS key, p{.*} AS p"
    return {record["key"]: record["p"] for record in await connection.read(query)}


async def test_new_parties_of_each_kind(loader: Loader, connection: Connection) -> None:
    outcome = await loader.load_parties(
        [
            enterprise("E1", "甲公司", uscc=USCC, organization_type="有限责任公司", area_code="320583"),
            {"key": "O1", "kind": "Organization", "name": "某某合作社"},
            person("P1", "张三", citizen_id=CITIZEN, on_public_payroll="是", former_names="张二；张二小;张三"),
        ],
        "register",
    )
    assert counts(outcome) == (3, 3, 0, 0, 0)
    known = await parties(connection)
    assert sorted(known) == sorted(
        ["KEY:register:E1", "KEY:register:O1", "KEY:register:P1", f"USCC:{USCC}", *[k for k in known if "CITIZEN" in k]]
    )
    assert known["KEY:register:E1"] == known[f"USCC:{USCC}"]
    first = known["KEY:register:P1"]
    assert (first["kind"], first["name"], first["former_names"], first["on_public_payroll"]) == (
        "PERSON",
        "张三",
        ["张二", "张二小"],
        True,
    )
    assert json.loads(first["versions"][0]) == {  # type: ignore[index]
        "at": first["recorded_at"],
        "name": "张三",
        "former_names": ["张二", "张二小"],
        "organization_type": None,
        "on_public_payroll": True,
        "area_code": None,
    }
    assert CITIZEN not in "".join(await dump(connection))


async def test_loading_twice_changes_nothing(loader: Loader, connection: Connection) -> None:
    rows = [
        enterprise("E1", "甲公司", uscc=USCC, record="r1"),
        enterprise("E1", "乙公司", record="r2"),
        enterprise("E1", "甲公司"),
        person("P1", "张三", on_public_payroll="true"),
    ]
    first = await loader.load_parties(rows, "register")
    assert counts(first) == (4, 2, 1, 1, 0)
    before = await dump(connection)
    again = await loader.load_parties(rows, "register")
    assert counts(again) == (4, 0, 0, 4, 0)
    assert await dump(connection) == before


async def test_two_names_of_one_key_are_name_and_former_name(loader: Loader, connection: Connection) -> None:
    outcome = await loader.load_parties(
        [enterprise("E1", "昆山（甲）公司"), enterprise("E1", "昆山(甲) 公司"), enterprise("E1", "乙公司")], "register"
    )
    assert counts(outcome) == (3, 1, 1, 1, 0)
    party = (await parties(connection))["KEY:register:E1"]
    assert (party["name"], party["former_names"], party["name_norm"]) == ("乙公司", ["昆山（甲）公司"], "乙公司")
    assert outcome.notes == [
        "Row 2: E1 was called 昆山（甲）公司 and is now called 乙公司; the earlier name is kept as a former name."
    ]


async def test_a_change_appends_a_version(loader: Loader, connection: Connection) -> None:
    await loader.load_parties(
        [enterprise("E1", "甲公司", organization_type="有限责任公司", area_code="320583")], "register"
    )
    outcome = await loader.load_parties([enterprise("E1", "乙公司", organization_type="股份有限公司")], "register")
    assert counts(outcome) == (1, 0, 1, 0, 0)
    party = (await parties(connection))["KEY:register:E1"]
    versions = [json.loads(text) for text in party["versions"]]  # type: ignore[attr-defined]
    assert [(v["name"], v["organization_type"], v["area_code"]) for v in versions] == [
        ("甲公司", "有限责任公司", "320583"),
        ("乙公司", "股份有限公司", "320583"),
    ]
    assert versions[1]["at"] == party["revised_at"] > versions[0]["at"] == party["recorded_at"]


async def test_a_source_that_repeats_itself_undoes_nothing(loader: Loader, connection: Connection) -> None:
    await loader.load_parties([person("1", "张三", on_public_payroll="true", citizen_id=CITIZEN)], "staff")
    await loader.load_parties([person("9", "张三", on_public_payroll="false", citizen_id=CITIZEN)], "audit")
    again = await loader.load_parties([person("1", "张三", on_public_payroll="true", citizen_id=CITIZEN)], "staff")
    assert counts(again) == (1, 0, 0, 1, 0)
    assert (await parties(connection))["KEY:staff:1"]["on_public_payroll"] is False
    back = await loader.load_parties([person("1", "张三", on_public_payroll="false")], "staff")
    assert counts(back) == (1, 0, 0, 1, 0)
    returned = await loader.load_parties([person("1", "张三", on_public_payroll="true")], "staff")
    assert counts(returned) == (1, 0, 1, 0, 0)
    assert (await parties(connection))["KEY:staff:1"]["on_public_payroll"] is True


async def test_identifiers_lead_to_one_party_or_to_a_conflict(loader: Loader, connection: Connection) -> None:
    outcome = await loader.load_parties(
        [
            enterprise("E1", "甲公司", uscc=USCC),
            enterprise("E2", "甲公司", uscc=USCC),  # another key of the same party
            enterprise("E3", "丙公司"),
            enterprise("E3", "丙公司", uscc=USCC),  # leads to two
            enterprise("E1", "甲公司", uscc=OTHER_USCC),  # has another already
            enterprise("E3", "丙公司", uscc=OTHER_USCC),  # new to the party
            person("E3", "丙"),
        ],
        "register",
    )
    assert counts(outcome) == (7, 2, 2, 0, 3)
    assert problems(outcome) == [
        (3, "uscc", "IDENTITY_CONFLICT"),
        (4, "uscc", "IDENTITY_CONFLICT"),
        (6, "kind", "KIND_CONFLICT"),
    ]
    known = await parties(connection)
    assert {key: party["name"] for key, party in known.items()} == {
        "KEY:register:E1": "甲公司",
        "KEY:register:E2": "甲公司",
        f"USCC:{USCC}": "甲公司",
        "KEY:register:E3": "丙公司",
        f"USCC:{OTHER_USCC}": "丙公司",
    }
    again = await loader.load_parties([enterprise("E1", "甲公司", uscc=OTHER_USCC), person("E3", "丙")], "register")
    assert problems(again) == [(0, "uscc", "IDENTITY_CONFLICT"), (1, "kind", "KIND_CONFLICT")]


async def test_a_name_is_not_an_identity(loader: Loader, connection: Connection) -> None:
    outcome = await loader.load_parties([person("1", "张伟"), person("2", "张伟")], "register")
    assert counts(outcome) == (2, 2, 0, 0, 0)
    known = await parties(connection)
    assert known["KEY:register:1"]["id"] != known["KEY:register:2"]["id"]


async def test_every_problem_of_a_row_is_told_and_no_value_repeated(loader: Loader, connection: Connection) -> None:
    outcome = await loader.load_parties(
        [
            {"key": "", "kind": "company", "name": "甲\x00", "uscc": "1"},
            person("P1", "张三", uscc=USCC, citizen_id="110105194912310021"),
            enterprise("E1", "甲公司", citizen_id=CITIZEN, on_public_payroll="maybe"),
            person(CITIZEN, "李四"),
            person("P2", "王五"),
        ],
        "register",
    )
    assert counts(outcome) == (5, 1, 0, 0, 4)
    assert sorted(problems(outcome)) == [
        (0, "key", "REQUIRED"),
        (0, "kind", "INVALID_VALUE"),
        (0, "name", "INVALID_VALUE"),
        (0, "uscc", "INVALID_IDENTIFIER"),
        (1, "citizen_id", "INVALID_IDENTIFIER"),
        (1, "uscc", "INVALID_IDENTIFIER"),
        (2, "citizen_id", "INVALID_IDENTIFIER"),
        (2, "on_public_payroll", "INVALID_VALUE"),
        (3, "key", "INVALID_IDENTIFIER"),
    ]
    said = " ".join(problem.message for problem in outcome.row_errors)
    assert CITIZEN not in said
    assert "110105194912310021" not in said
    assert list(await parties(connection)) == ["KEY:register:P2"]


async def test_sources_and_batches_that_are_refused(loader: Loader) -> None:
    for source in ("", "a:b", "USCC", "x" * 65):
        with pytest.raises(CreditGraphError) as refused:
            await loader.load_parties([enterprise("E1", "甲公司")], source)
        assert refused.value.code == "INVALID_IDENTIFIER"
    with pytest.raises(CreditGraphError) as refused:
        await loader.load_parties([enterprise("E1", "甲公司")] * 10_001, "register")
    assert refused.value.code == "TOO_MANY"
