"""The committed schema: up to date, described throughout, and what callers were promised."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    build_schema,
    parse,
    print_ast,
)

from schema.build import executable_schema, sdl
from server.cli.generated import SDL_FILE
from tests.support.processes import ROOT

LATER = {
    *("paths", "neighbourhood", "conflicts"),
}
"""Fields of the contract that come with ownership."""


def test_the_committed_file_is_what_the_code_says() -> None:
    assert SDL_FILE.read_text(encoding="utf-8") == sdl()


def test_the_committed_file_is_a_valid_schema() -> None:
    assert build_schema(sdl()).query_type is not None


def test_everything_is_described() -> None:
    missing = []
    for name, type_ in executable_schema().type_map.items():
        if name.startswith("__") or name in ("Query", "Mutation"):
            continue
        if not type_.description:
            missing.append(name)
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in type_.fields.items():
                missing += [f"{name}.{field_name}"] if not field.description else []
                missing += [f"{name}.{field_name}({arg})" for arg, it in field.args.items() if not it.description]
        elif isinstance(type_, GraphQLInputObjectType):
            missing += [f"{name}.{key}" for key, it in type_.fields.items() if not it.description]
        elif isinstance(type_, GraphQLEnumType):
            missing += [f"{name}.{key}" for key, value in type_.values.items() if not value.description]
    assert missing == []


def test_every_enum_value_has_a_chinese_label() -> None:
    without = [
        f"{name}.{key}"
        for name, type_ in executable_schema().type_map.items()
        if isinstance(type_, GraphQLEnumType) and not name.startswith("__")
        for key, value in type_.values.items()
        if not any("\u4e00" <= character <= "\u9fff" for character in value.description or "")
    ]
    assert without == []


def _promised() -> dict[str, tuple[str, dict[str, str]]]:
    """Field by its full name: its type, and those of its arguments, as the contract file writes them."""
    path = ROOT.parent / "shared" / "contract" / "api.graphql"
    if not path.is_file():
        pytest.skip("the contract file is not on this machine")
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for node in parse(path.read_text(encoding="utf-8")).definitions:
        if isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | InputObjectTypeDefinitionNode):
            for field in node.fields or ():
                arguments = {arg.name.value: print_ast(arg.type) for arg in getattr(field, "arguments", None) or ()}
                found[f"{node.name.value}.{field.name.value}"] = (print_ast(field.type), arguments)
    return found


OWNERSHIP = ("BidderConflict",)


def test_every_name_of_the_contract_is_there_with_its_type() -> None:
    ours = build_schema(sdl())
    wrong = []
    for name, (type_, args) in _promised().items():
        owner, field_name = name.split(".")
        if field_name in LATER or owner in OWNERSHIP:
            continue
        field = getattr(ours.get_type(owner), "fields", {}).get(field_name)
        if field is None or str(field.type) != type_:
            wrong.append(f"{name}: {field.type if field else 'missing'}, promised {type_}")
            continue
        wrong += [
            f"{name}({arg}): promised {kind}"
            for arg, kind in args.items()
            if arg not in field.args or str(field.args[arg].type) != kind
        ]
    assert wrong == []
