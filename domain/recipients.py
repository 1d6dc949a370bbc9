"""Recipients (接收单位): who is told by which measure, as the file `recipients.yaml` routes them.

A measure says what is done; the route of its matter and effect says who must be told so that it is done. Most recipients
are departments; those that are none (上级条线信用部门, 金融机构) are named in the file. Two are found in the finding itself:
`IN_CHARGE`, the department that recognised it, and `EMPLOYER`, whoever employed the person on the day of the grading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

IN_CHARGE = "IN_CHARGE"
EMPLOYER = "EMPLOYER"
FOUND_IN_FINDING = frozenset({IN_CHARGE, EMPLOYER})
"""Recipients that only a finding tells."""

CARRIED_OUT_UNASKED = frozenset({"REVOKE", "SUPERVISE", "NOTIFY", "PUBLICISE"})
"""Effects that somebody must carry out without being asked: told to nobody they would be forgotten."""

PARTY_PREFIX = "party:"
"""Before our id of an employer, where one is the recipient of a dispatch."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient that is no department."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Routing:
    """Who is told by each (matter, effect). Groups are already the departments that they stand for.

    A measure that somebody must carry out unasked, and that no route names, is told to the department that recognised the
    finding: a new policy file alone forgets nobody. A route to nobody tells nobody.
    """

    recipients: Mapping[str, Recipient] = field(default_factory=dict)
    routes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def of(self, matter: str, effect: str) -> tuple[str, ...]:
        """The recipients' codes."""
        unrouted = (IN_CHARGE,) if effect in CARRIED_OUT_UNASKED else ()
        return self.routes.get((matter, effect), unrouted)
