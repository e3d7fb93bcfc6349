"""Who a member is to the other: two public keys on a card, and their private halves.

LAW of identities (format 1; none of it may ever change):

    card     = version(1)=1 | hpke_public(1216) | sign_public(32)
    identity = version(1)=1 | hpke_private(96) | sign_private(32)
    hpke     = ML-KEM-768 (public 1184, seed 64), then X25519 (32); sign = Ed25519
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final, Self

from intertwine.vault import primitives
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden

_VERSION: Final = b"\x01"
_HPKE_PUBLIC: Final = 1216
_HPKE_PRIVATE: Final = 96
_SIGN: Final = 32


@dataclass(frozen=True, slots=True)
class Card:
    """The public half: `hpke_public` is 1,216 bytes, `sign_public` 32. Others raise `Unopenable`."""

    hpke_public: bytes
    sign_public: bytes

    def __post_init__(self) -> None:
        if (len(self.hpke_public), len(self.sign_public)) != (_HPKE_PUBLIC, _SIGN):
            raise Unopenable

    def to_bytes(self) -> bytes:
        """The card as it is stored, 1,249 bytes."""
        return _VERSION + self.hpke_public + self.sign_public

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The card that was stored; raises `Unopenable`. That it is somebody's, only a pin or a signature says."""
        if stored[:1] != _VERSION:
            raise Unopenable
        return cls(bytes(stored[1 : 1 + _HPKE_PUBLIC]), bytes(stored[1 + _HPKE_PUBLIC :]))


class Identity(Hidden):
    """The private half, which hides itself: 96 bytes to be written to, 32 to sign with."""

    __slots__ = ()
    lengths = frozenset({_HPKE_PRIVATE + _SIGN})

    @classmethod
    def new(cls) -> Self:
        """A fresh identity. Each of its keys is a uniformly random seed."""
        return cls(os.urandom(_HPKE_PRIVATE + _SIGN))

    def to_bytes(self) -> bytes:
        """The identity in the clear, 129 bytes: only ever to be sealed at once."""
        return _VERSION + self.reveal()

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The identity that was stored; raises `Unopenable`."""
        if stored[:1] != _VERSION:
            raise Unopenable
        return cls(stored[1:])

    @property
    def hpke_private(self) -> Hidden:
        """The 96 bytes that open what is wrapped to the card."""
        return Hidden(self.reveal()[:_HPKE_PRIVATE])

    @property
    def sign_private(self) -> Hidden:
        """The 32 bytes that sign."""
        return Hidden(self.reveal()[_HPKE_PRIVATE:])

    @property
    def card(self) -> Card:
        """The public half."""
        return Card(primitives.hybrid_public(self.hpke_private), primitives.ed25519_public(self.sign_private))
