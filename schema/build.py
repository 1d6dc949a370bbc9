"""Builds the schema: strawberry's types as a graphql-core schema, with scopes enforced and plain fields made direct.

Strawberry wraps every resolver, converts every argument a second time and looks names up at each call. In a batch of 10,000
there are hundreds of thousands of fields, so each is resolved by calling its method, and graphql-core builds the inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    validate_schema,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

import schema.enums
import schema.progress_enums  # noqa: F401 - the domain's enums become GraphQL enums
from schema.access import enforce
from schema.context import Info
from schema.errors import camel as _camel
from schema.fields import definition_of
from schema.mutation import Mutation
from schema.parties import Enterprise, Organization, Person
from schema.query import Query
from schema.scalars import SCALARS


@cache
def strawberry_schema() -> strawberry.Schema:
    """The schema as strawberry has it."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[Enterprise, Organization, Person],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


@cache
def executable_schema() -> GraphQLSchema:
    """The schema that requests are executed against. Raises ValueError for a defect of ours in it."""
    built = strawberry_schema()._schema
    for type_ in built.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLObjectType):
            type_.is_type_of = None
            for field in type_.fields.values():
                _make_direct(field)
        elif isinstance(type_, GraphQLInterfaceType):
            type_.resolve_type = _type_name
        elif isinstance(type_, GraphQLInputObjectType):
            _make_input_direct(type_)
        elif isinstance(type_, GraphQLEnumType):
            _make_enum_direct(type_)
    enforce(built)
    problems = validate_schema(built)
    if problems:
        raise ValueError("; ".join(problem.message for problem in problems))
    return built


def sdl() -> str:
    """The schema in GraphQL's schema definition language, as committed in `schema/schema.graphql`."""
    return strawberry_schema().as_str() + "\n"


def _type_name(value: Any, _info: Any, _type: Any) -> str:
    """Every class of ours that implements an interface is named as its type is."""
    return type(value).__name__


def _make_direct(field: GraphQLField) -> None:
    """Calls the field's method itself: with Python's names of the arguments, and an Info object only if it takes one."""
    definition = definition_of(field)
    if definition is None:
        return
    resolver = definition.base_resolver
    if resolver is None:
        read = attrgetter(definition.python_name)
        field.resolve = lambda source, _info: read(source)
        return
    for argument in definition.arguments:
        field.args[argument.graphql_name or _camel(argument.python_name)].out_name = argument.python_name
    call = cast("Callable[..., Any]", resolver.wrapped_func)
    if resolver.info_parameter is not None:
        field.resolve = lambda source, info, **given: call(source, Info(info, definition), **given)
    elif definition.arguments:
        field.resolve = lambda source, _info, **given: call(source, **given)
    else:
        field.resolve = lambda source, _info: call(source)


def _make_input_direct(type_: GraphQLInputObjectType) -> None:
    """Makes graphql-core build the input's own class, and check that exactly one field of a @oneOf is given."""
    definition = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    type_.is_one_of = definition.is_one_of
    for field in type_.fields.values():
        field.out_name = field.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].python_name
    make = definition.origin
    setattr(type_, "out_type", lambda value: make(**value))  # noqa: B010 - a method, to mypy


def _make_enum_direct(type_: GraphQLEnumType) -> None:
    """Looks a member's name up, where strawberry compares it with each."""
    names = {value.value: name for name, value in type_.values.items()}
    setattr(type_, "coerce_output_value", names.__getitem__)  # noqa: B010 - a method, to mypy
