"""Identifiers: which rule failed is said, what is forgiven is forgiven, and no personal number gets out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import (
    Identifier,
    IdentifierScheme,
    IdentityKey,
    citizen_id,
    lei,
    mask_citizen_id,
    passport,
    source_key,
    uscc,
)

KEY = IdentityKey(b"a secret of this test, 32 bytes.")
USCC = "91110000600037341L"
CITIZEN = "11010519491231002X"  # the standard's own example
LEI = "213800KUD8LAJWSQ9D15"

READERS: list[Callable[[str], Identifier]] = [
    uscc,
    lei,
    lambda text: citizen_id(text, KEY),
    lambda text: passport(text, KEY),
    lambda text: source_key("register", text),
    lambda text: source_key(text, "1"),
]


def message_of(read: Callable[[str], Identifier], text: str) -> str:
    with pytest.raises(CreditGraphError) as caught:
        read(text)
    assert caught.value.code is ErrorCode.INVALID_IDENTIFIER
    return caught.value.message


def test_uscc() -> None:
    assert uscc(USCC) == Identifier(f"USCC:{USCC}", IdentifierScheme.USCC, USCC, None)


def test_lei() -> None:
    assert lei(LEI) == Identifier(f"LEI:{LEI}", IdentifierScheme.LEI, LEI, None)


def test_a_citizen_number_is_kept_as_digest_and_mask_only() -> None:
    found = citizen_id(CITIZEN, KEY)
    assert found.value == "1101************2X"
    assert re.fullmatch("CITIZEN_ID:[0-9a-f]{64}", found.key)
    assert found == citizen_id(CITIZEN, KEY)
    assert found.key != citizen_id(CITIZEN, IdentityKey(b"another secret of this test.....")).key


def test_a_passport_number_is_kept_as_digest_and_mask_only() -> None:
    found = passport("E12345678", KEY)
    assert found.value == "E******78"
    assert re.fullmatch("PASSPORT:[0-9a-f]{64}", found.key)


def test_a_source_key_is_kept_exactly_except_for_space_around_it() -> None:
    assert source_key(" register ", " a:B-１ ") == Identifier(
        "KEY:register:a:B-１", IdentifierScheme.KEY, "a:B-１", "register"
    )


@pytest.mark.parametrize(
    "written",
    [
        "91110000600037341l",
        " 9111 0000-6000 37341L\n",
        "９１１１００００６０００３７３４１Ｌ",
        "９１１１００００６０００３７３４１ｌ",
        "\u30009111\u00a00000\u2009600037341L\u202f",
        "9111–0000—6000‐37341L",
        "9111−0000－6000﹣37341L",
        "\ufeff\u202a91110000600037341L\u202c",
    ],
)
def test_forgiven_writing(written: str) -> None:
    assert uscc(written).key == f"USCC:{USCC}"


def test_forgiven_writing_of_a_citizen_number() -> None:
    assert citizen_id("１１０１０５　１９４９１２３１-002ｘ", KEY) == citizen_id(CITIZEN, KEY)


def test_only_ascii_letters_are_made_capital() -> None:
    """`ı` and `ſ` have the capitals I and S: taking them would make two numbers one."""
    assert message_of(lambda text: passport(text, KEY), "ı12345678") == (
        "A passport number has letters A-Z and digits only."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9111000060003734", "A unified social credit code has 18 characters, not 16."),
        ("", "A unified social credit code has 18 characters, not 0."),
        (
            "91110000600037341O",
            "A unified social credit code has digits and capital letters except I, O, Z, S and V.",
        ),
        (
            "9111000060003734_L",
            "A unified social credit code has digits and capital letters except I, O, Z, S and V.",
        ),
        (
            "911100A0600037341L",
            "Characters 3 to 8 of a unified social credit code are the region's six digits.",
        ),
        ("91110000600037341M", "The check character (the 18th) of the unified social credit code is wrong."),
        ("91110000600037314L", "The check character (the 18th) of the unified social credit code is wrong."),
    ],
)
def test_uscc_says_which_rule_failed(text: str, message: str) -> None:
    assert message_of(uscc, text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "110105491231002",
            "This is an old 15-digit citizen number; give the 18-character one (GB 11643-1999) that replaced it.",
        ),
        ("1101051949123100", "A citizen number has 18 characters, not 16."),
        ("11010519491231002Y", "A citizen number has 17 digits and then a digit or X."),
        ("1101051949123X002X", "A citizen number has 17 digits and then a digit or X."),
        (
            "99010519491231002X",
            "The region code (the first six digits) of the citizen number begins with no known province.",
        ),
        (
            "11010519490231002X",
            "Digits 7 to 14 of the citizen number are no possible birth date (YYYYMMDD).",
        ),
        (
            "11010519491331002X",
            "Digits 7 to 14 of the citizen number are no possible birth date (YYYYMMDD).",
        ),
        (
            "11010500001231002X",
            "Digits 7 to 14 of the citizen number are no possible birth date (YYYYMMDD).",
        ),
        ("110105194912310021", "The check character (the 18th) of the citizen number is wrong."),
    ],
)
def test_citizen_id_says_which_rule_failed(text: str, message: str) -> None:
    assert message_of(lambda number: citizen_id(number, KEY), text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("213800KUD8LAJWSQ9D1", "A legal entity identifier has 20 characters, not 19."),
        ("213800KUD8LAJWSQ9D1A", "A legal entity identifier has letters and digits and ends with two check digits."),
        ("213800KUD8LAJWS_9D15", "A legal entity identifier has letters and digits and ends with two check digits."),
        ("213800KUD8LXJWSQ9D15", "The check digits (the last two) of the legal entity identifier are wrong."),
    ],
)
def test_lei_says_which_rule_failed(text: str, message: str) -> None:
    assert message_of(lei, text) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("E123", "A passport number has 5 to 20 characters, not 4."),
        ("E" * 21, "A passport number has 5 to 20 characters, not 21."),
        ("E1234护照", "A passport number has letters A-Z and digits only."),
    ],
)
def test_passport_says_which_rule_failed(text: str, message: str) -> None:
    assert message_of(lambda number: passport(number, KEY), text) == message


@pytest.mark.parametrize(
    ("source", "key", "field", "message"),
    [
        (" ", "1", "source", "A source's name has 1 to 64 characters."),
        ("s" * 65, "1", "source", "A source's name has 1 to 64 characters."),
        ("a:b", "1", "source", "A source's name has no colon and no control characters."),
        ("a\tb", "1", "source", "A source's name has no colon and no control characters."),
        ("s", "", "key", "A source's key has 1 to 256 characters."),
        ("s", "k" * 257, "key", "A source's key has 1 to 256 characters."),
        ("s", "a\x00b", "key", "A source's key has no control characters and is valid Unicode."),
        ("s", "a\u2028b", "key", "A source's key has no control characters and is valid Unicode."),
        ("s", "a\udc00", "key", "A source's key has no control characters and is valid Unicode."),
    ],
)
def test_source_key_says_which_rule_failed(source: str, key: str, field: str, message: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        source_key(source, key)
    assert (caught.value.message, caught.value.field) == (message, field)


def test_longest_source_key() -> None:
    assert len(source_key("源" * 64, "键" * 256).key) == len("KEY:") + 64 + len(":") + 256


@pytest.mark.parametrize("written", [CITIZEN, CITIZEN.lower(), "110105 19491231 002X"])
def test_a_citizen_number_is_no_source_key(written: str) -> None:
    """Keys are stored as they are, and a citizen number never is."""
    assert message_of(lambda key: source_key("s", key), written) == (
        "A citizen number cannot be a source's key, which is stored as it is: use citizen_id."
    )


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", ["", "\x00" * 18, "\ud800" * 20, "\x00", "\udfff", "x\x1fy"])
def test_hostile_text_is_an_invalid_identifier(read: Callable[[str], Identifier], text: str) -> None:
    assert message_of(read, text)


@pytest.mark.parametrize("read", READERS)
@given(text=st.text(st.characters(), max_size=40))
def test_any_text_is_read_or_refused(read: Callable[[str], Identifier], text: str) -> None:
    try:
        found = read(text)
    except CreditGraphError as error:
        assert error.code is ErrorCode.INVALID_IDENTIFIER  # noqa: PT017
    else:
        assert found.key.encode().startswith(found.scheme.encode() + b":")


@given(st.text("0123456789Xx -", min_size=15, max_size=20))
@example(CITIZEN[:-1] + "0")
@example("32058319600101001X")
@example("110105491231002")
def test_no_error_shows_a_personal_number(number: str) -> None:
    digits = "".join(re.findall("[0-9Xx]", number))
    for read in READERS:
        try:
            read(number)
        except CreditGraphError as error:
            shown = error.message + repr(error)
            assert number not in shown
            assert not any(digits[start : start + 5] in shown for start in range(len(digits) - 4))


@given(st.text("0123456789", min_size=17, max_size=17), st.sampled_from("0123456789X"))
def test_a_mask_shows_six_of_eighteen_characters(body: str, last: str) -> None:
    mask = mask_citizen_id(body + last)
    assert mask == body[:4] + 12 * "*" + body[-1] + last


def test_digests_of_different_schemes_differ() -> None:
    assert KEY.digest(IdentifierScheme.CITIZEN_ID, "1") != KEY.digest(IdentifierScheme.PASSPORT, "1")


def test_the_digest_is_stable_for_ever() -> None:
    """The lookup keys in every existing database: this value must not change."""
    assert (
        KEY.digest(IdentifierScheme.PASSPORT, "E12345678")
        == "8563e2fab9d9b1d8663c30140db8528c68c3bee027f8255b448cb95538c33c32"
    )


def test_the_secret_is_never_shown() -> None:
    assert "secret" not in repr(KEY).lower()
    assert re.fullmatch("[0-9a-f]{64}", KEY.fingerprint())
    assert KEY.fingerprint() == IdentityKey(KEY.secret).fingerprint()
    assert KEY.fingerprint() != IdentityKey(b"0" * 32).fingerprint()


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16 bytes"):
        IdentityKey(b"0" * 15)
