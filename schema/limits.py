"""How big a query may be: depth, aliases and cost, measured once per text; tokens are counted by the parser.

Cost: each field costs 1, times the lengths of the lists that it stands in. A list with `first` or `limit` counts as long as
that (at most 200: the field refuses more); a list argument (`requests`, `bidders`) as long as what is given; any other list
by the size that its field declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
)

from domain.errors import CreditGraphError, ErrorCode
from schema.arguments import MAX_FIRST
from schema.fields import SIZE, definition_of

PLAIN_LIST = 3
"""Assumed length of a list whose field declares none."""
LIST_ARGUMENTS = ("requests", "bidders")
LENGTH_ARGUMENTS = ("first", "limit")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one query may be."""

    depth: int
    aliases: int
    tokens: int
    cost: int


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a selection: `fixed`, and for each part `times` (a number, or a variable and its default) its cost."""

    fixed: int
    parts: tuple[tuple[int | tuple[str, int], Cost], ...] = ()

    def of(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables."""
        return self.fixed + sum(_times(times, variables) * cost.of(variables) for times, cost in self.parts)


def _times(times: int | tuple[str, int], variables: Mapping[str, Any]) -> int:
    if isinstance(times, int):
        return times
    value = variables.get(times[0])
    if isinstance(value, list):
        return len(value)
    return min(value, MAX_FIRST) if isinstance(value, int) and value > 0 else times[1]


def too_complex(message: str) -> CreditGraphError:
    """The error for a query beyond a limit."""
    return CreditGraphError(ErrorCode.QUERY_TOO_COMPLEX, message)


def check_nesting(document: DocumentNode, limits: Limits) -> None:
    """Raises QUERY_TOO_COMPLEX for braces nested beyond the depth limit, before the document is validated at all.

    Introspection (`__schema`, `__type`) is nested deeper than queries are; it is allowed twice the depth.
    """
    waiting: list[tuple[SelectionSetNode, int]] = [
        (node.selection_set, 1)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while waiting:
        selection, depth = waiting.pop()
        if depth > 2 * limits.depth:
            raise _too_deep(limits)
        waiting += [
            (node.selection_set, depth + 1)
            for node in selection.selections
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None
        ]


def _too_deep(limits: Limits) -> CreditGraphError:
    return too_complex(f"The query nests fields more than {limits.depth} deep; ask in several queries.")


class Measure:
    """Measures the operations of a valid document against the limits."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._aliases = 0
        self._visited = 0

    def operation(self, operation: OperationDefinitionNode) -> Cost:
        """The operation's cost. Raises QUERY_TOO_COMPLEX where it is too deep or has too many aliases or fields."""
        root = self._schema.get_root_type(operation.operation)
        assert root is not None
        self._aliases = 0
        self._visited = 0
        defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
        }
        return self._selection(root, operation.selection_set, 1, defaults)

    def _selection(
        self, parent: GraphQLNamedType, selection: SelectionSetNode, depth: int, defaults: Mapping[str, Any]
    ) -> Cost:
        if depth > self._limits.depth:
            raise _too_deep(self._limits)
        fixed = 0
        parts: list[tuple[int | tuple[str, int], Cost]] = []
        for node in selection.selections:
            self._visited += 1
            if self._visited > 4 * self._limits.tokens:
                raise too_complex("The query's fragments repeat too many fields; ask in several queries.")
            if isinstance(node, FieldNode):
                times, cost = self._field(parent, node, depth, defaults)
                fixed += 1
                parts.append((times, cost))
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                inner = self._type(fragment.type_condition.name.value)
                parts.append((1, self._selection(inner, fragment.selection_set, depth, defaults)))
            elif isinstance(node, InlineFragmentNode):
                inner = self._type(node.type_condition.name.value) if node.type_condition else parent
                parts.append((1, self._selection(inner, node.selection_set, depth, defaults)))
        return _folded(fixed, parts)

    def _type(self, name: str) -> GraphQLNamedType:
        found = self._schema.get_type(name)
        assert found is not None
        return found

    def _field(
        self, parent: GraphQLNamedType, node: FieldNode, depth: int, defaults: Mapping[str, Any]
    ) -> tuple[int | tuple[str, int], Cost]:
        if node.alias is not None:
            self._aliases += 1
            if self._aliases > self._limits.aliases:
                raise too_complex(f"The query has more than {self._limits.aliases} aliases; ask in several queries.")
        fields: Mapping[str, GraphQLField] = getattr(parent, "fields", {})
        field = fields.get(node.name.value)
        if field is None or node.selection_set is None:
            return 0, Cost(0)
        inner = self._selection(get_named_type(field.type), node.selection_set, depth + 1, defaults)
        return _length(field, node, defaults), inner


def _folded(fixed: int, parts: list[tuple[int | tuple[str, int], Cost]]) -> Cost:
    """The same cost with every part that no variable changes added up."""
    open_parts = []
    for times, cost in parts:
        if isinstance(times, int) and not cost.parts:
            fixed += times * cost.fixed
        else:
            open_parts.append((times, cost))
    return Cost(fixed, tuple(open_parts))


def _length(field: GraphQLField, node: FieldNode, defaults: Mapping[str, Any]) -> int | tuple[str, int]:
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    for name in LENGTH_ARGUMENTS:
        if name in field.args:
            default = field.args[name].default_value
            return _size(given.get(name), default if isinstance(default, int) else 1, defaults)
    for name in LIST_ARGUMENTS:
        if name in field.args:
            return _size(given.get(name), 1, defaults)
    definition = definition_of(field)
    declared = definition.metadata.get(SIZE) if definition else None
    if isinstance(declared, int):
        return declared
    type_ = field.type.of_type if is_non_null_type(field.type) else field.type
    return PLAIN_LIST if is_list_type(type_) else 1


def _size(value: ValueNode | None, default: int, defaults: Mapping[str, Any]) -> int | tuple[str, int]:
    if isinstance(value, IntValueNode):
        return min(max(int(value.value), 1), MAX_FIRST) if len(value.value) < 10 else MAX_FIRST
    if isinstance(value, ListValueNode):
        return len(value.values)
    if isinstance(value, VariableNode):
        own = defaults.get(value.name.value)
        fallback = _size(own, default, {}) if own is not None else default
        return value.name.value, fallback if isinstance(fallback, int) else default
    return default
