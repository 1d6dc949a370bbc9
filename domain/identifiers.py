"""Identifiers (证照号码) of parties: cleaned, checked, and personal ones turned into a keyed digest at once.

| scheme | standard | checked |
|---|---|---|
| USCC 统一社会信用代码 | GB 32100-2015 | 18 characters, alphabet without I O Z S V, digits 3-8, check character (mod 31) |
| CITIZEN_ID 公民身份号码 | GB 11643-1999 | 18 characters, region, birth date, check character (ISO 7064 MOD 11-2) |
| PASSPORT 护照 | ICAO 9303 (characters only) | 5 to 20 letters and digits |
| LEI | ISO 17442 | 20 characters, check digits (ISO 7064 MOD 97-10) |
| KEY | a source's own key | the source's name and the key, no control characters |

Check characters are computed by python-stdnum; the rules around them are here, so that an error can say which one
failed. Full-width letters and digits, white space, hyphens and lower case are forgiven; nothing else is.

Every function raises CreditGraphError(INVALID_IDENTIFIER) whose sentence names the rule, never the value: a citizen
number typed into the wrong field is not echoed either. A citizen or passport number leaves this module only as its
HMAC-SHA-256 under the installation's key (`Identifier.key`) and masked (`Identifier.value`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.iso7064 import mod_97_10

from domain.errors import CreditGraphError, ErrorCode


class IdentifierScheme(StrEnum):
    """What kind of identifier it is."""

    USCC = "USCC"  # 统一社会信用代码
    CITIZEN_ID = "CITIZEN_ID"  # 公民身份号码
    PASSPORT = "PASSPORT"  # 护照号码
    LEI = "LEI"  # 全球法人识别编码
    KEY = "KEY"  # 数据来源自有的主键


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier of a party.

    `key` is unique over all schemes and is what parties are looked up by; `value` is what may be displayed (masked for
    citizen and passport numbers); `source` is the source's name for the scheme KEY, else None.
    """

    key: str
    scheme: IdentifierScheme
    value: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class IdentityKey:
    """The installation's secret, under which personal numbers are digested. Its repr never shows the secret."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < 16:
            raise ValueError("the identity key needs at least 16 bytes (32 random bytes are recommended)")

    def digest(self, scheme: IdentifierScheme, value: str) -> str:
        """The HMAC-SHA-256 of a cleaned number, in hex. Equal numbers of different schemes have different digests."""
        return hmac.digest(self.secret, f"{scheme.value}:{value}".encode(), "sha256").hex()

    def fingerprint(self) -> str:
        """A text by which an installation recognises its key (64 hex digits); it says nothing about the secret."""
        return hmac.new(self.secret, b"creditgraph identity key fingerprint", hashlib.sha256).hexdigest()


def uscc(text: str, field: str | None = "uscc") -> Identifier:
    """Reads a unified social credit code (GB 32100-2015), for example `91110000600037341L`.

    Any registering department of the standard is accepted (also the letters, such as N for rural collectives), which
    stdnum's own `validate` refuses.
    """
    code = _clean(text)
    if len(code) != 18:
        raise _invalid(f"A unified social credit code has 18 characters, not {len(code)}.", field)
    if any(character not in _USCC_ALPHABET for character in code):
        raise _invalid("A unified social credit code has digits and capital letters except I, O, Z, S and V.", field)
    if not code[2:8].isdigit():
        raise _invalid("Characters 3 to 8 of a unified social credit code are the region's six digits.", field)
    if stdnum_uscc.calc_check_digit(code) != code[-1]:
        raise _invalid("The check character (the 18th) of the unified social credit code is wrong.", field)
    return Identifier(f"USCC:{code}", IdentifierScheme.USCC, code)


def lei(text: str, field: str | None = "lei") -> Identifier:
    """Reads a legal entity identifier (ISO 17442), for example `213800KUD8LAJWSQ9D15`."""
    code = _clean(text)
    if len(code) != 20:
        raise _invalid(f"A legal entity identifier has 20 characters, not {len(code)}.", field)
    if not (code.isascii() and code.isalnum() and code[18:].isdigit()):
        raise _invalid("A legal entity identifier has letters and digits and ends with two check digits.", field)
    if mod_97_10.calc_check_digits(code[:18]) != code[18:]:
        raise _invalid("The check digits (the last two) of the legal entity identifier are wrong.", field)
    return Identifier(f"LEI:{code}", IdentifierScheme.LEI, code)


def citizen_id(text: str, identity_key: IdentityKey, field: str | None = "citizen_id") -> Identifier:
    """Reads a citizen number (GB 11643-1999, 18 characters); keeps only its digest and its mask.

    Also the numbers of residence permits of residents of Hong Kong, Macao and Taiwan (regions 81, 82, 83), which are
    formed by the same standard. A number's region is the one of first registration, so it is not compared with the
    birth year, which stdnum's own `validate` does (it refuses people born before their county got its code).
    """
    number = _clean(text)
    problem = _citizen_problem(number)
    if problem is not None:
        raise _invalid(problem, field)
    digest = identity_key.digest(IdentifierScheme.CITIZEN_ID, number)
    return Identifier(f"CITIZEN_ID:{digest}", IdentifierScheme.CITIZEN_ID, mask_citizen_id(number))


def passport(text: str, identity_key: IdentityKey, field: str | None = "passport") -> Identifier:
    """Reads a passport or travel permit number (5 to 20 letters and digits); keeps only its digest and its mask.

    The number alone is the identity, as in the files that are loaded: two countries' passports with one number would be
    one identifier.
    """
    number = _clean(text)
    if not 5 <= len(number) <= 20:
        raise _invalid(f"A passport number has 5 to 20 characters, not {len(number)}.", field)
    if not (number.isascii() and number.isalnum()):
        raise _invalid("A passport number has letters A-Z and digits only.", field)
    digest = identity_key.digest(IdentifierScheme.PASSPORT, number)
    return Identifier(f"PASSPORT:{digest}", IdentifierScheme.PASSPORT, mask_passport(number))


def source_key(source: str, key: str, field: str | None = "key") -> Identifier:
    """A source's own key for a party, compared exactly except for white space around it.

    `source`: 1 to 64 characters, no colon; `key`: 1 to 256 characters; no control characters in either. A key that is a
    citizen number is refused, because keys are stored as they are and a citizen number never is.
    """
    name, own = source.strip(), key.strip()
    if not 1 <= len(name) <= 64:
        raise _invalid("A source's name has 1 to 64 characters.", "source")
    if ":" in name or not _is_plain(name):
        raise _invalid("A source's name has no colon and no control characters.", "source")
    if not 1 <= len(own) <= 256:
        raise _invalid("A source's key has 1 to 256 characters.", field)
    if not _is_plain(own):
        raise _invalid("A source's key has no control characters and is valid Unicode.", field)
    if len(own) >= 18 and _citizen_problem(_clean(own)) is None:
        raise _invalid("A citizen number cannot be a source's key, which is stored as it is: use citizen_id.", field)
    return Identifier(f"KEY:{name}:{own}", IdentifierScheme.KEY, own, name)


def mask_citizen_id(number: str) -> str:
    """What may be shown of a cleaned citizen number: `3205************1X`."""
    return _mask(number, 4, 2)


def mask_passport(number: str) -> str:
    """What may be shown of a cleaned passport number: `E******78`."""
    return _mask(number, 1, 2)


_WITHIN = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")


def mask_citizen_ids_in(text: str) -> str:
    """The text with every valid citizen number that stands in it masked."""
    return _WITHIN.sub(
        lambda found: found[0] if _citizen_problem(found[0].upper()) else mask_citizen_id(found[0]), text
    )


def _mask(number: str, first: int, last: int) -> str:
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]


# Two first digits of GB/T 2260; 81-83 also on residence permits of residents of Hong Kong, Macao and Taiwan.
_PROVINCES = frozenset(
    str(first + second)
    for first, seconds in ((10, 5), (20, 3), (30, 7), (40, 6), (60, 5))
    for second in range(1, seconds + 1)
) | {"50", "51", "52", "53", "54", "71", "81", "82", "83"}
_USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_DIGITS = frozenset("0123456789")


def _citizen_problem(number: str) -> str | None:
    """Which rule of GB 11643-1999 a cleaned number breaks, None for a well-formed one."""
    if len(number) == 15 and set(number) <= _DIGITS:
        return "This is an old 15-digit citizen number; give the 18-character one (GB 11643-1999) that replaced it."
    if len(number) != 18:
        return f"A citizen number has 18 characters, not {len(number)}."
    if not (set(number[:17]) <= _DIGITS and number[17] in "0123456789X"):
        return "A citizen number has 17 digits and then a digit or X."
    if number[:2] not in _PROVINCES:
        return "The region code (the first six digits) of the citizen number begins with no known province."
    if not _is_birth_date(number[6:14]):
        return "Digits 7 to 14 of the citizen number are no possible birth date (YYYYMMDD)."
    if ric.calc_check_digit(number) != number[-1]:
        return "The check character (the 18th) of the citizen number is wrong."
    return None


def _is_birth_date(digits: str) -> bool:
    """A day of the calendar in a year from 1850 (numbers were first given in 1984) to 2199."""
    year = int(digits[:4])
    try:
        date(year, int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1850 <= year < 2200


def _cleaning() -> dict[int, int | None]:
    """What `_clean` maps: full-width and lower-case letters to capitals, white space, dashes and marks to nothing."""
    table: dict[int, int | None] = {}
    for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B)):
        upper = ord(chr(code).upper())
        table[code] = upper
        table[code + 0xFEE0] = upper
    for code in range(0x10000):
        character = chr(code)
        if unicodedata.category(character) == "Pd" or (character.isspace() and not 0x1C <= code <= 0x1F):
            table[code] = None
    table.update(dict.fromkeys((0x2212, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060)))
    return table


_CLEANING = _cleaning()
"""Also dropped: the minus sign and the invisible marks (zero width, direction) that come along when text is copied."""


def _clean(text: str) -> str:
    """The text without what is forgiven; ASCII letters only are made capital, so that no foreign letter becomes one."""
    return text.translate(_CLEANING)


def _is_plain(text: str) -> bool:
    """Whether the text has no control character, line separator or lone surrogate."""
    return text.isprintable() or not any(
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text
    )


def _invalid(message: str, field: str | None) -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_IDENTIFIER, message, field)
