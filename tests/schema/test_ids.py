"""Opaque ids: read back as given, anything else refused."""

from __future__ import annotations

import pytest

from domain.errors import CreditGraphError, ErrorCode
from schema.ids import NodeKind, from_global, own_id, to_global


@pytest.mark.parametrize("kind", NodeKind)
def test_an_id_is_read_back(kind: NodeKind) -> None:
    own = "019a1998-4bd0-7527-b40b-0603d173cce3"
    text = to_global(kind, own)
    assert from_global(text) == (kind, own)
    assert own_id(text, kind) == own
    assert own not in text


@pytest.mark.parametrize(
    "text",
    ["", "x", "UGFydHk6", "UGFydHk6eA==", "UGFydHk6eA\n", "Tm9uZTp4", "名", "UGFydHk6AA", "UGFydHk6eB", "A" * 300],
)
def test_what_no_answer_held_is_refused(text: str) -> None:
    with pytest.raises(CreditGraphError) as raised:
        from_global(text, "party.id")
    assert (raised.value.code, raised.value.field) == (ErrorCode.INVALID_IDENTIFIER, "party.id")


def test_the_id_of_another_kind_is_refused() -> None:
    with pytest.raises(CreditGraphError, match="names a Finding, not a Party"):
        own_id(to_global(NodeKind.FINDING, "x"), NodeKind.PARTY)
