"""A token: random bytes that live in a cookie or a link, and open what the server keeps for their bearer.

LAW of tokens (format 1; none of it may ever change):

    id     = SHA-256(HKDF-SHA-256(token, info = "intertwine/token-id", 32 bytes))     what the server stores
    sealed = version(1)=1 | lock(derive(token, "token-wrap"), P("intertwine/token", version, purpose), payload)
    text   = URL-safe base64 of the token without padding
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from typing import Final, Self

from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from intertwine.vault.locks import lock, unlock
from intertwine.vault.secrets import Sealed, derive

_VERSION: Final = b"\x01"


class Token(Hidden):
    """32 random bytes for a cookie, or 16 for an invitation, which hide themselves."""

    __slots__ = ()
    lengths = frozenset({16, 32})

    @classmethod
    def new(cls) -> Self:
        """A fresh token of 256 bits."""
        return cls(os.urandom(32))

    @classmethod
    def short(cls) -> Self:
        """A fresh token of 128 bits, for a link or a QR code that lives for a day."""
        return cls(os.urandom(16))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The token spelt `text`; raises `Unopenable` for anything but the one spelling `text` gives."""
        try:
            token = cls(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError):
            raise Unopenable from None
        if token.text != text:
            raise Unopenable
        return token

    @property
    def text(self) -> str:
        """The token in the clear, for the cookie or the link: 43 characters, or 22 of a short one."""
        return base64.urlsafe_b64encode(self.reveal()).rstrip(b"=").decode()

    @property
    def id(self) -> bytes:
        """32 bytes to find the bearer's row by, from which the token cannot be had back."""
        if self._named is None:
            self._named = hashlib.sha256(derive(self, "token-id").reveal()).digest()
        return self._named


def seal_with_token(token: Token, purpose: str, payload: bytes) -> Sealed:
    """Seal `payload` so that only the bearer of `token` opens it, and only for the same `purpose`."""
    return Sealed(_VERSION + lock(derive(token, "token-wrap"), bound=_bound(purpose), plaintext=payload))


def open_with_token(token: Token, purpose: str, sealed: bytes) -> bytes:
    """The payload of `seal_with_token`; raises `Unopenable`."""
    if sealed[:1] != _VERSION:
        raise Unopenable
    return unlock(derive(token, "token-wrap"), bound=_bound(purpose), locked=sealed[1:])


def _bound(purpose: str) -> bytes:
    return prefixed(b"intertwine/token", _VERSION, purpose.encode())
