"""The rules that the program is shipped with, as a rule book."""

from __future__ import annotations

from functools import cache

from domain.policy import RuleBook
from domain.rule_documents import build_rulebook
from seeds.rule_files import load_rules


@cache
def shipped() -> RuleBook:
    """Both policies of 2019, the catalogues, the departments and the reviews."""
    return build_rulebook(load_rules())
