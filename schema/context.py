"""What every resolver of one request shares: the services, who asks, today, and the request's data loaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import strawberry
from resolvers.services import Services

from resolvers.principal import Principal
from schema.dataloaders import Loaders


@dataclass
class RequestContext:
    """One per request. `today` is the day in the installation's time zone, taken once when the request came in."""

    services: Services
    principal: Principal
    today: date
    max_batch: int = 10_000

    @cached_property
    def loaders(self) -> Loaders:
        """The request's data loaders, made when first needed."""
        return Loaders(self.services, self.today)


Info = strawberry.Info[RequestContext, None]
