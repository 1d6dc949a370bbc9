"""What `recipients.yaml` must mean together with the policies and departments: nobody is unknown."""

from __future__ import annotations

from domain.recipients import FOUND_IN_FINDING
from seeds.problems import unknown
from seeds.rule_checks import Catalogue, Found, twice
from seeds.rule_models import RecipientsFile


def check_recipients(file: RecipientsFile, catalogue: Catalogue) -> Found:
    """Codes are defined once and known; a route that tells nobody says why."""
    own, groups = [named.code for named in file.recipients], [group.code for group in file.groups]
    yield from twice("recipients", "code", own)
    yield from twice("groups", "code", groups)
    taken = FOUND_IN_FINDING | (catalogue.departments or frozenset())
    for items, codes, others in (("recipients", own, taken), ("groups", groups, taken | frozenset(own))):
        for index, code in enumerate(codes):
            if code in others:
                yield (items, index, "code"), f"{code!r} already means something else"
    known = taken | frozenset(own) | frozenset(groups)
    seen: dict[tuple[str, str], int] = {}
    for index, route in enumerate(file.routes):
        if catalogue.matters is not None and route.matter not in catalogue.matters:
            yield ("routes", index, "matter"), unknown("matter", route.matter, catalogue.matters)
        for code in route.to:
            if catalogue.departments is not None and code not in known:
                yield ("routes", index, "to"), unknown("recipient", code, known)
        if not route.to and route.why is None:
            yield ("routes", index, "why"), "this key is required where nobody is told"
        first = seen.setdefault((route.matter, route.effect), index)
        if first != index:
            yield ("routes", index), f"repeats routes[{first}]: the same matter and effect"
