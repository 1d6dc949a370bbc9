"""Bringing statements about one party together (docs/decisions/loading.md)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.parties import normalize_name
from domain.party_merging import NOTHING_SAID, PartyFacts, Said, new_party, renamed, restated, set_name

names = st.sampled_from(["甲公司", "乙公司", "丙（昆山）公司", "丙(昆山)公司", "丙 (昆山) 公司", "ABC", "ａｂｃ"])


@given(st.lists(st.tuples(names, st.lists(names, max_size=2)), min_size=1, max_size=6))
def test_saying_every_name_again_changes_nothing(said: list[tuple[str, list[str]]]) -> None:
    facts = new_party(said[0][0], said[0][1], NOTHING_SAID)
    for name, former in said[1:]:
        facts = renamed(facts, name, former)
    again = facts
    for name, former in said:
        again = renamed(again, name, former)
    assert again == facts
    known = [normalize_name(name) for name in (facts.name, *facts.former_names)]
    assert len(known) == len(set(known))
    assert set(known) == {normalize_name(name) for name, former in said for name in (name, *former)}


def test_a_new_name_makes_the_old_one_a_former_name() -> None:
    facts = renamed(PartyFacts("乙公司", ("甲公司",)), "丙公司", ["丁公司"])
    assert facts == PartyFacts("丙公司", ("甲公司", "丁公司", "乙公司"))


def test_only_a_person_renames_back() -> None:
    facts = PartyFacts("乙公司", ("甲公司",))
    assert renamed(facts, "甲公司", []) == facts
    assert set_name(facts, "甲公司", []) == PartyFacts("甲公司", ("乙公司",))
    assert set_name(facts, "乙 公司", []) == PartyFacts("乙 公司", ("甲公司",))


def test_a_source_that_repeats_itself_says_nothing_new() -> None:
    facts = PartyFacts("张三", on_public_payroll=False, area_code="320583")
    before = Said(on_public_payroll=True)
    assert restated(facts, before, Said(on_public_payroll=True)) == facts
    assert restated(facts, NOTHING_SAID, Said(on_public_payroll=True)).on_public_payroll is True
    assert restated(facts, before, NOTHING_SAID) == facts
    assert restated(facts, before, Said(area_code="320500")).area_code == "320500"
