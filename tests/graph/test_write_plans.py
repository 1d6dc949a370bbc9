"""No text that loading runs reads more than it is told of: every plan begins with an index. And the newest Neo4j plans
every text: tests/resolvers and tests/server do not run there."""

from __future__ import annotations

import re

import pytest

from domain.links import LinkKind
from domain.parties import PartyKind
from graph.connection import Connection
from graph.queries import FOLDER, query
from graph.writing import for_link_kind, for_party_kind
from tests.support.plans import plan

FAMILIES = (
    *("parties", "party", "identifiers", "ends", "link", "penalties"),
    *("findings", "events", "concerned", "supports", "done"),
)
"""The first words of the names of texts that loading and recording run."""

NAMES = sorted(path.stem for path in (FOLDER / "write").glob("*.cypher") if path.stem.startswith(FAMILIES))

SOUGHT_BY_PLAN = ("link_by_id", "done_known")

NO_LISTS: dict[str, object] = {"given": {"rows": []}, "told": {"touched": "to", "below": True}, "most": 1}
"""What stands for the parameters that are no lists, where the text asks for their type."""

SCANS = ("ByLabelScan", "AllNodesScan", "TypeScan", "RelationshipsScan", "MATCH NODE", "MATCH RELATIONSHIP")


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_is_scanned(connection: Connection, name: str) -> None:
    if connection.engine == "embedded" and name not in SOUGHT_BY_PLAN:
        pytest.skip("after UNWIND the embedded engine chooses its index when it runs, and its plan does not tell")
    text = query(f"write/{name}")
    parameters = {found: NO_LISTS.get(found, []) for found in re.findall(r"\$(\w+)", text)}
    found = await plan(connection, text, **parameters)
    assert not [scan for scan in SCANS if scan in found], found


@pytest.mark.parametrize("started", ["neo4j-2026"], indirect=True)
async def test_the_newest_neo4j_plans_every_text(connection: Connection) -> None:
    names = sorted(str(path.relative_to(FOLDER).with_suffix("")) for path in FOLDER.glob("*/*.cypher"))
    texts = {name: query(name) for name in names if not name.startswith("migrations/")}
    assert len(texts) > 100
    for name, text in texts.items():
        parameters = dict.fromkeys(re.findall(r"\$(\w+)", text))
        assert "Result" in await plan(connection, text, **parameters), name


def test_labels_and_kinds_are_put_in() -> None:
    for kind in PartyKind:
        assert f"CREATE (:Party:{kind.value.capitalize()} {{" in for_party_kind("write/parties_create", kind)
    for link in LinkKind:
        text = for_link_kind("write/links_create_new", link)
        assert f"(a)-[l:{link.value}]->(b)" in text
        assert (":SHAREHOLDER" in text.split("\n", 4)[-1]) is (link is LinkKind.SHAREHOLDER)
