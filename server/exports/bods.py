"""The Beneficial Ownership Data Standard 0.4 (standard.openownership.org): person, entity and relationship statements.

- A record is a party or a link of ours, by our id; a statement is what was known of it. Its id is made from its contents,
  so that the same picture gives the same file, and a statement that says something else has another id.
- Direct holdings and roles are one relationship each. A beneficial owner through others is one indirect relationship
  besides, with the chain as its components: what it says is calculated, not registered.
- What nobody is known for is a relationship with an unspecified party.
- `endDate` is the first day on which it no longer holds, which is what `until` is.
- Of a person: names, and no identifier but the record's.
"""

from __future__ import annotations

import uuid

from domain.time import from_recorded
from resolvers.ownership_picture import OwnershipPicture
from server.exports.bods_parts import Network
from server.exports.bods_records import Record, records_of
from server.exports.exact_json import Json, exact_json
from server.exports.labels import View, moment_text

BODS_VERSION = "0.4"
PUBLISHER = "creditgraph"

_IDS = uuid.UUID("8f0f5a40-5a0c-5d0b-9a52-6d7c0b0f0e04")
"""The namespace of statement ids. Never change it: the ids of statements that were published would change."""


def bods_text(picture: OwnershipPicture) -> str:
    """A JSON array of statements, one a line."""
    lines = ",\n".join(exact_json(statement, step=0) for statement in bods_statements(picture))
    return f"[\n{lines}\n]\n"


def bods_statements(picture: OwnershipPicture, publisher: str = PUBLISHER) -> list[dict[str, Json]]:
    """The statements: parties, then direct relationships, then what is calculated from them."""
    return [_statement(picture, record, publisher) for record in records_of(Network(View(picture)))]


def _statement(picture: OwnershipPicture, record: Record, publisher: str) -> dict[str, Json]:
    said: dict[str, Json] = {
        "declarationSubject": picture.party.id,
        "declaration": f"{picture.party.id}@{picture.day.isoformat()}",
        "statementDate": from_recorded(record.recorded_at).date().isoformat(),
        "recordId": record.id,
        "recordType": record.type,
        "recordStatus": "new",
        "recordDetails": record.details,
        "source": record.source,
    }
    if record.annotations:
        said["annotations"] = list(record.annotations)
    return {
        "statementId": str(uuid.uuid5(_IDS, exact_json(said, step=0))),
        **said,
        "publicationDetails": {
            "publicationDate": moment_text(picture.known_at),
            "bodsVersion": BODS_VERSION,
            "publisher": {"name": publisher},
        },
    }
