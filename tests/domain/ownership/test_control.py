"""Control, by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.ownership import Budget, Control, Threshold, Verdict, controllers, controls, verdict
from tests.domain.ownership.making import held


def of(text: str, company: str, threshold: Threshold | None = None) -> dict[str, Control]:
    found = controllers(held(text), company, threshold=threshold or Threshold())
    assert found.complete
    return {one.controller: one for one in found.controls}


def via(control: Control) -> list[str]:
    return [holding.link_id for holding in control.via]


def test_a_direct_majority() -> None:
    control = of("p 51 A, q 49 A", "A")["p"]
    assert (control.percent, control.certain, control.direct, via(control)) == (51, True, True, ["p-A"])


def test_exactly_half_is_control_only_where_the_rule_says_so() -> None:
    assert of("p 50 A, q 50 A", "A") == {}
    assert of("p 50 A, q 50 A", "A", Threshold(inclusive=True)).keys() == {"p", "q"}
    assert of("p 33.4 A", "A", Threshold(Decimal("33.3"))).keys() == {"p"}


def test_joint_control_through_companies_none_of_which_has_a_majority() -> None:
    found = of("p 60 A, p 60 B, p 60 C, A 20 Y, B 20 Y, C 20 Y, q 40 Y", "Y")
    assert found.keys() == {"p"}
    assert (found["p"].percent, found["p"].direct) == (60, False)
    assert via(found["p"]) == ["p-A", "p-B", "p-C", "A-Y", "B-Y", "C-Y"]


def test_control_is_not_a_product_of_shares() -> None:
    """p has 51 % of A, A 51 % of B: effectively 26 %, but all decisions."""
    found = of("p 51 A, A 51 B", "B")
    assert (found["p"].percent, via(found["p"])) == (51, ["p-A", "A-B"])
    assert found.keys() == {"p", "A"}


def test_own_shares_and_those_of_controlled_companies_add_up() -> None:
    found = of("p 30 Y, p 80 A, A 25 Y, q 45 Y", "Y")
    assert (found["p"].percent, found["p"].direct, via(found["p"])) == (55, False, ["p-A", "A-Y", "p-Y"])


def test_a_company_with_half_of_each_does_not_lift_itself() -> None:
    """The least fixpoint: that p controls A if it controls B, and B if it controls A, is no control."""
    assert of("p 30 A, B 30 A, p 30 B, A 30 B", "A") == {}


def test_companies_in_a_ring_control_each_other() -> None:
    assert of("A 100 B, B 100 A, A 60 Y", "Y").keys() == {"A", "B"}
    assert [(c.company, c.percent) for c in controls(held("A 100 B, B 100 A"), "A").controls] == [("B", 100)]


def test_what_a_controlled_company_holds_of_itself_and_back_counts_in_the_percentage() -> None:
    found = of("p 55 Y, Y 20 Y", "Y")["p"]
    assert (found.percent, via(found)) == (75, ["p-Y"])
    assert of("p 45 Y, Y 20 Y", "Y") == {}
    assert of("p 60 Y, Y 100 Z, Z 30 Y", "Y")["p"].percent == 90


def test_the_proof_is_as_small_as_it_can_be() -> None:
    """A 30 and B 25 are enough; C, D and p's own 5 % are not needed, nor how C is controlled."""
    text = "p 100 A, p 100 B, p 100 C, C 100 D, A 30 Y, B 25 Y, C 20 Y, D 10 Y, p 5 Y"
    found = of(text, "Y")["p"]
    assert (found.percent, via(found)) == (90, ["p-A", "p-B", "A-Y", "B-Y"])


def test_its_own_share_is_the_proof_if_it_is_enough() -> None:
    assert via(of("p 51 Y, p 100 A, A 49 Y", "Y")["p"]) == ["p-Y"]


def test_certain_possible_excluded_with_ranges() -> None:
    snapshot = held("p 40-55 A, q 10 A, r 30-45 A")
    verdicts = {holder: verdict(snapshot, holder, "A") for holder in "pqr"}
    assert verdicts == {"p": Verdict.POSSIBLE, "q": Verdict.EXCLUDED, "r": Verdict.EXCLUDED}
    assert verdict(held("p 51-60 A"), "p", "A") is Verdict.CERTAIN
    assert verdict(snapshot, "A", "A") is Verdict.EXCLUDED


def test_what_others_certainly_hold_excludes() -> None:
    """An unknown share is at most what the others leave."""
    found = of("p 40 A, q ? A, r 10-60 A", "A")
    assert found.keys() == {"r"}
    assert (found["r"].low, found["r"].high, found["r"].percent, found["r"].certain) == (10, 60, None, False)
    assert of("p 40 A, q ? A", "A").keys() == {"q"}


def test_possible_control_through_what_may_be_controlled() -> None:
    found = of("p 40-60 A, A 51 B, q 40 A", "B")
    assert {holder: one.certain for holder, one in found.items()} == {"A": True, "p": False}
    assert (found["p"].low, found["p"].high, via(found["p"])) == (0, 51, ["p-A", "A-B"])


def test_two_unknown_shares_of_one_group_have_what_is_left_only_once() -> None:
    found = of("q 60 Y, A ? Y, B ? Y, p 100 A, p 100 B", "Y")
    assert found.keys() == {"q"}
    found = of("q 45 Y, A ? Y, B ? Y, p 100 A, p 100 B", "Y")
    assert (found["p"].low, found["p"].high, found["p"].certain) == (0, 55, False)


def test_controls_lists_what_a_party_controls_certain_first() -> None:
    found = controls(held("p 60 A, p 40-70 B, p 90 C, A 30 D, C 30 D, q 50 E, p 50 E"), "p")
    assert [(one.company, one.certain, one.low, one.high) for one in found.controls] == [
        ("C", True, 90, 90),
        ("A", True, 60, 60),
        ("D", True, 60, 60),
        ("B", False, 40, 70),
    ]
    assert found.complete


def test_what_was_cut_off_is_said() -> None:
    cut = controls(held("p 60 A, A 60 B", holdings_unread=["A"]), "p")
    assert ([one.company for one in cut.controls], cut.complete) == (["A", "B"], False)
    assert not controllers(held("p 60 A, A 60 B", owners_unread=["A"]), "B").complete
    few = controls(held("p 60 A, A 60 B, B 60 C, C 60 D"), "p", budget=Budget(links=1))
    assert ([one.company for one in few.controls], few.complete) == (["A", "B"], False)
    late = controllers(held("p 60 A, A 60 B"), "B", budget=Budget(expired=lambda: True))
    assert (late.controls, late.complete) == ((), False)


@pytest.mark.parametrize("percent", ["-1", "100.1", "NaN", "Infinity"])
def test_a_threshold_is_a_percentage(percent: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        Threshold(Decimal(percent))
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_VALUE, "threshold")


def test_nought_or_more_would_be_everybody() -> None:
    with pytest.raises(CreditGraphError):
        Threshold(Decimal(0), inclusive=True)
    assert of("p 1 A", "A", Threshold(Decimal(0))).keys() == {"p"}
