"""Cypher texts in files."""

from __future__ import annotations

import pytest

from graph.queries import FOLDER, query, statements


def test_reads_a_text_by_its_name() -> None:
    assert "RETURN ledger.published AS published" in query("read/ledger_published")


def test_an_unknown_name() -> None:
    with pytest.raises(FileNotFoundError):
        query("read/nothing_of_that_name")


def test_statements_end_with_semicolons_and_may_be_for_one_engine() -> None:
    text = "// first\nRETURN 1;\n\n// only on: embedded\nRETURN\n  ';' AS two;\nRETURN 3;\n// the end\n"
    assert statements(text, "neo4j") == ["RETURN 1", "RETURN 3"]
    assert statements(text, "embedded") == ["RETURN 1", "RETURN\n  ';' AS two", "RETURN 3"]


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.cypher")), ids=lambda path: path.stem)
def test_each_text_says_what_it_is(path) -> None:  # type: ignore[no-untyped-def]
    assert path.read_text(encoding="utf-8").startswith("// ")
