"""BODS 0.4 as a source: person and entity statements become parties, the direct interests of relationships links.

Of several statements of one record in a file the last one counts (by statementDate). A record that is closed holds until the
end that it states, else until the day of the statement. What is indirect is not stored where its chain is in the file:
the chain is, and what follows from it is calculated. docs/how-to/exchange-ownership.md has the whole mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import Kind
from server.files.bods_interests import read_relationship
from server.files.exchange_formats import Made, Row, texts
from server.files.statement_series import StatementSeries

_KINDS = {
    "registeredEntity": "enterprise",
    "legalEntity": "organization",
    "arrangement": "organization",
    "anonymousEntity": "organization",
    "unknownEntity": "organization",
    "state": "organization",
    "stateBody": "organization",
}
_SAIC = "CN-SAIC"
_USCC_NAMES = ("统一社会信用代码", "unified social credit")
_USCC_LENGTH = 18
_PASSPORT_LENGTH = 9


class BodsReader:
    """Reads the statements of one file."""

    fields: Mapping[str, str] = {
        "key": "recordId",
        "name": "recordDetails.name",
        "former_names": "recordDetails.names",
        "uscc": "recordDetails.identifiers",
        "citizen_id": "recordDetails.identifiers",
        "passport": "recordDetails.identifiers",
        "organization_type": "recordDetails.entityType.details",
        "record": "statementId",
        "source_key": "recordDetails.interestedParty",
        "target_key": "recordDetails.subject",
        "relation": "recordDetails.interests.type",
        "share_percent": "recordDetails.interests.share",
        "since": "recordDetails.interests.startDate",
        "until": "recordDetails.interests.endDate",
        "position": "recordDetails.interests.details",
    }

    def __init__(self) -> None:
        self._series = StatementSeries()

    def survey(self, position: int, value: Mapping[str, Any]) -> None:
        """Notes of which record the statement is."""
        if "recordType" not in value:
            if "statementType" in value:
                raise CreditGraphError(
                    ErrorCode.INVALID_VALUE, "These are BODS statements of version 0.3 or earlier; 0.4 is read."
                )
            if position == 1 and "schema" in value and "properties" in value:
                raise CreditGraphError(ErrorCode.INVALID_VALUE, "This is FollowTheMoney: load it with --format ftm.")
        record, stated = value.get("recordId"), value.get("statementDate")
        if isinstance(record, str):
            self._series.add(record, stated if isinstance(stated, str) else "", position)

    def kind(self, value: Mapping[str, Any]) -> Kind:
        """What rows a statement becomes."""
        return Kind.LINKS if value.get("recordType") == "relationship" else Kind.PARTIES

    def made(self, position: int, value: Mapping[str, Any]) -> Made:
        """What the statement becomes."""
        type_, record, details = value.get("recordType"), value.get("recordId"), value.get("recordDetails")
        made = Made()
        if type_ not in ("person", "entity", "relationship"):
            made.refuse("recordType", "recordType is none of person, entity, relationship.")
        elif not isinstance(record, str) or not record.strip():
            made.refuse("recordId", "recordId must not be empty.", ErrorCode.REQUIRED)
        elif not isinstance(details, dict):
            made.refuse("recordDetails", "recordDetails must be an object.", ErrorCode.REQUIRED)
        elif not self._series.is_last(record, position):
            made.passed_over.append("a later statement of the same record is in the file")
        elif type_ == "relationship":
            read_relationship(made, value, details)
        else:
            row = _party(made, value, details, person=type_ == "person")
            if not made.flaws:
                made.rows.append(row)
        return made

    def close(self) -> None:
        """Removes what was noted."""
        self._series.close()


def _party(made: Made, value: Mapping[str, Any], details: Mapping[str, Any], *, person: bool) -> Row:
    row: Row = {"key": value["recordId"], "record": value.get("statementId")}
    if person:
        row |= {"kind": "person", **_names(details)}
    else:
        given = details.get("entityType")
        type_ = given if isinstance(given, dict) else {}
        kind = _KINDS.get(str(type_.get("type")))
        if kind is None:
            made.refuse("recordDetails.entityType", "entityType.type is none of BODS 0.4.")
        row |= {"kind": kind, "name": details.get("name"), "organization_type": type_.get("details")}
    row |= _identifiers(details.get("identifiers"), person=person)
    return row


def _names(details: Mapping[str, Any]) -> Row:
    """The person's name (the legal one, else the first that is no former one) and the former ones."""
    names = details.get("names")
    told = [one for one in names if isinstance(one, dict)] if isinstance(names, list) else []
    now = [one for one in told if one.get("type") not in ("former", "birth")]
    legal = [one for one in now if one.get("type") == "legal"]
    name = next((one.get("fullName") for one in legal or now or told), None)
    former = texts([one.get("fullName") for one in told if one.get("type") == "former"])
    return {"name": name, "former_names": [one for one in former if one != name]}


def _identifiers(identifiers: object, *, person: bool) -> Row:
    """The official identifiers that we keep. Those of other schemes are nobody's key here and are left out."""
    row: Row = {}
    for one in identifiers if isinstance(identifiers, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        scheme, name = str(one.get("scheme") or "").upper(), str(one.get("schemeName") or "").casefold()
        number = one["id"].strip()
        if person and scheme == "CHN-IDCARD":
            row["citizen_id"] = number
        elif person and scheme.endswith("-PASSPORT"):
            row["passport"] = number if len(number) <= 20 else number[:_PASSPORT_LENGTH].rstrip("<")
        elif not person and (
            any(known in name for known in _USCC_NAMES) or (scheme == _SAIC and len(number) == _USCC_LENGTH)
        ):
            row["uscc"] = number
    return row
