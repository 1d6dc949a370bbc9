"""The reference pages that are generated from the code, so that they cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from domain.error_docs import ERROR_DOCS
from domain.errors import RETRYABLE
from domain.rule_documents import build_rulebook
from seeds.policy_docs import policies_page
from seeds.rule_files import load_rules
from server.settings import PREFIX, Settings

FOLDER = Path(__file__).parent.parent.parent / "docs" / "reference"
WRITTEN = "Written by `creditgraph docs` from the code; change that, not this page.\n"


def pages(app: typer.Typer) -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        "settings.md": settings_page(),
        "cli.md": cli_page(app),
        "error-codes.md": error_page(),
        "policies.md": policies_page(build_rulebook(load_rules())),
    }


def settings_page() -> str:
    """Every setting with default and help."""
    lines = [
        "# Settings",
        "",
        f"Each is an environment variable. {WRITTEN}",
        "| name | default | help |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `{PREFIX}{name.upper()}` | {_default(name)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(name: str) -> str:
    if name == "rules_dir":
        return "`seeds/` of the program"
    value = Settings.model_fields[name].default
    if value is None:
        return ""
    text = str(value)
    return f"`{text}`" if text.strip("*") else ""


def error_page() -> str:
    """Every error code with its meaning and remedy."""
    lines = [
        "# Error codes",
        "",
        "`extensions.code` of a GraphQL error, `code` of a row error or a user error. " + WRITTEN,
        "| code | meaning | what to do |",
        "|---|---|---|",
    ]
    for code, (meaning, remedy) in ERROR_DOCS.items():
        retry = " Marked `retryable: true`." if code in RETRYABLE else ""
        lines.append(f"| `{code}` | {meaning} | {remedy}{retry} |")
    return "\n".join(lines) + "\n"


def cli_page(app: typer.Typer) -> str:
    """Every command with its arguments and options."""
    command = typer.main.get_command(app)
    lines = ["# Command line", "", f"`creditgraph`, or `python -m server.cli` from a clone. {WRITTEN}"]
    lines.extend(_command(command, "creditgraph"))
    return "\n".join(lines) + "\n"


def _command(command: Any, path: str) -> Iterator[str]:
    """The section of a command and of those below it. (Typer carries a click of its own, so nothing is typed here.)"""
    context = command.make_context(path, [], resilient_parsing=True)
    if path != "creditgraph":
        yield from (f"## `{path}`", "", (command.help or "").strip(), "")
        yield from (f"    {path} {' '.join(command.collect_usage_pieces(context))}", "")
        rows = [row for parameter in command.params if (row := _parameter(parameter)) is not None]
        if rows:
            yield from ("| | |", "|---|---|", *rows, "")
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            yield from _command(command.get_command(context, name), f"{path} {name}")


def _parameter(parameter: Any) -> str | None:
    if parameter.param_type_name != "option":
        return f"| `{parameter.name.upper()}`{_choices(parameter)} | {parameter.help or ''} |"
    if parameter.name == "help":
        return None
    names = ", ".join((*parameter.opts, *parameter.secondary_opts))
    kind = "" if parameter.is_flag else f" {parameter.name.rstrip('_').upper()}"
    default = parameter.default
    said = "" if default in (None, False, ()) or callable(default) else f" Default `{default}`."
    return f"| `{names}{kind}`{_choices(parameter)} | {parameter.help or ''}{said} |"


def _choices(parameter: Any) -> str:
    """The values that it takes, where they are few."""
    annotation = parameter.type_descriptor.annotation
    if not (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return ""
    return " (" + ", ".join(f"`{member.value}`" for member in annotation) + ")"
