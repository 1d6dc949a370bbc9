"""How an ownership picture looks in a terminal: the tree of owners, then what comes of it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from domain.links import Link
from domain.ownership import BeneficialOwner, Holding
from domain.parties import Party, PartyKind
from domain.summary import Lang
from resolvers.ownership_picture import OwnershipPicture
from server.exports.labels import REASON_LABELS, View, moment_text, percent_text, share_text

MOST = 50
"""Owners of one company, and entries of one list, that are printed."""
DEEPEST = 12
"""Levels of the tree that are printed."""

_REASONS_EN = {
    "SHARE": "by share",
    "CONTROL": "by control",
    "DECLARED_CONTROL": "declared controller",
    "SENIOR_MANAGER": "senior manager, as a fallback",
    "LEGAL_REPRESENTATIVE": "legal representative, as a fallback",
}
_WORDS = {
    "cycle": ("↻ 循环持股", "↻ cycle"),
    "above": ("（见上）", "(see above)"),
    "unread": ("… 股东未全部读取", "… not all owners were read"),
    "deeper": ("… 层级过深，未列出", "… deeper levels are not shown"),
    "more": ("… 另有 {} 个股东", "… {} more owners"),
    "disputed": ("另有记载：", "stated otherwise: "),
    "since": ("自 {}", "since {}"),
    "until": ("至 {}（不含）", "until {}"),
    "effective": ("穿透", "effectively"),
    "controllers": ("控制人", "controllers"),
    "possible": ("可能", "possibly"),
    "jointly": ("合计", "jointly"),
    "beneficial": ("受益所有人", "beneficial owners"),
    "fallback": ("受益所有人（兜底认定）", "beneficial owners (fallback)"),
    "nobody": ("无", "nobody"),
    "persons": ("自然人", "persons"),
    "others": ("其他", "others"),
    "unknown": ("未知", "unknown"),
    "excess": ("超额", "excess"),
    "self_owned": ("循环自持，无法计算：", "they own themselves wholly, so there is no number: "),
    "incomplete": ("结果不完整：有内容因上限未读取或未计算", "incomplete: a limit of size or time cut something off"),
    "no_owners": ("自然人没有股东", "a natural person has no owners"),
}


def show_ownership(console: Console, picture: OwnershipPicture, lang: Lang) -> None:
    """Prints the tree of owners with shares and dates; then controllers, beneficial owners, and the parts of 100 %."""
    drawing = _Drawing(picture, lang)
    console.print(drawing.tree())
    for line in drawing.lines():
        console.print(line, soft_wrap=True)


def printable(name: str) -> str:
    """A name without characters that would command the terminal."""
    return "".join(character if character.isprintable() else "�" for character in name)


class _Drawing:
    def __init__(self, picture: OwnershipPicture, lang: Lang) -> None:
        self._picture = picture
        self._view = View(picture)
        self._lang = lang
        self._links = {link.id: link for link in picture.links}
        self._expanded: set[str] = set()

    def _word(self, key: str, *values: object) -> str:
        return _WORDS[key][0 if self._lang is Lang.ZH else 1].format(*values)

    def tree(self) -> Tree:
        picture = self._picture
        label = Text(printable(picture.party.name), "bold")
        label.append(f"  {picture.day.isoformat()} · {moment_text(picture.known_at)}", "dim")
        tree = Tree(label)
        self._grow(tree, picture.party.id, (picture.party.id,))
        return tree

    def _grow(self, tree: Tree, company: str, path: tuple[str, ...]) -> None:
        self._expanded.add(company)
        holdings = sorted(self._picture.snapshot.of_company.get(company, ()), key=self._largest_first)
        for holding in holdings[:MOST]:
            self._branch(tree, holding, path)
        if len(holdings) > MOST:
            tree.add(Text(self._word("more", len(holdings) - MOST), "dim"))
        if company in self._picture.owners_unread:
            tree.add(Text(self._word("unread"), "yellow"))

    def _branch(self, tree: Tree, holding: Holding, path: tuple[str, ...]) -> None:
        holder = holding.holder
        label = self._label(holding)
        has_owners = bool(self._picture.snapshot.of_company.get(holder)) or holder in self._picture.owners_unread
        if holder in path:
            label.append(f"  {self._word('cycle')}", "magenta")
        elif holder in self._expanded and has_owners:
            label.append(f"  {self._word('above')}", "dim")
        elif has_owners and len(path) >= DEEPEST:
            label.append(f"  {self._word('deeper')}", "yellow")
        elif has_owners:
            self._grow(tree.add(label), holder, (*path, holder))
            return
        tree.add(label)

    def _label(self, holding: Holding) -> Text:
        holder = self._picture.parties[holding.holder]
        text = Text(f"{share_text(holding.share)} ", "cyan")
        text.append(printable(holder.name), _style(holder))
        text.append(self._dates(self._links[holding.link_id]), "dim")
        stake = self._view.stakes.get(holding.holder)
        if stake is not None:
            text.append(f"  {self._word('effective')} {percent_text(stake.low, stake.high)}", "green")
        if holding.disputed:
            others = "、".join(
                f"{share_text(one.share)} ({one.source})" for one in holding.others if one.share != holding.share
            )
            text.append(f"  {self._word('disputed')}{printable(others)}", "yellow")
        return text

    def _dates(self, link: Link) -> str:
        since = f"  {self._word('since', link.since.isoformat())}" if link.since else ""
        until = f"  {self._word('until', link.until.isoformat())}" if link.until else ""
        return since + until

    def _largest_first(self, holding: Holding) -> tuple[bool, object, str]:
        share = holding.share
        return share is None, -share.high if share is not None else 0, holding.holder

    def lines(self) -> Iterator[Text]:
        picture = self._picture
        if picture.party.kind is PartyKind.PERSON:
            yield Text(self._word("no_owners"))
            return
        yield from self._controllers()
        yield from self._beneficial()
        parts = picture.owners.parts.rounded()
        yield Text(" · ".join(f"{self._word(name)} {_short(value)}%" for name, value in parts.items()))
        for ring in picture.owners.self_owned:
            names = "、".join(printable(picture.parties[party].name) for party in ring)
            yield Text(f"{self._word('self_owned')}{names}", "magenta")
        if not picture.complete:
            yield Text(self._word("incomplete"), "bold yellow")

    def _controllers(self) -> Iterator[Text]:
        controls = self._picture.controllers.controls
        if not controls:
            yield Text(f"{self._word('controllers')}: {self._word('nobody')}")
        for control in controls[:MOST]:
            text = Text(f"{self._word('controllers')}: ")
            party = self._picture.parties[control.controller]
            text.append(printable(party.name), _style(party))
            text.append(f"  {self._word('jointly')} {percent_text(control.low, control.high)}")
            text.append("" if control.certain else f"  {self._word('possible')}", "yellow")
            yield text

    def _beneficial(self) -> Iterator[Text]:
        beneficial = self._picture.beneficial
        if beneficial is None:
            return
        title = self._word("fallback" if beneficial.fallback else "beneficial")
        if not beneficial.owners:
            yield Text(f"{title}: {self._word('nobody')}")
        for owner in beneficial.owners[:MOST]:
            yield self._owner(title, owner)

    def _owner(self, title: str, owner: BeneficialOwner) -> Text:
        party = self._picture.parties[owner.party]
        text = Text(f"{title}: ")
        text.append(printable(party.name), _style(party))
        reasons = [
            REASON_LABELS[reason] if self._lang is Lang.ZH else _REASONS_EN[reason.value] for reason in owner.reasons
        ]
        text.append(f"  {'、'.join(reasons) if self._lang is Lang.ZH else ', '.join(reasons)}", "dim")
        if owner.stake is not None:
            text.append(f"  {percent_text(owner.stake.low, owner.stake.high)}", "green")
        text.append("" if owner.certain else f"  {self._word('possible')}", "yellow")
        return text


def _style(party: Party) -> str:
    return "bold" if party.kind is PartyKind.PERSON else ""


def _short(value: object) -> str:
    text = f"{value:.4f}"
    return text.rstrip("0").rstrip(".")
