"""The identity key: made once, kept for its owner, and never exchanged for another one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from graph.connection import Connection
from graph.errors import StartError
from server.identity_key import open_identity_key


async def test_a_new_database_gets_a_new_key_once(embedded_connection: Connection, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "identity.key"
    made, record = await open_identity_key(embedded_connection, path)
    again, same = await open_identity_key(embedded_connection, path)
    assert (again.secret, same) == (made.secret, record)
    assert record.fingerprint == made.fingerprint()
    assert len(made.secret) == 32
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


async def test_another_key_is_refused(embedded_connection: Connection, tmp_path: Path) -> None:
    await open_identity_key(embedded_connection, tmp_path / "identity.key")
    with pytest.raises(StartError, match="is not the one that this database was made with"):
        await open_identity_key(embedded_connection, tmp_path / "other.key") if _write(
            tmp_path / "other.key", "ab" * 32
        ) else None


async def test_a_missing_key_is_not_made_anew(embedded_connection: Connection, tmp_path: Path) -> None:
    await open_identity_key(embedded_connection, tmp_path / "identity.key")
    os.remove(tmp_path / "identity.key")
    with pytest.raises(StartError, match="is missing"):
        await open_identity_key(embedded_connection, tmp_path / "identity.key")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("content", ["", "short", "ab" * 7])
async def test_a_key_that_is_too_short_is_refused(
    embedded_connection: Connection, tmp_path: Path, content: str
) -> None:
    _write(tmp_path / "identity.key", content)
    with pytest.raises(StartError, match="must hold at least 16 bytes"):
        await open_identity_key(embedded_connection, tmp_path / "identity.key")


@pytest.mark.parametrize(
    ("content", "secret"), [("00" * 16 + "\n", bytes(16)), ("sixteen letters!\n", b"sixteen letters!")]
)
async def test_a_key_of_ones_own(embedded_connection: Connection, tmp_path: Path, content: str, secret: bytes) -> None:
    _write(tmp_path / "identity.key", content)
    assert (await open_identity_key(embedded_connection, tmp_path / "identity.key"))[0].secret == secret


def _write(path: Path, content: str) -> int:
    return path.write_text(content, encoding="ascii") + 1
