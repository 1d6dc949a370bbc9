"""Which parties a link of each kind may join (design §1)."""

from __future__ import annotations

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.parties import PartyKind

_ANYBODY = frozenset(PartyKind)
_PERSONS = frozenset({PartyKind.PERSON})
_ENTITIES = frozenset({PartyKind.ENTERPRISE, PartyKind.ORGANIZATION})

FROM_KINDS = {
    LinkKind.LEGAL_REPRESENTATIVE: _PERSONS,
    # 执行事务合伙人: the principal of a partnership is often a company.
    LinkKind.PRINCIPAL: _ANYBODY,
    LinkKind.ACTUAL_CONTROLLER: _ANYBODY,
    LinkKind.SHAREHOLDER: _ANYBODY,
    LinkKind.DIRECTOR: _PERSONS,
    LinkKind.SUPERVISOR: _PERSONS,
    LinkKind.SENIOR_MANAGER: _PERSONS,
    LinkKind.EMPLOYEE: _PERSONS,
    LinkKind.BRANCH: _ENTITIES,
}
"""The kinds of party that a link of each kind may come from; it always leads to an enterprise or organization."""

DECIDING = frozenset(
    {LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL, LinkKind.ACTUAL_CONTROLLER, LinkKind.SHAREHOLDER}
)
"""The kinds by which a finding can reach another party, or control be computed: no industry platform states them (R45)."""


def check_link(kind: LinkKind, from_kind: PartyKind, to_kind: PartyKind, *, to_itself: bool = False) -> None:
    """Raises LINK_NOT_ALLOWED, with the field of the end that is wrong. A company may hold its own shares; no other link
    leads from a party to itself."""
    if to_kind is PartyKind.PERSON:
        raise _refused("target_key", "A link leads to an enterprise or organization, not to a person.")
    if from_kind not in FROM_KINDS[kind]:
        allowed = " or ".join(sorted(each.value.lower() for each in FROM_KINDS[kind]))
        raise _refused("source_key", f"A link {kind.value.lower()} comes from a party that is {allowed}.")
    if to_itself and kind is not LinkKind.SHAREHOLDER:
        raise _refused("target_key", f"A link {kind.value.lower()} cannot lead from a party to itself.")


def _refused(field: str, message: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.LINK_NOT_ALLOWED, message, field)
