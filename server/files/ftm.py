"""FollowTheMoney entities as a source: companies, organizations and persons become parties, ownerships and the like links.

The plain JSON is read, an entity a line (or an array): `{"id", "schema", "properties": {name: [values]}}`. Every value is a
text, and may be several; where one is needed and several are given, nothing is chosen: that is a flaw, except of names.
docs/how-to/exchange-ownership.md has the whole mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from resolvers.batches import Kind
from server.exports.labels import LINK_LABELS
from server.files.exchange_formats import LOCAL_NAMES, Made, Row, shown

_PARTIES = {
    "Person": "person",
    "Company": "enterprise",
    "Organization": "organization",
    "PublicBody": "organization",
    "LegalEntity": "organization",
}
_LINKS: Mapping[str, tuple[str, str, LinkKind | None]] = {
    "Ownership": ("owner", "asset", LinkKind.SHAREHOLDER),
    "Directorship": ("director", "organization", LinkKind.DIRECTOR),
    "Employment": ("employee", "employer", LinkKind.EMPLOYEE),
    "Membership": ("member", "organization", None),
    "Representation": ("agent", "client", None),
    "UnknownLink": ("subject", "object", None),
}
"""By schema: who, of what, and what kind of link that is where its role says nothing else (None: the role must)."""

_ROLES: Mapping[str, LinkKind] = {
    **LOCAL_NAMES,
    "legal representative": LinkKind.LEGAL_REPRESENTATIVE,
    "actual controller": LinkKind.ACTUAL_CONTROLLER,
    "shareholder": LinkKind.SHAREHOLDER,
    "director": LinkKind.DIRECTOR,
    "board member": LinkKind.DIRECTOR,
    "chairman": LinkKind.DIRECTOR,
    "chairman of the board": LinkKind.DIRECTOR,
    "executive director": LinkKind.DIRECTOR,
    "independent director": LinkKind.DIRECTOR,
    "supervisor": LinkKind.SUPERVISOR,
    "manager": LinkKind.SENIOR_MANAGER,
    "general manager": LinkKind.SENIOR_MANAGER,
    "deputy general manager": LinkKind.SENIOR_MANAGER,
    "chief executive officer": LinkKind.SENIOR_MANAGER,
    "chief financial officer": LinkKind.SENIOR_MANAGER,
    "employee": LinkKind.EMPLOYEE,
    "branch": LinkKind.BRANCH,
}
_NOT_DIRECT = ("indirect", "beneficial", "间接", "受益")
_CITIZEN_LENGTH = 18


def _own_names(kind: LinkKind) -> tuple[str, str]:
    """The names of a kind itself, which say no more than the kind does."""
    return LINK_LABELS[kind], kind.value.replace("_", " ").lower()


class FtmReader:
    """Reads the entities of one file."""

    fields: Mapping[str, str] = {
        "key": "id",
        "name": "properties.name",
        "former_names": "properties.previousName",
        "uscc": "properties.uscCode",
        "citizen_id": "properties.idNumber",
        "passport": "properties.passportNumber",
        "organization_type": "properties.legalForm",
        "share_percent": "properties.percentage",
        "since": "properties.startDate",
        "until": "properties.endDate",
        "position": "properties.role",
        "relation": "properties.role",
        "record": "id",
    }

    def survey(self, position: int, value: Mapping[str, Any]) -> None:
        """Refuses a file that is no FollowTheMoney."""
        if position == 1 and "schema" not in value and "recordType" in value:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "These are BODS statements: load them with --format bods.")

    def kind(self, value: Mapping[str, Any]) -> Kind:
        """What rows an entity becomes."""
        schema = value.get("schema")
        return Kind.LINKS if isinstance(schema, str) and schema in _LINKS else Kind.PARTIES

    def made(self, position: int, value: Mapping[str, Any]) -> Made:
        """What the entity becomes."""
        given, id_, properties = value.get("schema"), value.get("id"), value.get("properties")
        schema = given if isinstance(given, str) else ""
        made = Made()
        if not isinstance(id_, str) or not id_.strip():
            made.refuse("id", "id must not be empty.", ErrorCode.REQUIRED)
        elif not schema:
            made.refuse("schema", "schema must not be empty.", ErrorCode.REQUIRED)
        elif schema not in _LINKS and schema not in _PARTIES:
            made.refuse("schema", f"Entities of this schema{shown(schema)} are neither parties nor links here.")
        elif not isinstance(properties, dict):
            made.refuse("properties", "properties must be an object.", ErrorCode.REQUIRED)
        else:
            entity = _Entity(value, properties, made)
            row = entity.link(*_LINKS[schema]) if schema in _LINKS else entity.party(_PARTIES[schema])
            if not made.flaws:
                made.rows.append(row)
        return made

    def close(self) -> None:
        """Nothing is held."""


class _Entity:
    """One entity, read property by property; what is wrong is noted in `made`."""

    def __init__(self, value: Mapping[str, Any], properties: Mapping[str, Any], made: Made) -> None:
        self._value = value
        self._properties = properties
        self._made = made

    def party(self, kind: str) -> Row:
        """The row of a party."""
        names = self._all("name")
        chinese = next((name for name in names if any("\u4e00" <= character <= "\u9fff" for character in name)), None)
        caption = self._value.get("caption")
        name = chinese or (caption if caption in names else next(iter(names), caption))
        former = [one for one in self._all("previousName") if one != name]
        row: Row = {
            "key": self._value["id"],
            "kind": kind,
            "name": name,
            "former_names": former,
            "record": self._value["id"],
        }
        if kind == "person":
            numbers = [one for one in self._all("idNumber") if len(one.replace(" ", "")) == _CITIZEN_LENGTH]
            row |= {"citizen_id": next(iter(numbers), None), "passport": next(iter(self._all("passportNumber")), None)}
        else:
            row |= {"uscc": self._one("uscCode"), "organization_type": next(iter(self._all("legalForm")), None)}
        return row

    def link(self, source: str, target: str, usual: LinkKind | None) -> Row:
        """The row of a link."""
        role = self._one("role")
        kind = self._kind(role, usual)
        position = None if kind is None or role is None or role.casefold() in _own_names(kind) else role
        row: Row = {
            "source_key": self._end(source),
            "target_key": self._end(target),
            "relation": kind.value if kind is not None else "",
            "share_percent": self._one("percentage"),
            "since": self._one("startDate"),
            "until": self._one("endDate"),
            "position": position,
            "record": self._value["id"],
        }
        types = " ".join([*self._all("ownershipType"), role or ""]).casefold()
        if kind is LinkKind.SHAREHOLDER and any(word in types for word in _NOT_DIRECT):
            self._made.refuse(
                "properties.ownershipType", "Only what is held directly is a link; this is said to be held otherwise."
            )
        return row

    def _kind(self, role: str | None, usual: LinkKind | None) -> LinkKind | None:
        told = None if role is None else _ROLES.get(role.casefold())
        if told is not None:
            return told
        # an employee has any position, and an owner's role says how it owns
        kind = usual if role is None or usual in (LinkKind.SHAREHOLDER, LinkKind.EMPLOYEE) else None
        if kind is None:
            self._made.refuse(
                "properties.role", f"There is no kind of link for this role{shown(role or '')} in this schema."
            )
        return kind

    def _end(self, name: str) -> str | None:
        """The id of the one entity at this end. It may be nested."""
        given = self._properties.get(name)
        ends = given if isinstance(given, list) else [] if given is None else [given]
        ids = [end.get("id") if isinstance(end, dict) else end for end in ends]
        known = list(dict.fromkeys(id_ for id_ in ids if isinstance(id_, str) and id_))
        if len(known) != 1:
            said = "must not be empty" if not known else "names several parties, and a link has one at each end"
            code = ErrorCode.INVALID_VALUE if known else ErrorCode.REQUIRED
            self._made.refuse(f"properties.{name}", f"{name} {said}.", code)
            return None
        return known[0]

    def _all(self, name: str) -> list[str]:
        given = self._properties.get(name)
        values = given if isinstance(given, list) else [given]
        texts = (str(one) for one in values if isinstance(one, str | int | Decimal) and not isinstance(one, bool))
        return list(dict.fromkeys(text.strip() for text in texts if text.strip()))

    def _one(self, name: str) -> str | None:
        found = self._all(name)
        if len(found) > 1:
            self._made.refuse(f"properties.{name}", f"{name} has {len(found)} different values; one is needed.")
        return next(iter(found), None)
