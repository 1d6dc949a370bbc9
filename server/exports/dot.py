"""Graphviz DOT: owners above, the party asked about below, each holding an arrow with its share.

A dashed arrow is a role; a dotted grey one a statement that does not count because another one of the same holding does.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.links import Link, LinkKind
from domain.parties import Party, PartyKind
from resolvers.ownership_picture import OwnershipPicture
from server.exports.labels import LINK_LABELS, PARTY_LABELS, View, percent_text, share_text

_SHAPES = {PartyKind.ENTERPRISE: "box", PartyKind.ORGANIZATION: "octagon", PartyKind.PERSON: "ellipse"}
_FONTS = "Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,PingFang SC,sans-serif"


def dot_text(picture: OwnershipPicture) -> str:
    """The picture as a directed graph."""
    return "\n".join(_lines(View(picture))) + "\n"


def quoted(text: str) -> str:
    """A quoted string of DOT whose label reads exactly as `text`: `"` and backslashes escaped, line breaks as line breaks,
    `&` so that it begins no entity; control characters, which Graphviz cannot show, left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(character for character in plain if character == "\n" or ord(character) >= 32)
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("&", "&amp;"), ("\n", "\\n")):
        plain = plain.replace(character, escaped)
    return f'"{plain}"'


def _lines(view: View) -> Iterator[str]:
    picture = view.picture
    cut = "" if picture.complete else "（不完整）"
    yield "digraph ownership {"
    yield f"  graph [rankdir=TB, charset=UTF-8, label={quoted(f'{picture.party.name} {picture.day.isoformat()}{cut}')}];"
    yield f"  node [fontname={quoted(_FONTS)}];"
    yield f"  edge [fontname={quoted(_FONTS)}];"
    for party in view.parties:
        yield f"  {quoted(party.id)} [{_node(view, party)}];"
    for link in picture.links:
        yield f"  {quoted(link.from_id)} -> {quoted(link.to_id)} [{_edge(view, link)}];"
    yield "}"


def _node(view: View, party: Party) -> str:
    lines = [party.name]
    if (code := view.uscc(party.id)) is not None:
        lines.append(code)
    if (stake := view.stakes.get(party.id)) is not None:
        lines.append(f"穿透持股 {percent_text(stake.low, stake.high)}")
    if (control := view.controls.get(party.id)) is not None:
        lines.append(f"{'控制' if control.certain else '可能控制'} {percent_text(control.low, control.high)}")
    if (owner := view.beneficial.get(party.id)) is not None:
        lines.append("受益所有人" if owner.certain else "可能的受益所有人")
    if party.id in view.picture.owners_unread:
        lines.append("（股东未读全）")
    attributes = [f"label={quoted(chr(10).join(lines))}", f"shape={_SHAPES[party.kind]}"]
    if party.id == view.picture.party.id:
        attributes.append("penwidth=2")
    attributes.append(f"tooltip={quoted(PARTY_LABELS[party.kind])}")
    return ", ".join(attributes)


def _edge(view: View, link: Link) -> str:
    if link.kind is LinkKind.SHAREHOLDER:
        label, style = share_text(link.share), "solid" if view.counts(link) else "dotted"
    else:
        label, style = LINK_LABELS[link.kind], "dashed"
        label += f" {share_text(link.share)}" if link.share is not None else ""
    said = [LINK_LABELS[link.kind], link.position or "", f"来源 {link.source}", *link.records]
    if link.since is not None:
        said.append(f"自 {link.since.isoformat()}")
    attributes = [f"label={quoted(label)}", f"style={style}", f"tooltip={quoted(chr(10).join(filter(None, said)))}"]
    if not view.counts(link):
        attributes.append("color=gray50")
    return ", ".join(attributes)
