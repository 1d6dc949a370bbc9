"""How a decision looks in a terminal."""

from __future__ import annotations

from datetime import timedelta

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from domain.decision import Decision, Outcome
from domain.grounds import Ground
from domain.receipt import receipt_hash
from domain.summary import EFFECT_LABELS, GRADE_LABELS, OUTCOME_LABELS, REACH_LABELS, REVIEW_LABELS, Lang

STYLES = {
    Outcome.VETOED: "bold red",
    Outcome.RESTRICTED: "bold red",
    Outcome.REVIEW: "bold yellow",
    Outcome.CLEAR: "bold green",
    Outcome.UNKNOWN_PARTY: "bold magenta",
}


def show(console: Console, decision: Decision, lang: Lang) -> None:
    """Prints party, matter, verdict, reasons with clause and document, and the receipt."""
    index = 0 if lang is Lang.ZH else 1
    chinese = lang is Lang.ZH
    matter = decision.matter.label_zh if chinese else decision.matter.label_en
    who = decision.party.name if decision.party else ("查无此主体" if chinese else "not in the register")
    text = Text()
    text.append(f"{who} · {matter} ({decision.matter.code}) · {decision.question.as_of.isoformat()}\n")
    text.append(decision.outcome, STYLES[decision.outcome])
    text.append(f"  {OUTCOME_LABELS[decision.outcome][index]}\n")
    for ground in decision.grounds:
        text.append(_ground(ground, chinese))
    for review in decision.reviews:
        names = "、".join(party.name for party in review.parties)
        text.append(f"! {review.code}  {REVIEW_LABELS[review.code][index]} ({names})\n", "yellow")
    if decision.grounds or decision.reviews:
        clear = decision.clear_from
        text.append(f"{'恢复日期' if chinese else 'clear from'} {clear.isoformat() if clear else '?'}\n")
    text.append(f"{'凭证' if chinese else 'receipt'} {receipt_hash(decision)}", "dim")
    console.print(Panel(text, border_style=STYLES[decision.outcome]))


def _ground(ground: Ground, chinese: bool) -> Text:
    index = 0 if chinese else 1
    finding = ground.finding
    path = " → ".join(party.name for party in ground.path.parties)
    principle = ("（原则上）" if chinese else " in principle") if ground.discretionary else ""
    text = Text()
    text.append(
        f"• {ground.effect} {EFFECT_LABELS[ground.effect][index]}{principle}  ", "dim" if ground.lifted else "red"
    )
    text.append(f"{ground.policy.document_number} {ground.clause.id} “{ground.clause.text}”\n")
    text.append(
        f"  {finding.number} {GRADE_LABELS[ground.state.grade][index]} {finding.area} · "
        f"{REACH_LABELS[ground.reach][index]}: {path} · {ground.since.isoformat()} – "
        f"{ground.last_day.isoformat() if ground.last_day else '?'}\n"
    )
    if ground.exemption is not None:
        last = (ground.exemption.until - timedelta(days=1)).isoformat()
        lifted = "已豁免" if chinese else "lifted by an exemption"
        text.append(f"  {lifted} {ground.exemption.since.isoformat()} – {last} · ", "green")
        text.append(f"{ground.exemption.authority} · {ground.exemption.reason}\n", "green")
    return text
