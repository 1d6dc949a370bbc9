"""docs/reference/policies.md is what the rules say."""

from __future__ import annotations

from pathlib import Path

from domain.rule_documents import build_rulebook
from seeds.policy_docs import policies_page
from seeds.rule_files import load_rules
from tests.seeds.good_rules import write_rules

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "policies.md"


def test_the_page_in_the_repository_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == policies_page(build_rulebook(load_rules())), (
        "the rules have changed: write the page anew (creditgraph docs)"
    )


def test_a_measure_is_a_row_with_its_clause(tmp_path: Path) -> None:
    page = policies_page(build_rulebook(load_rules(write_rules(tmp_path, {}))))
    assert "| R11 | 一票否决 veto | `BIDDING` | 招投标 Bidding | 原则上 in principle | veto-1 |" in page.splitlines()
    assert "| R11 | veto-1 | 一票否决 |" in page.splitlines()


def test_every_shipped_clause_matter_department_and_review_is_on_the_page() -> None:
    rules = build_rulebook(load_rules())
    page = policies_page(rules)
    for policy in rules.policies:
        assert all(clause.text in page for clause in policy.clauses.values())
        assert policy.notes.strip() in page
    assert all(f"| `{code}` |" in page for code in (*rules.matters, *rules.departments, *rules.reviews.categories))
