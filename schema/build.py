"""Builds the schema: strawberry's types as a graphql-core schema, with scopes enforced and plain fields made direct.

Strawberry converts arguments and makes an Info object for every field. A field whose method takes nothing but `self` needs
neither, and there are hundreds of thousands of them in a large batch; so they are resolved by calling the method.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, cast

import strawberry
from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, validate_schema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

import schema.enums  # noqa: F401 - the domain's enums become GraphQL enums
from schema.access import enforce
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
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            type_.is_type_of = None
            for field in type_.fields.values():
                definition = definition_of(field)
                direct = _direct(definition) if definition is not None else None
                if direct is not None:
                    field.resolve = direct
        elif isinstance(type_, GraphQLInterfaceType):
            type_.resolve_type = _type_name
        elif isinstance(type_, GraphQLInputObjectType):
            behind = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            type_.is_one_of = bool(behind and behind.is_one_of)
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


def _direct(definition: StrawberryField) -> Callable[..., Any] | None:
    """A resolver without strawberry's wrapping; None for a field that needs it."""
    resolver = definition.base_resolver
    if resolver is None:
        read = attrgetter(definition.python_name)
        return lambda source, _info: read(source)
    if definition.is_async or resolver.arguments or resolver.info_parameter or definition.extensions:
        return None
    call = cast("Callable[[Any], Any]", resolver.wrapped_func)
    return lambda source, _info: call(source)
