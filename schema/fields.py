"""How a field is declared: its description, the scope that it needs, and how long its list is for a query's cost."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar, cast

import strawberry
from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from resolvers.principal import Scope

F = TypeVar("F", bound=Callable[..., Any])

NEEDS = "needs"
SIZE = "size"


class Anyone(Enum):
    """Any holder of a key may ask: the catalogues."""

    WITH_A_KEY = "with a key"


ANYONE = Anyone.WITH_A_KEY


def field(
    description: str, *, needs: Scope | Anyone | None = None, size: int | None = None, name: str | None = None
) -> Callable[[F], F]:
    """Makes a method a field of its type.

    `needs`: the scope without which it is refused (`schema.access`). `size`: about how many entries its list has, where
    there is no `first` (`schema.limits`).
    """
    metadata = {key: value for key, value in ((NEEDS, needs), (SIZE, size)) if value is not None}
    return cast("Callable[[F], F]", strawberry.field(description=description, name=name, metadata=metadata))


def definition_of(built: GraphQLField) -> StrawberryField | None:
    """The declaration behind a field of the built schema."""
    found = built.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return found if isinstance(found, StrawberryField) else None
