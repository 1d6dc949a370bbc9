"""Who sends a request: the holder of the API key in it."""

from __future__ import annotations

from starlette.types import Scope

from domain.errors import CreditGraphError, ErrorCode
from resolvers.keys import Keys
from resolvers.principal import Principal, unauthenticated
from server.request_log import note
from server.requests import Refused


async def principal_of(keys: Keys, scope: Scope) -> Principal:
    """The principal of `Authorization: Bearer <API key>`. Raises Refused (401); ENGINE_UNAVAILABLE."""
    headers = dict(scope["headers"])
    scheme, _, key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    try:
        if scheme.lower() != "bearer" or not key:
            raise unauthenticated("There is no API key.")
        principal = await keys.authenticate(key.strip())
    except CreditGraphError as error:
        if error.code is not ErrorCode.UNAUTHENTICATED:
            raise
        raise Refused(401, error, WWW_Authenticate="Bearer") from None
    note("key", principal.key_id)
    return principal
