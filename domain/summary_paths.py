"""How a finding reaches a party, in the words of the summary: the role with its days, or the holdings of computed control."""

from __future__ import annotations

from datetime import date, timedelta

from domain.grounds import Ground, Reach
from domain.links import Link

_DAY = timedelta(days=1)


def zh_day(day: date) -> str:
    """2019年8月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def way_zh(ground: Ground) -> str:
    """`（2018年1月1日起，未见终止）`; empty where no link leads to the party."""
    links = ground.path.links
    if not links:
        return ""
    if ground.reach is not Reach.COMPUTED_CONTROLLER:
        return f"（{_period_zh(links[-1])}）"
    names = {party.id: party.name for party in ground.path.parties}
    held = (f"{names[one.from_id]}持有{names[one.to_id]}{_share_zh(one)}，{_period_zh(one)}" for one in links)
    return f"（{'；'.join(held)}）"


def way_en(ground: Ground) -> str:
    """` (since 2018-01-01, no end recorded)`; empty where no link leads to the party."""
    links = ground.path.links
    if not links:
        return ""
    if ground.reach is not Reach.COMPUTED_CONTROLLER:
        return f" ({_period_en(links[-1])})"
    names = {party.id: party.name for party in ground.path.parties}
    held = (f"{names[one.from_id]} holds {_share_en(one)} of {names[one.to_id]}, {_period_en(one)}" for one in links)
    return f" ({'; '.join(held)})"


def _share_zh(link: Link) -> str:
    return f"{link.share}%" if link.share is not None else "股权，比例不详"


def _share_en(link: Link) -> str:
    return f"{link.share} %" if link.share is not None else "an unknown share"


def _period_zh(link: Link) -> str:
    since = f"{zh_day(link.since)}起" if link.since else "起始日不详"
    until = f"{zh_day(link.until - _DAY)}止" if link.until else "未见终止"
    return f"{since}，{until}"


def _period_en(link: Link) -> str:
    since = f"since {link.since.isoformat()}" if link.since else "since an unrecorded day"
    until = f"until {(link.until - _DAY).isoformat()}" if link.until else "no end recorded"
    return f"{since}, {until}"
