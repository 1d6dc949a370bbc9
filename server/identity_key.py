"""The installation's identity key: the secret under which citizen and passport numbers are digested."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from uuid import uuid4

from domain.identifiers import IdentityKey
from graph.connection import Connection
from graph.errors import StartError
from graph.installation import InstallationRecord, claim, read_installation


async def open_identity_key(connection: Connection, path: Path) -> tuple[IdentityKey, InstallationRecord]:
    """The key in `path`, which must be the one that the database was made with; a new database may get a new key.

    Raises StartError where the file is missing although the database has a key, where it is another key, or where it
    cannot be read or made.
    """
    known = await read_installation(connection)
    key = _read(path)
    if known is not None and key is None:
        raise StartError(
            f"the identity key {path} is missing, and this database has citizen numbers digested under one: "
            "put the key file back, or name it with CREDITGRAPH_IDENTITY_KEY_FILE"
        )
    key = key or _make(path)
    installation = known or await claim(connection, str(uuid4()), key.fingerprint())
    if installation.fingerprint != key.fingerprint():
        raise StartError(
            f"the identity key {path} is not the one that this database was made with: "
            "put the right key file there, or name it with CREDITGRAPH_IDENTITY_KEY_FILE"
        )
    return key, installation


def _read(path: Path) -> IdentityKey | None:
    """None where there is no such file."""
    try:
        return IdentityKey(_secret(path.read_bytes().strip()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StartError(f"cannot read the identity key {path} ({error.strerror})") from error
    except ValueError:
        raise StartError(f"the identity key {path} must hold at least 16 bytes, or 32 hexadecimal digits") from None


def _secret(content: bytes) -> bytes:
    """Hexadecimal digits stand for bytes; anything else is taken as it is."""
    try:
        return bytes.fromhex(content.decode("ascii"))
    except ValueError:
        return content


def _make(path: Path) -> IdentityKey:
    """A new random key, readable by its owner only."""
    secret = secrets.token_bytes(32)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret.hex() + "\n")
    except OSError as error:
        raise StartError(f"cannot make the identity key {path} ({error.strerror})") from error
    return IdentityKey(secret)
