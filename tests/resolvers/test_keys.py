"""API keys: shown once, kept as hashes, remembered briefly, refused when revoked."""

from __future__ import annotations

import pytest

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from resolvers.keys import Keys
from resolvers.principal import Scope
from tests.support.clock import FakeClock
from tests.support.engines import execute

CHECK = frozenset({Scope.CHECK})


@pytest.fixture
def keys(connection: Connection, clock: FakeClock) -> Keys:
    """Keys that are looked up every time."""
    return Keys(connection, clock, ttl=0)


async def test_a_key_names_its_holder(keys: Keys) -> None:
    scopes = frozenset({Scope.CHECK, Scope.FIND})
    made = await keys.create("fire brigade", scopes, "KS_FIRE_BRIGADE", "brigade")
    principal = await keys.authenticate(made.text)
    assert principal == made.principal
    assert (principal.name, principal.scopes, principal.acting_department, principal.source) == (
        "fire brigade",
        scopes,
        "KS_FIRE_BRIGADE",
        "brigade",
    )


async def test_the_secret_is_not_stored(keys: Keys, connection: Connection) -> None:
    made = await keys.create("x", CHECK)
    secret = made.text.split("_", 2)[2]
    stored = str(await execute(connection, "MATCH (k:ApiKey) RETURN properties(k) AS all"))
    assert made.principal.key_id in stored
    assert secret not in stored


@pytest.mark.parametrize("change", ["id", "secret", "case", "longer", "empty"])
async def test_another_key_is_refused(keys: Keys, change: str) -> None:
    made = await keys.create("x", CHECK)
    _, key_id, secret = made.text.split("_", 2)
    other = {
        "id": f"cg_{'0' * 12}_{secret}",
        "secret": f"cg_{key_id}_{'A' * 43}",
        "case": made.text.swapcase(),
        "longer": made.text + "A",
        "empty": "",
    }[change]
    with pytest.raises(CreditGraphError) as raised:
        await keys.authenticate(other)
    assert raised.value.code is ErrorCode.UNAUTHENTICATED


async def test_a_revoked_key_is_refused_and_stays_listed(keys: Keys, clock: FakeClock) -> None:
    made = await keys.create("x", CHECK)
    clock.advance(days=1)
    assert await keys.revoke(made.principal.key_id) is True
    revoked_at = clock.now
    clock.advance(days=1)
    assert await keys.revoke(made.principal.key_id) is True
    with pytest.raises(CreditGraphError, match="was revoked"):
        await keys.authenticate(made.text)
    (listed,) = await keys.all()
    assert (listed.id, listed.revoked_at) == (made.principal.key_id, revoked_at)


async def test_a_key_is_remembered_for_a_moment(connection: Connection, clock: FakeClock) -> None:
    here, elsewhere = Keys(connection, clock, ttl=3600), Keys(connection, clock)
    made = await here.create("x", CHECK)
    await here.authenticate(made.text)
    await elsewhere.revoke(made.principal.key_id)
    assert (await here.authenticate(made.text)).key_id == made.principal.key_id
    assert await here.revoke(made.principal.key_id) is True  # here it takes effect at once
    with pytest.raises(CreditGraphError, match="was revoked"):
        await here.authenticate(made.text)


async def test_a_key_that_nobody_has_cannot_be_revoked(keys: Keys) -> None:
    assert await keys.revoke("000000000000") is False


@pytest.mark.parametrize(
    ("name", "scopes", "department", "code"),
    [
        (" ", CHECK, None, ErrorCode.REQUIRED),
        ("x", frozenset[Scope](), None, ErrorCode.REQUIRED),
        ("x", frozenset({Scope.FIND}), None, ErrorCode.REQUIRED),
        ("x", frozenset({Scope.READ}), "KS_FIRE_BRIGADE", ErrorCode.INVALID_VALUE),
    ],
)
async def test_what_does_not_fit_together_is_no_key(
    keys: Keys, name: str, scopes: frozenset[Scope], department: str | None, code: ErrorCode
) -> None:
    with pytest.raises(CreditGraphError) as raised:
        await keys.create(name, scopes, department)
    assert raised.value.code is code
    assert await keys.all() == []


def test_an_administrator_may_everything_for_any_department() -> None:
    from resolvers.principal import Principal

    admin = Principal("id", "x", frozenset({Scope.ADMIN}))
    assert all(admin.may(scope) for scope in Scope)
    assert admin.acting_department is None
    reader = Principal("id", "x", frozenset({Scope.READ}))
    assert [scope for scope in Scope if reader.may(scope)] == [Scope.READ]
