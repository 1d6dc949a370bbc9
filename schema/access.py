"""Scopes are declared beside each field (`schema.fields`) and enforced here, in one place, denied where none is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema

from resolvers.principal import Scope
from schema.fields import NEEDS, definition_of


def enforce(schema: GraphQLSchema) -> None:
    """Wraps the resolver of every field that declares a scope. Raises ValueError for a root field that declares none."""
    roots = {root.name for root in (schema.query_type, schema.mutation_type) if root is not None}
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in type_.fields.items():
            definition = definition_of(field)
            scope = definition.metadata.get(NEEDS) if definition else None
            if scope is None and name in roots:
                raise ValueError(f"{name}.{field_name} declares no scope: add needs=…")
            if isinstance(scope, Scope) and field.resolve is not None:
                field.resolve = _guarded(field.resolve, scope)


def _guarded(resolve: Callable[..., Any], scope: Scope) -> Callable[..., Any]:
    def guarded(source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        info.context.principal.require(scope)
        return resolve(source, info, **arguments)

    return guarded
