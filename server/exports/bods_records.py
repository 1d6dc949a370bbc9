"""The records of a BODS file: who occurs, how they are related, and what is calculated from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.identifiers import Identifier, IdentifierScheme
from domain.links import Link, LinkKind
from domain.ownership import BeneficialOwner, Holding, OwnerReason, ceiling_decimal, floor_decimal
from domain.parties import Party, PartyKind
from server.exports.bods_parts import IndirectOwner, Network, Unknown, indirect_bounds
from server.exports.exact_json import Json
from server.exports.labels import LINK_LABELS, REASON_LABELS, percent_text, share_text

INTERESTS: Mapping[LinkKind, str] = {
    LinkKind.SHAREHOLDER: "shareholding",
    LinkKind.ACTUAL_CONTROLLER: "otherInfluenceOrControl",
    LinkKind.LEGAL_REPRESENTATIVE: "seniorManagingOfficial",
    LinkKind.PRINCIPAL: "seniorManagingOfficial",
    LinkKind.SENIOR_MANAGER: "seniorManagingOfficial",
    LinkKind.DIRECTOR: "boardMember",
    LinkKind.SUPERVISOR: "boardMember",
}
"""What a link is in BODS; its `details` begin with the kind's Chinese name. Employees and branches have no interest."""

USCC_SCHEME = "统一社会信用代码 (GB 32100-2015)"
SAIC, LEI = "CN-SAIC", "XI-LEI"
"""Codes of org-id.guide: the market regulators' register, whose codes begin with 9, and legal entity identifiers."""

_ENTITY_TYPES = {PartyKind.ENTERPRISE: "registeredEntity", PartyKind.ORGANIZATION: "legalEntity"}

_OWNING: Mapping[LinkKind, frozenset[OwnerReason]] = {
    LinkKind.SHAREHOLDER: frozenset({OwnerReason.SHARE, OwnerReason.CONTROL}),
    LinkKind.ACTUAL_CONTROLLER: frozenset({OwnerReason.DECLARED_CONTROL}),
    LinkKind.SENIOR_MANAGER: frozenset({OwnerReason.SENIOR_MANAGER}),
    LinkKind.LEGAL_REPRESENTATIVE: frozenset({OwnerReason.LEGAL_REPRESENTATIVE}),
}
"""By kind of link, the reasons for which its holder is a beneficial owner because of it."""

_CALCULATED: Json = {
    "type": ["primaryResearch"],
    "description": "Calculated from the direct holdings in this file (由直接持股计算得出)",
}

