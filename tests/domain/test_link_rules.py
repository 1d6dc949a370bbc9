"""Which parties a link may join."""

from __future__ import annotations

from itertools import product

import pytest

from domain.errors import CreditGraphError
from domain.link_rules import check_link
from domain.links import LinkKind
from domain.parties import PartyKind

ALLOWED = {
    "LEGAL_REPRESENTATIVE": "P",
    "PRINCIPAL": "EOP",
    "ACTUAL_CONTROLLER": "EOP",
    "SHAREHOLDER": "EOP",
    "DIRECTOR": "P",
    "SUPERVISOR": "P",
    "SENIOR_MANAGER": "P",
    "EMPLOYEE": "P",
    "BRANCH": "EO",
}


@pytest.mark.parametrize(("kind", "source", "target"), list(product(LinkKind, PartyKind, PartyKind)))
def test_every_combination(kind: LinkKind, source: PartyKind, target: PartyKind) -> None:
    allowed = source.value[0] in ALLOWED[kind.value] and target is not PartyKind.PERSON
    if allowed:
        check_link(kind, source, target)
        return
    with pytest.raises(CreditGraphError) as refused:
        check_link(kind, source, target)
    assert refused.value.code == "LINK_NOT_ALLOWED"
    assert refused.value.field == ("target_key" if target is PartyKind.PERSON else "source_key")


@pytest.mark.parametrize("kind", LinkKind)
def test_only_a_shareholding_leads_to_oneself(kind: LinkKind) -> None:
    if kind is LinkKind.SHAREHOLDER:
        check_link(kind, PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, to_itself=True)
        return
    with pytest.raises(CreditGraphError) as refused:
        check_link(kind, PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, to_itself=True)
    assert refused.value.code == "LINK_NOT_ALLOWED"
