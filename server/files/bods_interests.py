"""The interests of a BODS relationship as links of ours. What has no counterpart is a flaw, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from server.exports.bods_records import INTERESTS
from server.exports.labels import LINK_LABELS
from server.files.exchange_formats import LOCAL_NAMES, Made, Row, shown

_PLACE = "recordDetails.interests"
_BY_TYPE = {
    "shareholding": LinkKind.SHAREHOLDER,
    "boardMember": LinkKind.DIRECTOR,
    "boardChair": LinkKind.DIRECTOR,
    "seniorManagingOfficial": LinkKind.SENIOR_MANAGER,
}
_CHAIR = "董事长"


def read_relationship(made: Made, value: Mapping[str, Any], details: Mapping[str, Any]) -> None:
    """Adds a row for each interest that is a link of ours, and a flaw for each that is not."""
    subject, party = details.get("subject"), details.get("interestedParty")
    if not isinstance(subject, str):
        made.refuse("recordDetails.subject", "The subject must be the recordId of an entity.", ErrorCode.REQUIRED)
        return
    if isinstance(party, dict) and isinstance(party.get("reason"), str):
        made.passed_over.append("the interested party is not specified: what nobody is named for stays unknown")
        return
    if not isinstance(party, str):
        made.refuse("recordDetails.interestedParty", "interestedParty must be a recordId.", ErrorCode.REQUIRED)
        return
    interests = details.get("interests")
    if not isinstance(interests, list) or not interests:
        made.refuse(_PLACE, "A relationship without interests says nothing that is a link here.", ErrorCode.REQUIRED)
        return
    base: Row = {"source_key": party, "target_key": subject, "record": value.get("statementId")}
    closed = value.get("statementDate") if value.get("recordStatus") == "closed" else None
    for interest in interests:
        if isinstance(interest, dict):
            _interest(made, base, interest, closed=closed, components=bool(details.get("componentRecords")))
        else:
            made.refuse(_PLACE, "An interest must be an object.")


def _interest(made: Made, base: Row, interest: Mapping[str, Any], *, closed: object, components: bool) -> None:
    if interest.get("directOrIndirect") == "indirect":
        if components:
            made.passed_over.append("an indirect interest: the chain that it rests on is stored instead")
        else:
            made.refuse(
                f"{_PLACE}.directOrIndirect",
                "An indirect interest is no link, and the chain that it rests on (componentRecords) is not given.",
            )
        return
    kind, position = _kind(interest)
    if kind is None:
        name = shown(str(interest.get("type") or ""))
        made.refuse(f"{_PLACE}.type", f"There is no kind of link for this type of interest{name}.")
        return
    row: Row = {**base, "relation": kind.value, "position": position, "since": interest.get("startDate")}
    row["until"] = interest.get("endDate") or _day(closed)
    try:
        row["share_percent"] = _share(interest.get("share"))
    except CreditGraphError as error:
        made.refuse(f"{_PLACE}.share", error.message, error.code)
        return
    made.rows.append(row)


def _kind(interest: Mapping[str, Any]) -> tuple[LinkKind | None, object]:
    """The kind of link and the position: by the Chinese name with which `details` begin if it fits the type, else by the
    type."""
    type_, details = str(interest.get("type") or ""), interest.get("details")
    named, _, rest = (details if isinstance(details, str) else "").partition("：")
    kind = LOCAL_NAMES.get(named.strip())
    if kind is not None and INTERESTS.get(kind) == type_:
        return kind, rest.strip() or (None if named.strip() == LINK_LABELS[kind] else named.strip())
    kind = _BY_TYPE.get(type_)
    if kind in (None, LinkKind.SHAREHOLDER):
        return kind, None
    return kind, details or (_CHAIR if type_ == "boardChair" else None)


def _day(moment: object) -> object:
    """The day of a statement's date, which may have a time."""
    return moment[:10] if isinstance(moment, str) else None


def _share(share: object) -> str | None:
    """The percentage or the range, as a row has it. Bounds that are exclusive are taken as inclusive: the wider range."""
    if share is None:
        return None
    if not isinstance(share, dict):
        raise _wrong()
    exact, low, high = (
        _number(share, *names)
        for names in (("exact",), ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
    )
    if exact is not None:
        return str(exact)
    if low is None and high is None:
        return None
    return f"{low or 0}-{100 if high is None else high}"


def _number(share: Mapping[str, Any], *names: str) -> Decimal | int | None:
    for name in names:
        number = share.get(name)
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | Decimal):
            raise _wrong()
        return number
    return None


def _wrong() -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_SHARE, "A share has numbers: exact, or minimum and maximum.")
