"""Query texts, parsed, validated and measured once, and kept while they are in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from domain.errors import CreditGraphError
from schema.limits import Cost, Limits, Measure, check_nesting, too_complex

KEPT = 512
"""Query texts kept at once; the one that was not used for longest goes first."""
GAVE_UP = "Validation aborted."
"""graphql-core's words when validating a text took more recursion than Python allows."""
TOO_DEEP = "The query is nested too deeply, or repeats too many fields; ask in several queries."
LONGEST_KEPT = 20_000
"""Characters; a longer text is not kept."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document and what it costs."""

    type: OperationType
    cost: Cost


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query text that can be executed, or the errors that say why it cannot."""

    document: DocumentNode | None
    operations: Mapping[str | None, Operation]
    errors: tuple[GraphQLError, ...] = ()

    def operation(self, name: str | None) -> Operation:
        """The operation to execute. Raises GraphQLError where `name` names none, or is missing and there are several."""
        if name is None:
            if len(self.operations) == 1:
                return next(iter(self.operations.values()))
            if self.operations:
                raise GraphQLError("Must provide operation name if query contains multiple operations.")
            raise GraphQLError("The document has no operation.")
        if name not in self.operations:
            raise GraphQLError("The document has no operation with this operationName.")
        return self.operations[name]


class Documents:
    """The prepared query texts of one schema."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool) -> None:
        self._schema = schema
        self._limits = limits
        self._introspection = introspection
        self._rules = [*specified_rules, *([] if introspection else [NoSchemaIntrospectionCustomRule])]
        self._kept: OrderedDict[str, Prepared] = OrderedDict()

    def prepare(self, text: str) -> Prepared:
        """The prepared form of a query text; never raises for what a caller wrote."""
        kept = self._kept.get(text)
        if kept is not None:
            self._kept.move_to_end(text)
            return kept
        prepared = self._prepare(text)
        if len(text) <= LONGEST_KEPT:
            self._kept[text] = prepared
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return prepared

    def check_cost(self, operation: Operation, variables: Mapping[str, Any]) -> None:
        """Raises QUERY_TOO_COMPLEX where the operation costs too much with these variables."""
        cost = operation.cost.of(variables)
        if cost > self._limits.cost:
            raise too_complex(
                f"The query costs {cost} and may cost {self._limits.cost} (fields times the lengths of their lists): "
                "ask for fewer fields, a smaller `first`, or in several queries."
            )

    def _prepare(self, text: str) -> Prepared:
        try:
            document = parse(text, max_tokens=self._limits.tokens)
            check_nesting(document, self._limits)
            errors = validate(
                self._schema, document, self._rules, max_errors=20, hide_suggestions=not self._introspection
            )
            if any(error.message == GAVE_UP for error in errors):
                return _too_complex(TOO_DEEP)
            return _refused(*errors) if errors else Prepared(document, self._measured(document))
        except GraphQLSyntaxError as error:
            if "tokens" in error.message:
                return _too_complex(f"The query has more than {self._limits.tokens} tokens; send values as variables.")
            return _too_complex(TOO_DEEP) if "nested too deeply" in error.message else _refused(error)
        except CreditGraphError as error:
            return _too_complex(error.message)
        except RecursionError:
            return _too_complex(TOO_DEEP)

    def _measured(self, document: DocumentNode) -> dict[str | None, Operation]:
        measure = Measure(self._schema, document, self._limits)
        return {
            node.name.value if node.name else None: Operation(node.operation, measure.operation(node))
            for node in document.definitions
            if isinstance(node, OperationDefinitionNode)
        }


def _too_complex(message: str) -> Prepared:
    return _refused(GraphQLError(message, original_error=too_complex(message)))


def _refused(*errors: GraphQLError) -> Prepared:
    return Prepared(None, {}, errors)
