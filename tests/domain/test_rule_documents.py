"""Rule books built from stored documents, whatever the files say today."""

from __future__ import annotations

import hashlib

from domain.policy import MatterCategory, ReviewCode
from domain.rule_documents import ALWAYS_ON, RuleDocument, RuleKind, build_rulebook, make_document


def areas(version: int, *codes: str) -> RuleDocument:
    labels = {"zh": "领域", "en": "Area"}
    content = {"version": version, "areas": [{"code": code, "label": labels} for code in codes]}
    return make_document(RuleKind.AREAS, "areas", version, content)


def test_documents_are_canonical() -> None:
    one = make_document(RuleKind.AREAS, "areas", 3, {"b": [1, True], "a": "安"})
    assert (one.key, one.content) == ("areas:areas:3", '{"a":"安","b":[1,true]}')
    assert one.sha256 == hashlib.sha256(one.content.encode()).hexdigest()
    assert one == make_document(RuleKind.AREAS, "areas", 3, {"a": "安", "b": [1, True]})


def test_the_highest_version_counts_whatever_the_order() -> None:
    documents = [areas(2, "NEW"), areas(10, "NEWEST"), areas(1, "OLD")]
    assert set(build_rulebook(documents).areas) == {"NEWEST"}
    assert set(build_rulebook(reversed(documents)).areas) == {"NEWEST"}


def test_before_the_newer_version_was_recorded_the_older_counts() -> None:
    assert set(build_rulebook([areas(1, "OLD")]).areas) == {"OLD"}


def test_without_any_document_nothing_is_in_force_and_the_always_on_reviews_are_on() -> None:
    book = build_rulebook([])
    assert (book.matters, book.areas, book.policies, book.departments) == ({}, {}, (), {})
    assert (book.catalogue_version, book.reviews.version) == (0, 0)
    assert book.reviews.categories == dict.fromkeys(ALWAYS_ON, frozenset(MatterCategory))
    assert {ReviewCode.NAME_MISMATCH, ReviewCode.COMPUTED_CONTROL, ReviewCode.LIMIT_REACHED} == ALWAYS_ON
