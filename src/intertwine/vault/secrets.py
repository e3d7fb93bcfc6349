"""Keys, and what is sealed under them."""

from __future__ import annotations

import os
from typing import NewType, Self

from intertwine.vault import primitives
from intertwine.vault.hidden import Hidden

# Bytes that are safe to store. Plaintext is `bytes`; the type checker keeps the two apart.
Sealed = NewType("Sealed", bytes)


class Key(Hidden):
    """A 32-byte symmetric key that hides itself. Bytes of another length raise `Unopenable`."""

    __slots__ = ()
    lengths = frozenset({32})

    @classmethod
    def new(cls) -> Self:
        """A fresh random key."""
        return cls(os.urandom(32))

    @classmethod
    def from_bytes(cls, secret: bytes) -> Self:
        """The key with these 32 bytes; raises `Unopenable` for any other length."""
        return cls(secret)

    @property
    def id(self) -> bytes:
        """Eight public bytes that name the key and tell nothing about it."""
        if self._named is None:
            self._named = primitives.hkdf(self, salt=b"", info=b"intertwine/key-id", length=8).reveal()
        return self._named

    def __hash__(self) -> int:
        return hash(self.id)


def derive(key: Hidden, label: str, salt: bytes = b"") -> Key:
    """A key of its own for each purpose: HKDF-SHA-256 with the info `intertwine/<label>`."""
    return Key(primitives.hkdf(key, salt=salt, info=b"intertwine/" + label.encode(), length=32).reveal())
