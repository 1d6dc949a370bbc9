"""GraphML: nodes and edges with typed attributes, for Gephi, yEd, Cytoscape, igraph, networkx.

Percentages are doubles, for those programs calculate with them; the exact text of a declared share is beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from domain.links import Link
from domain.parties import Party
from resolvers.ownership_picture import OwnershipPicture
from server.exports.labels import LINK_LABELS, PARTY_LABELS, View, moment_text

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot have, not even escaped."""

_GRAPH = {"party": "string", "day": "string", "known_at": "string", "complete": "boolean"}
_NODE = {
    "label": "string",
    "kind": "string",
    "kind_label": "string",
    "uscc": "string",
    "percent_low": "double",
    "percent_high": "double",
    "control": "string",
    "beneficial_owner": "string",
    "owners_unread": "boolean",
}
_EDGE = {
    "label": "string",
    "kind": "string",
    "share": "string",
    "share_low": "double",
    "share_high": "double",
    "since": "string",
    "until": "string",
    "position": "string",
    "source": "string",
    "records": "string",
    "counted": "boolean",
}


def graphml_text(picture: OwnershipPicture) -> str:
    """The picture as a directed graph. An attribute that says nothing of a node or an edge is left out."""
    view = View(picture)
    root = ElementTree.Element("graphml", {"xmlns": _NAMESPACE})
    for domain, keys in (("graph", _GRAPH), ("node", _NODE), ("edge", _EDGE)):
        for name, type_ in keys.items():
            ElementTree.SubElement(
                root, "key", {"id": f"{domain}_{name}", "for": domain, "attr.name": name, "attr.type": type_}
            )
    graph = ElementTree.SubElement(root, "graph", {"id": "ownership", "edgedefault": "directed"})
    _data(graph, "graph", _about(picture))
    for party in view.parties:
        _data(ElementTree.SubElement(graph, "node", {"id": party.id}), "node", _node(view, party))
    for link in picture.links:
        ends = {"id": link.id, "source": link.from_id, "target": link.to_id}
        _data(ElementTree.SubElement(graph, "edge", ends), "edge", _edge(view, link))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _data(parent: ElementTree.Element, domain: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value is None or value == "":
            continue
        text = ("true" if value else "false") if isinstance(value, bool) else _ILLEGAL.sub("", str(value))
        ElementTree.SubElement(parent, "data", {"key": f"{domain}_{name}"}).text = text


def _about(picture: OwnershipPicture) -> dict[str, object]:
    return {
        "party": picture.party.id,
        "day": picture.day.isoformat(),
        "known_at": moment_text(picture.known_at),
        "complete": picture.complete,
    }


def _node(view: View, party: Party) -> dict[str, object]:
    stake = view.stakes.get(party.id)
    control = view.controls.get(party.id)
    owner = view.beneficial.get(party.id)
    return {
        "label": party.name,
        "kind": party.kind.value,
        "kind_label": PARTY_LABELS[party.kind],
        "uscc": view.uscc(party.id),
        "percent_low": None if stake is None or stake.low is None else float(stake.low),
        "percent_high": None if stake is None or stake.high is None else float(stake.high),
        "control": None if control is None else _sure(control.certain),
        "beneficial_owner": None if owner is None else _sure(owner.certain),
        "owners_unread": party.id in view.picture.owners_unread,
    }


def _edge(view: View, link: Link) -> dict[str, object]:
    return {
        "label": LINK_LABELS[link.kind],
        "kind": link.kind.value,
        "share": None if link.share is None else str(link.share),
        "share_low": None if link.share is None else float(link.share.low),
        "share_high": None if link.share is None else float(link.share.high),
        "since": link.since and link.since.isoformat(),
        "until": link.until and link.until.isoformat(),
        "position": link.position,
        "source": link.source,
        "records": _listed(link.records),
        "counted": view.counts(link),
    }


def _sure(certain: bool) -> str:
    return "certain" if certain else "possible"


def _listed(records: Iterable[str]) -> str:
    return "; ".join(records)
