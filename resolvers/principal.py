"""Who is asking: an API key's name and scopes. Denied unless a scope allows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.errors import CreditGraphError, ErrorCode


class Scope(StrEnum):
    """What a key may do. ADMIN includes every other scope, and finds for any department."""

    CHECK = "check"  # ask the checks and `decide`
    READ = "read"  # look up parties, links and findings
    LOAD = "load"  # load registers, record and correct parties and links
    FIND = "find"  # recognise findings and record their events, for one department (R03)
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """The holder of a key.

    `department`: the department that the key acts for: in whose areas alone a `find` key may recognise (R03), whose work the
    checks of a `check` key are (R52), whose register a `load` key feeds; None for a key without one. `source`: where set, the
    only source under which this key may load.
    """

    key_id: str
    name: str
    scopes: frozenset[Scope]
    department: str | None = None
    source: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the key has the scope, itself or as an admin's."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def require(self, scope: Scope) -> None:
        """Raises FORBIDDEN where the key does not have the scope."""
        if not self.may(scope):
            raise CreditGraphError(ErrorCode.FORBIDDEN, f"This needs an API key with the scope `{scope}`.")

    def require_source(self, source: str) -> None:
        """Raises FORBIDDEN where the key is bound to another source."""
        if self.source is not None and source.strip() != self.source:
            raise CreditGraphError(
                ErrorCode.FORBIDDEN, f"This API key loads only as the source {self.source!r}.", "source"
            )

    @property
    def is_platform(self) -> bool:
        """Whether the key is an industry platform's (R45): bound to a source, and no department's."""
        return self.source is not None and self.department is None and Scope.ADMIN not in self.scopes

    def require_official(self, what: str) -> None:
        """Raises FORBIDDEN for a key bound to a source that does not find for a department: penalties and findings are acts
        of departments (R03)."""
        if self.source is not None and not self.may(Scope.FIND):
            raise self._feeds(what)

    def require_register(self, what: str) -> None:
        """Raises FORBIDDEN for an industry platform's key: what it feeds never decides alone (R45)."""
        if self.is_platform:
            raise self._feeds(what)

    def _feeds(self, what: str) -> CreditGraphError:
        message = f"This API key feeds the records of the source {self.source!r}; {what} come from departments."
        return CreditGraphError(ErrorCode.FORBIDDEN, message)

    @property
    def acting_department(self) -> str | None:
        """The department whose areas bound what this key recognises; None for an admin, who is not bound."""
        return None if Scope.ADMIN in self.scopes else self.department


def unauthenticated(reason: str) -> CreditGraphError:
    """The error for a request without a usable key."""
    return CreditGraphError(ErrorCode.UNAUTHENTICATED, f"{reason} Send `Authorization: Bearer <API key>`.")
