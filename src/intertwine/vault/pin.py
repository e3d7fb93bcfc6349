"""A PIN for one device: six digits are enough because they are worth nothing without the device's own token.

LAW of PINs (format 1; none of it may ever change; the version fixes the work of Argon2id):

    sealed = version(1)=1 | salt(16) | lock(key, P("intertwine/pin", version, salt), payload)
    key    = derive(Argon2id(NFKC(pin), salt, 64 MiB, 3 passes)(32) | device token, "pin")

The caller counts the tries and gives up after five: the bearer of the token could guess a million PINs.
"""

from __future__ import annotations

import os
from typing import Final

from intertwine.vault import primitives
from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from intertwine.vault.locks import lock, unlock
from intertwine.vault.secrets import Key, Sealed, derive
from intertwine.vault.stretching import stretch
from intertwine.vault.tokens import Token

_VERSION: Final = b"\x01"
_HEADER: Final = 1 + primitives.SALT_LENGTH


def seal_with_pin(*, pin: str, device: Token, payload: bytes) -> Sealed:
    """Seal `payload` so that it takes both the PIN and the device's token to open."""
    salt = os.urandom(primitives.SALT_LENGTH)
    return Sealed(_VERSION + salt + lock(_key(pin, device, salt), bound=_bound(salt), plaintext=payload))


def open_with_pin(*, pin: str, device: Token, sealed: bytes) -> bytes:
    """The payload of `seal_with_pin`; raises `Unopenable`."""
    if len(sealed) < _HEADER or sealed[:1] != _VERSION:
        raise Unopenable
    salt = sealed[1:_HEADER]
    return unlock(_key(pin, device, salt), bound=_bound(salt), locked=sealed[_HEADER:])


def _key(pin: str, device: Token, salt: bytes) -> Key:
    return derive(Hidden(stretch(pin, salt=salt).reveal() + device.reveal()), "pin")


def _bound(salt: bytes) -> bytes:
    return prefixed(b"intertwine/pin", _VERSION, salt)
