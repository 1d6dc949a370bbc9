"""The enums of walks and histories as GraphQL enums."""

from __future__ import annotations

from domain.walking.changes import ChangeAxis, ChangeKind
from resolvers.walking import WalkLimit
from schema.enums import register

register(
    WalkLimit,
    "What kept a walk from going on (遍历受限原因).",
    {
        "CROWDED": "A party has too many links to be walked through (节点关系过多).",
        "PARTIES": "Links of no more parties may be read in one walk (主体数上限).",
        "LINKS": "No more links may be read in one walk (关系数上限).",
        "TIME": "The time was used up (时间上限).",
    },
)
register(
    ChangeAxis,
    "The two axes of time (时间轴).",
    {
        "WORLD": "What happened, on the day on which it did (事实发生).",
        "RECORD": "What was recorded or corrected here, on the day on which that was recorded (登记记录).",
    },
)
register(
    ChangeKind,
    "What changed (变更类型); changes of one day come in this order.",
    {
        "LINK_BEGAN": "A link began: its first day (关系开始). Axis WORLD.",
        "LINK_ENDED": "A link ended: the first day on which it no longer held (关系终止). Axis WORLD.",
        "FINDING_EVENT": "Something happened to a finding against the party or one that names it (认定事件). Axis WORLD.",
        "LINK_RECORDED": "A link was recorded for the first time (关系登记). Axis RECORD.",
        "LINK_CORRECTED": "A version of a link was superseded, by another or by nothing; also where its end or a missing "
        "value was added (关系更正). Axis RECORD.",
    },
)
