"""BODS 0.4 statements in a few words."""

from __future__ import annotations

from typing import Any

Statement = dict[str, Any]


def person(record: str, name: str | None, **details: Any) -> Statement:
    """A person statement."""
    names = [] if name is None else [{"type": "legal", "fullName": name}]
    return statement(record, "person", {"personType": "knownPerson", "names": names, **details})


def entity(record: str, name: str | None, type_: str = "registeredEntity", **details: Any) -> Statement:
    """An entity statement."""
    return statement(record, "entity", {"entityType": {"type": type_}, "name": name, **details})


def relationship(party: Any, subject: Any, *interests: Any, record: str = "", **details: Any) -> Statement:
    """A relationship statement."""
    said = {"subject": subject, "interestedParty": party, "interests": list(interests), **details}
    return statement(record or f"{party}-{subject}", "relationship", said)


def shareholding(exact: Any = None, **more: Any) -> dict[str, Any]:
    """A direct shareholding."""
    share = {} if exact is None else {"share": {"exact": exact}}
    return {"type": "shareholding", "directOrIndirect": "direct", **share, **more}


def statement(record: str, type_: str, details: dict[str, Any], **more: Any) -> Statement:
    """Any statement."""
    return {
        "statementId": f"statement-of-{record}",
        "statementDate": "2024-01-01",
        "declarationSubject": "subject",
        "recordId": record,
        "recordType": type_,
        "recordStatus": "new",
        "recordDetails": {"isComponent": False, **details},
        **more,
    }
