"""The pair that lets a closed private space still be written to.

LAW of the pair (format 1): private = derive(me key, "read-key"); public = X25519 of it;
id = SHA-256(P("intertwine/write-key", public))[:8]. Both halves follow from the me key, so nothing more is stored.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Self

from intertwine.vault import primitives
from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from intertwine.vault.secrets import Key, derive


@dataclass(frozen=True, slots=True)
class WriteKey:
    """The public half, 32 bytes: whoever holds it can write, and cannot read back what was written.

    It is no secret, but it must come from a sealed or signed place: whoever can swap it reads what is written next.
    """

    _public: bytes

    @classmethod
    def from_bytes(cls, public: bytes) -> Self:
        """The key with these 32 bytes; raises `Unopenable` for any other length."""
        if len(public) != 32:
            raise Unopenable
        return cls(bytes(public))

    def to_bytes(self) -> bytes:
        """The 32 public bytes."""
        return self._public

    @property
    def id(self) -> bytes:
        """Eight bytes that name the pair."""
        return hashlib.sha256(prefixed(b"intertwine/write-key", self._public)).digest()[:8]


class ReadKey(Hidden):
    """The private half, 32 bytes, which hides itself."""

    __slots__ = ()
    lengths = frozenset({32})

    @classmethod
    def from_key(cls, me_key: Key) -> Self:
        """The private half that belongs to this me key: always the same."""
        return cls(derive(me_key, "read-key").reveal())

    @property
    def write_key(self) -> WriteKey:
        """The public half."""
        return WriteKey(primitives.x25519_public(self))

    @property
    def id(self) -> bytes:
        """Eight bytes that name the pair, the same as the public half's."""
        return self.write_key.id
