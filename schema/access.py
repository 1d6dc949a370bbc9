"""Which scope a field needs: declared beside the field, enforced here, in one place, denied where nothing is declared."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from resolvers.principal import Scope

NEEDS = "needs"
SIZE = "size"


class Anyone(Enum):
    """Any holder of a key may ask: the catalogues."""

    WITH_A_KEY = "with a key"


ANYONE = Anyone.WITH_A_KEY


def needs(scope: Scope | Anyone, size: int | None = None) -> dict[str, Any]:
    """Metadata of a field that only a principal with `scope` may ask for; `size` as in `about`."""
    return {NEEDS: scope} | (about(size) if size is not None else {})


def about(size: int) -> dict[str, Any]:
    """Metadata of a list without `first`: about how many entries it has, for a query's cost."""
    return {SIZE: size}


def definition_of(field: GraphQLField) -> StrawberryField | None:
    """The strawberry field behind a field of the built schema."""
    found = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return found if isinstance(found, StrawberryField) else None


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
                raise ValueError(f"{name}.{field_name} declares no scope: add metadata=needs(…)")
            if isinstance(scope, Scope) and field.resolve is not None:
                field.resolve = _guarded(field.resolve, scope)


def _guarded(resolve: Callable[..., Any], scope: Scope) -> Callable[..., Any]:
    def guarded(source: Any, info: GraphQLResolveInfo[Any], /, **arguments: Any) -> Any:
        info.context.principal.require(scope)
        return resolve(source, info, **arguments)

    return guarded
