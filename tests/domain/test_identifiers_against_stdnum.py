"""Identifiers compared with python-stdnum, and where it is stricter than the standards."""

from __future__ import annotations

from collections.abc import Callable

import stdnum.cn.ric
import stdnum.cn.uscc
import stdnum.exceptions
import stdnum.lei
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from domain.errors import CreditGraphError
from domain.identifiers import Identifier, IdentityKey, citizen_id, lei, uscc

KEY = IdentityKey(b"a secret of this test, 32 bytes.")
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_people_born_before_their_county_got_its_code_are_accepted() -> None:
    """Kunshan has the code 320583 since 1989; who was born there in 1960 got a number with it later."""
    number = "320583196001010017"
    assert not stdnum.cn.ric.is_valid(number)
    assert citizen_id(number, KEY).value == "3205************17"


def test_residence_permits_of_hong_kong_macao_and_taiwan() -> None:
    for region in ("810000", "820000", "830000"):
        body = f"{region}19800229001"
        number = body + stdnum.cn.ric.calc_check_digit(body + "0")
        assert citizen_id(number, KEY).value == f"{region[:4]}************{number[-2:]}"


def test_registering_departments_with_a_letter_are_accepted() -> None:
    """N is the agricultural department of GB 32100-2015, which registers rural collectives."""
    body = "N2320583MF1234567"
    code = body + stdnum.cn.uscc.calc_check_digit(body)
    assert not stdnum.cn.uscc.is_valid(code)
    assert uscc(code).value == code


def accepts(read: Callable[[str], Identifier], text: str) -> bool:
    try:
        read(text)
    except CreditGraphError:
        return False
    return True


@given(
    st.text("0123456789", min_size=8, max_size=8),
    st.text(USCC_ALPHABET, min_size=9, max_size=9),
    st.sampled_from([*USCC_ALPHABET, None]),
)
def test_uscc_agrees_with_stdnum(head: str, tail: str, check: str | None) -> None:
    body = head + tail
    code = body + (check or stdnum.cn.uscc.calc_check_digit(body))
    assert accepts(uscc, code) == stdnum.cn.uscc.is_valid(code)


@given(
    st.sampled_from(["110105", "310115", "320507", "440306", "990000", "000000"]),
    st.dates(),
    st.text("0123456789", min_size=3, max_size=3),
    st.sampled_from([*"0123456789X", None]),
)
def test_citizen_id_agrees_with_stdnum_but_for_the_region_at_birth(
    region: str, born: object, order: str, check: str | None
) -> None:
    body = f"{region}{str(born).replace('-', '')}{order}"
    number = body + (check or stdnum.cn.ric.calc_check_digit(body + "0"))
    known_year = 1850 <= int(number[6:10]) < 2200
    try:
        valid = bool(stdnum.cn.ric.validate(number))
    except stdnum.exceptions.InvalidComponent:
        valid = region not in ("990000", "000000")  # stdnum: the county had another code in the year of birth
    except stdnum.exceptions.ValidationError:
        valid = False
    assert accepts(lambda text: citizen_id(text, KEY), number) == (valid and known_year)


@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=18, max_size=18),
    st.one_of(st.none(), st.integers(2, 98)),
)
def test_lei_agrees_with_stdnum(body: str, check: int | None) -> None:
    code = body + (mod_97_10.calc_check_digits(body) if check is None else f"{check:02}")
    assert accepts(lei, code) == stdnum.lei.is_valid(code)
