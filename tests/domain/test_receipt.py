"""Receipts: the canonical form word for word, what changes a hash and what does not (design §2.7)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from domain.decision import Decision, Outcome, decide
from domain.findings import Grade
from domain.links import LinkKind
from domain.policy import ActualController, ReviewRules, RuleBook
from domain.receipt import FORM, canonical_form, combined_hash, receipt_hash
from tests.domain.deciding import DEADLINE, KNOWN_AT, decided, enterprise, finding, link, person
from tests.support.loading import shipped_rules
from tests.support.statements import LinkStated, PartyStated, Statement

PEOPLE: list[Statement] = [enterprise("e"), enterprise("x", "乙公司"), person("p")]
ROLE = link("L1", LinkKind.LEGAL_REPRESENTATIVE, "p", "e", "2018-01-01", "2019-08-10")
HOLDING = link("L2", LinkKind.SHAREHOLDER, "x", "e", share="60")
FINDINGS: list[Statement] = [finding("F1", "e", grade=Grade.GENERAL, rectify_by=DEADLINE), finding("F2", "x")]
WORLD = [*PEOPLE, ROLE, HOLDING, *FINDINGS]


def test_the_canonical_form_of_a_ground_over_a_link() -> None:
    form = (
        '{"as_of":"2019-10-01","form":1,"grounds":[{"clause":"ks-2019-116@3#persons-1","discretionary":true,'
        '"effect":"VETO","events":["event:F1 RECOGNIZED"],"expires_on":"2022-09-03",'
        '"finding":["finding:F1","F1","WORK_SAFETY","KS_EMERGENCY_MANAGEMENT"],"grade":"SERIOUS",'
        '"graded_on":"2019-09-02","last_day":"2022-09-02",'
        '"links":[["link:L1","LEGAL_REPRESENTATIVE","2018-01-01","2019-08-10",null]],'
        '"parties":["party:e","party:p"],"reach":"LEGAL_REPRESENTATIVE","since":"2019-09-02"}],'
        '"known_at":1577836800000000,"matter":"HONOURS","outcome":"VETOED",'
        '"policies":["ks-2019-116@3","ks-xyb-2019-3@1"],"review_rules":1,"reviews":[],"subject":"party:p"}'
    ).encode("ascii")
    decision = decided(WORLD, "p", "HONOURS")
    assert FORM == 1
    assert canonical_form(decision) == form
    assert receipt_hash(decision) == sha256(form).hexdigest()
    assert receipt_hash(decision) == "fd4bc6f8bb6ddab0905155aae9febe09f89889a7a09be03fce4df4e9a19a1003"


def before_computed_control() -> RuleBook:
    """The rules as they were recorded before policy A reached computed controllers."""
    first, second = shipped_rules().policies
    policies = (replace(first, version=2, actual_controller=ActualController.DECLARED), second)
    return replace(shipped_rules(), policies=policies)


@pytest.mark.parametrize(
    ("key", "matter", "sha256"),
    [
        ("p", "HONOURS", "bc35adf5a68efe3a542bce0ca8054fdf29712e100e4fd94f21cd3ae6dde75331"),
        ("e", "BIDDING", "485b19e3657fd451fbbf44515664ff838598899e9c2601b5ae3e180a4e60ba2e"),
        ("x", "BIDDING", "396a8df0be49266315492ccad4a202f0b3468a2f9ced3000b05430c4a5fc43f5"),
    ],
)
def test_what_was_decided_before_computed_control_has_the_same_receipt(key: str, matter: str, sha256: str) -> None:
    """The hashes are those of the version that knew no computed control."""
    owner = [person("o", "老板"), link("L3", LinkKind.SHAREHOLDER, "o", "x", share="51"), *WORLD]
    assert receipt_hash(decided(owner, key, matter, rules=before_computed_control())) == sha256
    assert decided(owner, "o", "HONOURS", rules=before_computed_control()).outcome is Outcome.CLEAR
    assert decided(owner, "o", "HONOURS").outcome is Outcome.VETOED


def test_the_canonical_form_of_a_ground_by_computed_control() -> None:
    holdings = [
        person("o", "老板"),
        link("H1", LinkKind.SHAREHOLDER, "o", "x", "2018-01-01", share="50.5-60"),
        link("H2", LinkKind.SHAREHOLDER, "x", "e", until="2019-08-02", share="51"),
    ]
    form = json.loads(canonical_form(decided([*PEOPLE, *holdings, finding("F1", "e")], "o", "HONOURS")))
    (ground,), (review,) = form["grounds"], form["reviews"]
    links = [
        ["link:H2", "SHAREHOLDER", None, "2019-08-02", "51"],
        ["link:H1", "SHAREHOLDER", "2018-01-01", None, "50.5-60"],
    ]
    assert (ground["reach"], ground["parties"]) == ("COMPUTED_CONTROLLER", ["party:e", "party:x", "party:o"])
    assert ground["links"] == links
    assert review == {
        "code": "COMPUTED_CONTROL",
        "detail": None,
        "findings": ["finding:F1"],
        "links": sorted(links, key=lambda one: str(one[0])),
        "parties": ["party:e"],
    }


def test_the_canonical_form_of_reviews() -> None:
    form = canonical_form(decided([*PEOPLE, HOLDING, finding("F2", "x")], "e", "BIDDING", name="丙公司"))
    assert form == (
        b'{"as_of":"2019-10-01","form":1,"grounds":[],"known_at":1577836800000000,"matter":"BIDDING","outcome":"REVIEW",'
        b'"policies":["ks-2019-116@3","ks-xyb-2019-3@1"],"review_rules":1,"reviews":['
        b'{"code":"CONTROL_TIE","detail":null,"findings":["finding:F2"],'
        b'"links":[["link:L2","SHAREHOLDER",null,null,"60"]],"parties":["party:x"]},'
        b'{"code":"INCOMPLETE_RECORD","detail":null,"findings":[],"links":[],"parties":["party:e"]},'
        b'{"code":"NAME_MISMATCH","detail":null,"findings":[],"links":[],"parties":["party:e"]}],'
        b'"subject":"party:e"}'
    )


def test_the_receipt_of_an_unknown_party_names_how_it_was_looked_up() -> None:
    assert canonical_form(decided(WORLD, "z", "BIDDING")) == (
        b'{"as_of":"2019-10-01","form":1,"grounds":[],"known_at":1577836800000000,"matter":"BIDDING",'
        b'"outcome":"UNKNOWN_PARTY","policies":["ks-2019-116@3","ks-xyb-2019-3@1"],"review_rules":1,"reviews":[],'
        b'"subject":"KEY:register:z"}'
    )


def test_one_hash_over_several_decisions_depends_on_their_order() -> None:
    one, two = decided(WORLD, "p", "HONOURS"), decided(WORLD, "e", "BIDDING")
    text = f"{receipt_hash(one)}\n{receipt_hash(two)}"
    assert combined_hash([one, two]) == sha256(text.encode()).hexdigest()
    assert combined_hash([two, one]) != combined_hash([one, two])


def renamed(statements: list[Statement]) -> list[Statement]:
    return [replace(said, name=said.name + "（改）") if isinstance(said, PartyStated) else said for said in statements]


def later_link(statements: list[Statement]) -> list[Statement]:
    return [replace(said, at=said.at + 3) if isinstance(said, LinkStated) else said for said in statements]


@pytest.mark.parametrize("change", [renamed, later_link, lambda world: list(reversed(world))])
def test_what_changes_no_receipt(change: Callable[[list[Statement]], list[Statement]]) -> None:
    """Display names, when a link was recorded (its id says which version it is), the order of the evidence."""
    for key, matter in (("p", "HONOURS"), ("e", "BIDDING"), ("x", "INSPECTION")):
        assert receipt_hash(decided(change(WORLD), key, matter)) == receipt_hash(decided(WORLD, key, matter))


def test_the_day_of_asking_changes_no_receipt() -> None:
    decision = decided(WORLD, "e", "BIDDING", "2020-06-01")
    again = decide(decision.question, decision.evidence, KNOWN_AT, date(2021, 1, 1), shipped_rules())
    assert (decision.projected, again.projected) == (True, False)
    assert receipt_hash(again) == receipt_hash(decision)


def test_the_words_and_labels_of_rules_change_no_receipt() -> None:
    policies = tuple(replace(policy, title="另一标题", notes="") for policy in shipped_rules().policies)
    rules = replace(shipped_rules(), policies=policies, departments={})
    assert receipt_hash(decided(WORLD, "p", "HONOURS", rules=rules)) == receipt_hash(decided(WORLD, "p", "HONOURS"))


def other_policy_version() -> RuleBook:
    policies = tuple(replace(policy, version=2) for policy in shipped_rules().policies)
    return replace(shipped_rules(), policies=policies)


def other_review_version() -> RuleBook:
    reviews = ReviewRules(2, shipped_rules().reviews.categories)
    return replace(shipped_rules(), reviews=reviews)


OTHERS: dict[str, Callable[[], Decision]] = {
    "the day": lambda: decided(WORLD, "p", "HONOURS", "2019-10-02"),
    "the recorded time": lambda: decided(WORLD, "p", "HONOURS", known_at=KNOWN_AT + 1),
    "the matter": lambda: decided(WORLD, "p", "SOCIAL_WELFARE"),
    "the party": lambda: decided([*WORLD, person("q"), replace(ROLE, label="L3", source="q")], "q", "HONOURS"),
    "another version of the link": lambda: decided([*PEOPLE, replace(ROLE, label="L4"), *FINDINGS], "p", "HONOURS"),
    "the link's dates": lambda: decided([*PEOPLE, replace(ROLE, until=date(2019, 8, 11)), *FINDINGS], "p", "HONOURS"),
    "the role": lambda: decided([*PEOPLE, replace(ROLE, kind=LinkKind.PRINCIPAL), *FINDINGS], "p", "HONOURS"),
    "the finding's number": lambda: decided(
        [*PEOPLE, ROLE, finding("F9", "e", grade=Grade.GENERAL, rectify_by=DEADLINE)], "p", "HONOURS"
    ),
    "the deadline": lambda: decided(
        [*PEOPLE, ROLE, finding("F1", "e", grade=Grade.GENERAL, rectify_by=date(2019, 9, 2))], "p", "HONOURS"
    ),
    "the area": lambda: decided(
        [*PEOPLE, ROLE, finding("F1", "e", grade=Grade.GENERAL, rectify_by=DEADLINE, area="FIRE_SAFETY")],
        *("p", "HONOURS"),
    ),
    "the policy's version": lambda: decided(WORLD, "p", "HONOURS", rules=other_policy_version()),
    "the review rules": lambda: decided(WORLD, "p", "HONOURS", rules=other_review_version()),
    "a name that does not fit": lambda: decided(WORLD, "p", "HONOURS", name="李四"),
}


def test_what_changes_a_receipt() -> None:
    hashes = {what: receipt_hash(other()) for what, other in OTHERS.items()}
    hashes["nothing"] = receipt_hash(decided(WORLD, "p", "HONOURS"))
    assert len(set(hashes.values())) == len(OTHERS) + 1, hashes
