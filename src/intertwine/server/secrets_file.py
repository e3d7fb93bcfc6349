"""The server's secrets: one file, for its owner only, beside and never in the data directory."""

import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, repr=False)
class Secrets:
    django: str
    """Signs CSRF tokens."""
    names: bytes
    """Keys the hash of sign-in names, so that a copied database cannot be asked who is in it."""
    outside: bytes
    """Goes into every password slot and into the pattern's pool: a copied database alone opens neither."""


class SecretsDamaged(SystemExit):
    pass


def read_secrets(path: Path) -> Secrets:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Secrets(table["django"], bytes.fromhex(table["names"]), bytes.fromhex(table["outside"]))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError):
        raise SecretsDamaged(
            f"The secrets file {path} is damaged. Put your copy of it back; a new one would lock everybody out."
        ) from None


def make_secrets(path: Path) -> None:
    """Writes new secrets; refuses to replace any (`FileExistsError`)."""
    text = (
        "# Intertwine's secrets. Keep a copy somewhere else than the copies of the data.\n"
        f'django = "{secrets.token_urlsafe(48)}"\n'
        f'names = "{secrets.token_hex(32)}"\n'
        f'outside = "{secrets.token_hex(32)}"\n'
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
