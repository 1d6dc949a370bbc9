"""The file that docs/how-to/add-a-policy.md tells to copy is a good one."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from domain.policy import Effect
from domain.rule_documents import build_rulebook
from seeds.rule_files import RULES_FOLDER, load_rules

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-policy.md"


def test_the_file_to_copy_is_read_beside_the_shipped_ones(tmp_path: Path) -> None:
    for name in ("policies", "catalogue"):
        shutil.copytree(RULES_FOLDER / name, tmp_path / name)
    for name in ("departments.yaml", "recipients.yaml", "reviews.yaml"):
        shutil.copy(RULES_FOLDER / name, tmp_path / name)
    found = re.search("```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "policies" / "city-2025-12.yaml").write_text(found[1], encoding="utf-8")
    added = build_rulebook(load_rules(tmp_path)).policies[-1]
    assert (added.id, added.in_force_until) == ("city-2025-12", date(2028, 4, 1))
    assert [(measure.matter, measure.effect) for measure in added.measures] == [
        ("GOVERNMENT_PROCUREMENT", Effect.VETO),
        ("BIDDING", Effect.VETO),
        ("PUBLIC_AUXILIARY_POST", Effect.RESTRICT),
    ]


def test_every_effect_is_explained() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    assert all(f"`{effect}`" in guide for effect in Effect)
