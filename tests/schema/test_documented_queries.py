"""Every query that the guides show is valid against the schema, and every body of a curl line is JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import GraphQLSyntaxError, parse, validate

from schema.build import executable_schema
from tests.support.processes import ROOT

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
INDENTED = re.compile(r"(?:^    .*\n|^[ \t]*\n(?=    ))+", re.MULTILINE)
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BODY = re.compile(r"-d '(.*?)'", re.DOTALL)


def blocks(path: Path) -> list[str]:
    """The code of a guide."""
    text = path.read_text(encoding="utf-8")
    fenced = [code for language, code in FENCED.findall(text) if language in ("", "graphql")]
    return [*fenced, *INDENTED.findall(text)]


def queries() -> list[tuple[str, str]]:
    """What looks like a query, with the guide that it stands in."""
    found = []
    for path in GUIDES:
        for block in blocks(path):
            for body in BODY.findall(block):
                if "query" in body:
                    found.append((path.name, json.loads(body, strict=True)["query"]))
            if re.match(r"\s*(query|mutation|\{)\b|\s*\{\s*\w", block) and '"query"' not in block:
                found.append((path.name, block))
    return found


def test_there_are_some() -> None:
    assert len(queries()) >= 10


@pytest.mark.parametrize(("name", "text"), queries())
def test_a_documented_query_is_valid(name: str, text: str) -> None:
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        pytest.fail(f"{name}: {error.message}\n{text}")
    assert [error.message for error in validate(executable_schema(), document)] == []
