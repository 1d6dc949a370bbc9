"""JSON of our own: everything that a picture has. The shape is described in docs/how-to/exchange-ownership.md.

Percentages are exact decimals as strings. Where a percentage has no finite decimal form, `low` is rounded down and `high`
up, so that they stay bounds.
"""

from __future__ import annotations

from fractions import Fraction

from domain.links import Link
from domain.ownership import BeneficialOwner, BeneficialOwners, Control, Stake, ceiling_decimal, floor_decimal
from domain.parties import Party
from resolvers.ownership_picture import OwnershipPicture
from server.exports.exact_json import Json, exact_json
from server.exports.labels import View, moment_text

VERSION = 1
"""Of the shape: it rises where something is renamed, removed or means something else."""


def json_text(picture: OwnershipPicture) -> str:
    """The picture as one JSON object."""
    return exact_json(picture_json(picture)) + "\n"


def picture_json(picture: OwnershipPicture) -> dict[str, Json]:
    """The same as plain data."""
    view = View(picture)
    owners, beneficial = picture.owners, picture.beneficial
    return {
        "format": "creditgraph-ownership",
        "version": VERSION,
        "party": picture.party.id,
        "day": picture.day.isoformat(),
        "known_at": moment_text(picture.known_at),
        "complete": picture.complete,
        "parties": [_party(view, party) for party in view.parties],
        "links": [_link(view, link) for link in picture.links],
        "owners": {
            "stakes": [_stake(stake) for stake in owners.stakes],
            "parts": {name: format(value, "f") for name, value in owners.parts.rounded().items()},
            "self_owned": [list(component) for component in owners.self_owned],
            "complete": owners.complete,
        },
        "controllers": [_control(control) for control in picture.controllers.controls],
        "beneficial_owners": None if beneficial is None else _beneficial(beneficial),
    }


def _party(view: View, party: Party) -> Json:
    return {
        "id": party.id,
        "kind": party.kind.value,
        "name": party.name,
        "former_names": list(party.former_names),
        "organization_type": party.organization_type,
        "identifiers": [
            {"scheme": one.scheme.value, "value": one.value, "source": one.source} for one in view.identifiers(party.id)
        ],
        "owners_unread": party.id in view.picture.owners_unread,
    }


def _link(view: View, link: Link) -> Json:
    share = None if link.share is None else {"low": f"{link.share.low:f}", "high": f"{link.share.high:f}"}
    return {
        "id": link.id,
        "kind": link.kind.value,
        "from": link.from_id,
        "to": link.to_id,
        "share": share,
        "since": None if link.since is None else link.since.isoformat(),
        "until": None if link.until is None else link.until.isoformat(),
        "position": link.position,
        "source": link.source,
        "records": list(link.records),
        "recorded_at": moment_text(link.recorded_at),
        "counted": view.counts(link),
    }


def _bounds(low: Fraction | None, high: Fraction | None) -> dict[str, Json]:
    if low is None or high is None:
        return {"low": None, "high": None}
    return {"low": f"{floor_decimal(low):f}", "high": f"{ceiling_decimal(high):f}"}


def _stake(stake: Stake) -> Json:
    return {
        "party": stake.holder,
        **_bounds(stake.low, stake.high),
        "cyclic": stake.cyclic,
        "complete": stake.complete,
        "undetermined": stake.undetermined,
    }


def _control(control: Control) -> Json:
    return {
        "party": control.controller,
        **_bounds(control.low, control.high),
        "certain": control.certain,
        "direct": control.direct,
        "via": [holding.link_id for holding in control.via],
    }


def _beneficial(beneficial: BeneficialOwners) -> Json:
    return {
        "owners": [_owner(owner) for owner in beneficial.owners],
        "fallback": beneficial.fallback,
        "incomplete": [stake.holder for stake in beneficial.incomplete],
        "complete": beneficial.complete,
    }


def _owner(owner: BeneficialOwner) -> Json:
    return {
        "party": owner.party,
        "reasons": [reason.value for reason in owner.reasons],
        "certain": owner.certain,
        "roles": [link.id for link in owner.roles],
    }
