"""The generated pages are what the code says, and nothing is left out of them."""

from __future__ import annotations

import pytest

from domain.error_docs import ERROR_DOCS
from domain.errors import ErrorCode
from server.cli.main import app
from server.cli.reference import FOLDER, pages
from server.settings import Settings

PAGES = pages(app)


@pytest.mark.parametrize("name", PAGES)
def test_the_committed_page_is_what_the_code_says(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == PAGES[name], "run `creditgraph docs` and commit what it writes"


def test_every_error_code_is_explained() -> None:
    assert set(ERROR_DOCS) == set(ErrorCode)


def test_every_setting_is_explained() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_every_option_of_every_command_is_explained() -> None:
    rows = [line for line in PAGES["cli.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 20
    assert [row for row in rows if row.endswith("|  |")] == []
