"""Errors as callers see them: no value that somebody sent, no detail of ours."""

from __future__ import annotations

import pytest
from graphql import GraphQLError

from domain.errors import CreditGraphError, ErrorCode
from schema.errors import camel, formatted, without_values


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Cannot query field 'foo' on type 'Query'.", "Cannot query field 'foo' on type 'Query'."),
        ("Variable '$a' of type 'String!'", "Variable '$a' of type 'String!'"),
        ("value '320501 19900101' is", "value … is"),
        ('String cannot represent a non string value: "32-05"', "String cannot represent a non string value: …"),
        ("Int cannot represent: 320501199001011234", "Int cannot represent: …"),
        ("cannot represent 3205011990010112X", "cannot represent …"),
        ("field 'a320501199001011234'", "field 'a…'"),
        ("got ３２０５０１１９９００１０１１２３４", "got …"),
    ],
)
def test_values_are_cut_out_of_messages(message: str, shown: str) -> None:
    assert without_values(message) == shown


def test_fields_are_spelt_as_in_the_api() -> None:
    assert camel("party.citizen_id") == "party.citizenId"
    assert camel("amount_10k") == "amount10k"
    assert camel("bidders.3.uscc") == "bidders.3.uscc"


def test_an_error_that_a_caller_can_mend() -> None:
    cause = CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "18 characters, not 320501199001011234", "known_at")
    entry = formatted(GraphQLError("", path=["a", 0], original_error=cause))
    assert entry == {
        "message": "18 characters, not 320501199001011234",  # ours: our own sentences hold no values
        "path": ["a", 0],
        "extensions": {"code": "INVALID_IDENTIFIER", "field": "knownAt"},
    }


def test_an_error_that_may_pass_by_itself_says_so() -> None:
    cause = CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "later")
    assert formatted(GraphQLError("", original_error=cause))["extensions"]["retryable"] is True


def test_an_unexpected_error_is_masked() -> None:
    entry = formatted(GraphQLError("secret", original_error=ValueError("secret")))
    assert entry["extensions"] == {"code": "INTERNAL"}
    assert "secret" not in entry["message"]