_CUT: Json = {
    "statementPointerTarget": "",
    "motivation": "commenting",
    "description": "Something was cut off by a limit: there may be other owners (未读全，可能有其他所有人)",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What there is to say of one party or one relationship, and since when that is recorded (µs)."""

    id: str
    type: str
    details: Mapping[str, Json]
    recorded_at: int
    source: Json
    annotations: tuple[Json, ...] = ()


def records_of(network: Network) -> Iterator[Record]:
    """All records, in an order in which nothing is referred to before it is there."""
    view = network.view
    for party in view.parties:
        yield _party(network, party)
    holdings = {holding.link_id: holding for holding in view.picture.snapshot.holdings}
    for link in view.picture.links:
        if link.kind in INTERESTS and view.counts(link):
            yield _link(network, link, holdings.get(link.id))
    for unknown in network.unknown:
        yield _unknown(network, unknown)
    for owner in network.indirect:
        yield _indirect(network, owner)


def _party(network: Network, party: Party) -> Record:
    view = network.view
    identifiers = view.identifiers(party.id)
    sources = sorted({one.source for one in identifiers if one.source is not None})
    details = _person(party) if party.kind is PartyKind.PERSON else _entity(network, party)
    if party.kind is not PartyKind.PERSON and identifiers:
        details["identifiers"] = [_identifier(one) for one in identifiers]
    type_ = "person" if party.kind is PartyKind.PERSON else "entity"
    cut = party.id == view.picture.party.id and not view.picture.complete
    return Record(party.id, type_, details, party.recorded_at, _source(sources), (_CUT,) if cut else ())


def _person(party: Party) -> dict[str, Json]:
    names = [{"type": "legal", "fullName": party.name}]
    names.extend({"type": "former", "fullName": name} for name in party.former_names)
    return {"isComponent": False, "personType": "knownPerson", "names": names}


def _entity(network: Network, party: Party) -> dict[str, Json]:
    type_: dict[str, Json] = {"type": _ENTITY_TYPES[party.kind]}
    if party.organization_type:
        type_["details"] = party.organization_type
    details: dict[str, Json] = {
        "isComponent": party.id in network.components,
        "entityType": type_,
        "name": party.name,
    }
    if party.former_names:
        details["alternateNames"] = list(party.former_names)
    return details


def _identifier(identifier: Identifier) -> Json:
    if identifier.scheme is IdentifierScheme.USCC:
        register = {"scheme": SAIC} if identifier.value.startswith("9") else {}
        return {"id": identifier.value, **register, "schemeName": USCC_SCHEME}
    if identifier.scheme is IdentifierScheme.LEI:
        return {"id": identifier.value, "scheme": LEI}
    return {"id": identifier.value, "schemeName": identifier.source or ""}


def _source(names: Iterable[str], records: Iterable[str] = ()) -> Json:
    """Who says so, and in which records."""
    source: dict[str, Json] = {"type": ["thirdParty"]}
    if asserted := [{"name": name} for name in names]:
        source["assertedBy"] = asserted
    if described := "; ".join(records):
        source["description"] = described
    return source


def _link(network: Network, link: Link, holding: Holding | None) -> Record:
    interest: dict[str, Json] = {
        "type": INTERESTS[link.kind],
        "directOrIndirect": "direct",
        "details": "：".join(filter(None, (LINK_LABELS[link.kind], link.position))),
    }
    beneficial = _is_beneficial(network, link)
    if beneficial is not None:
        interest["beneficialOwnershipOrControl"] = beneficial
    if link.share is not None:
        interest["share"] = _share(link.share.low, link.share.high)
    if link.since is not None:
        interest["startDate"] = link.since.isoformat()
    if link.until is not None:
        interest["endDate"] = link.until.isoformat()
    details: dict[str, Json] = {
        "isComponent": link.id in network.components,
        "subject": link.to_id,
        "interestedParty": link.from_id,
        "interests": [interest],
    }
    source = _source([link.source], link.records)
    others = () if holding is None else tuple(_annotation(other) for other in holding.others)
    return Record(link.id, "relationship", details, link.recorded_at, source, others)


def _annotation(other: Holding) -> Json:
    """A statement of the same holding that does not count."""
    records = f" ({'; '.join(other.records)})" if other.records else ""
    return {
        "statementPointerTarget": "/recordDetails/interests/0",
        "motivation": "commenting",
        "description": f"{other.source}{records} states {share_text(other.share)}, which does not count here (另有不同记载)",
    }


def _is_beneficial(network: Network, link: Link) -> bool | None:
    """Whether the link makes its holder a beneficial owner of its company; None where that is not known."""
    picture = network.view.picture
    holder = picture.parties.get(link.from_id)
    if holder is not None and holder.kind is not PartyKind.PERSON:
        return False
    if link.to_id != picture.party.id:
        return None
    owner = network.view.beneficial.get(link.from_id)
    if owner is None or not _OWNING.get(link.kind, frozenset()).intersection(owner.reasons):
        return False
    return True if owner.certain else None


def _share(low: Decimal, high: Decimal) -> Json:
    return {"exact": low} if low == high else {"minimum": low, "maximum": high}


def _bounded(low: Fraction, high: Fraction) -> Json:
    """A calculated percentage: exact where it has a finite decimal form, else the bounds that are certain."""
    return _share(floor_decimal(low), min(ceiling_decimal(high), Decimal(100)))


def _unknown(network: Network, unknown: Unknown) -> Record:
    if unknown.cut:
        party: Json = {
            "reason": "informationUnknownToPublisher",
            "description": "Not all owners were read (股东未读全)",
        }
    elif unknown.low is None:
        party = {"reason": "informationUnknownToPublisher", "description": "No owner is recorded (无股东记录)"}
    else:
        party = {"reason": "unknown", "description": "Nobody is recorded for this part (未登记的部分)"}
    interest: dict[str, Json] = {"type": "shareholding", "directOrIndirect": "unknown"}
    if unknown.low is not None and unknown.high is not None:
        interest["share"] = _bounded(unknown.low * 100, unknown.high * 100)
    details: dict[str, Json] = {
        "isComponent": False,
        "subject": unknown.company,
        "interestedParty": party,
        "interests": [interest],
    }
    return Record(f"{unknown.company}-unknown", "relationship", details, network.view.picture.known_at, _CALCULATED)


def _indirect(network: Network, indirect: IndirectOwner) -> Record:
    owner, party = indirect.owner, network.view.picture.party
    details: dict[str, Json] = {
        "isComponent": False,
        "componentRecords": list(indirect.components),
        "subject": party.id,
        "interestedParty": owner.party,
        "interests": [_marked(interest, owner) for interest in _indirect_interests(network, owner)],
    }
    id_ = f"{owner.party}-{party.id}-indirect"
    return Record(id_, "relationship", details, network.view.picture.known_at, _CALCULATED)


def _indirect_interests(network: Network, owner: BeneficialOwner) -> Iterator[dict[str, Json]]:
    interest: dict[str, Json] = {
        "type": "shareholding",
        "directOrIndirect": "indirect",
        "details": "穿透持股 (effective share through others)",
    }
    bounds = indirect_bounds(network, owner)
    if bounds is not None:
        interest["share"] = _bounded(*bounds)
    yield interest
    if owner.control is not None and not owner.control.direct:
        joint = percent_text(owner.control.low, owner.control.high)
        yield {
            "type": "otherInfluenceOrControl",
            "directOrIndirect": "indirect",
            "details": f"{REASON_LABELS[OwnerReason.CONTROL]}：{joint}",
        }


def _marked(interest: dict[str, Json], owner: BeneficialOwner) -> Json:
    """Said to be beneficial ownership where that is certain, left open where it is only possible."""
    return {**interest, "beneficialOwnershipOrControl": True} if owner.certain else interest
