"""What every resolver of one request shares: the services, who asks, today, and the request's data loaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import strawberry

from domain.identifiers import IdentityKey
from resolvers.loading import Loader
from resolvers.principal import Principal
from resolvers.recording import Recorder
from resolvers.services import Services
from schema.dataloaders import Loaders


@dataclass
class RequestContext:
    """One per request.

    `today` is the day in the installation's time zone, taken once when the request came in. `max_batch`: the most requests
    or rows of one call.
    """

    services: Services
    loader: Loader
    recorder: Recorder
    identity_key: IdentityKey
    principal: Principal
    today: date
    max_batch: int

    def count_checks(self, number: int) -> None:
        """Counts checks as work of the department whose key asked; in memory, at no cost to the check."""
        self.services.checks_made.count(self.principal, self.today, number)

    @cached_property
    def loaders(self) -> Loaders:
        """The request's data loaders, made when first needed."""
        return Loaders(self.services)


Info = strawberry.Info[RequestContext, None]
