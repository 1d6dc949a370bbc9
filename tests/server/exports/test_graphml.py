"""GraphML."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from domain.parties import PartyKind
from server.exports.graphml import graphml_text
from tests.support.pictures import AWKWARD, CITIZEN, PASSPORT, city_picture, link, party, picture_from

_N = "{http://graphml.graphdrawing.org/xmlns}"
_TYPES = {"string": str, "double": float, "boolean": {"true": True, "false": False}.__getitem__}


def read(text: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[tuple[str, str, str], dict[str, Any]]]:
    """The graph's data, the nodes by id, the edges by id and ends; every value by its declared type."""
    root = ElementTree.fromstring(text.encode())
    keys = {key.attrib["id"]: key.attrib for key in root.iter(f"{_N}key")}

    def data(element: ElementTree.Element, domain: str) -> dict[str, Any]:
        found = {}
        for one in element.findall(f"{_N}data"):
            key = keys[one.attrib["key"]]
            assert key["for"] == domain
            found[key["attr.name"]] = _TYPES[key["attr.type"]](one.text)
        return found

    graph = root.find(f"{_N}graph")
    assert graph is not None
    assert graph.attrib["edgedefault"] == "directed"
    nodes = {node.attrib["id"]: data(node, "node") for node in graph.iter(f"{_N}node")}
    edges = {}
    for edge in graph.iter(f"{_N}edge"):
        ends = edge.attrib["source"], edge.attrib["target"]
        assert nodes.keys() >= set(ends)
        edges[edge.attrib["id"], *ends] = data(edge, "edge")
    return data(graph, "graph"), nodes, edges


def test_what_is_written_is_read_again() -> None:
    text = graphml_text(city_picture())
    about, nodes, edges = read(text)
    assert about == {"party": "C", "day": "2024-01-01", "known_at": "2024-01-01T12:00:00.000005Z", "complete": True}
    assert list(nodes) == ["C", "A", "B", "L", "M", "W", "Z"]
    assert nodes["A"]["label"] == AWKWARD
    assert nodes["C"]["uscc"] == "91110000600037341L"
    assert (nodes["Z"]["percent_low"], nodes["Z"]["beneficial_owner"], nodes["Z"]["control"]) == (
        51.13111111111111,
        "certain",
        "certain",
    )
    assert len(edges) == 10
    held = edges["A-C-shareholder", "A", "C"]
    assert held == {
        "label": "股东", "kind": "SHAREHOLDER", "share": "60", "share_low": 60.0, "share_high": 60.0,
        "since": "2020-02-29", "source": "saic", "records": "r1; r2", "counted": True,
    }  # fmt: skip
    assert edges["Z-C-shareholder", "Z", "C"]["share"] == "11.111111111111111111111111111111"
    assert "share" not in edges["W-C-shareholder", "W", "C"]
    assert [id_ for (id_, _, _), edge in edges.items() if not edge["counted"]] == ["M-C-2"]
    assert edges["W-C-senior_manager", "W", "C"]["position"] == "总经理"


def test_no_personal_number_is_in_it() -> None:
    text = graphml_text(city_picture())
    assert CITIZEN not in text
    assert PASSPORT not in text
    assert "*" not in text


def test_characters_that_xml_cannot_have_are_left_out() -> None:
    parties = [party("C", PartyKind.ENTERPRISE, "丙\x00\x0b公\ufffe司]]>"), party("Z", PartyKind.PERSON, "张\t三")]
    _, nodes, _ = read(graphml_text(picture_from("C", parties, [link("Z", "C", "1")])))
    assert (nodes["C"]["label"], nodes["Z"]["label"]) == ("丙公司]]>", "张\t三")
