"""Signed facts: who is paired with whom, who got which key, what is closed, who consents to what, who answered what.

LAW of statements (format 1; none of it may ever change):

    message   = P("intertwine/statement/<kind>/1", fields in the order below)
    signature = Ed25519(message)

P puts each value behind its length (`encoding`), an epoch is eight big-endian bytes, a card is `Card.to_bytes`.
"""

from __future__ import annotations

from dataclasses import dataclass

from intertwine.vault import primitives
from intertwine.vault.encoding import exactly, number, prefixed
from intertwine.vault.identity import Card, Identity


@dataclass(frozen=True, slots=True)
class Pairing:
    """The signer, `mine`, is one half of this couple and saw that `partner` is the other. `couple` is 16 bytes."""

    couple: bytes
    mine: Card
    partner: Card

    def __post_init__(self) -> None:
        exactly(16, self.couple)

    def message(self) -> bytes:
        """The bytes that are signed."""
        return prefixed(b"intertwine/statement/pairing/1", self.couple, self.mine.to_bytes(), self.partner.to_bytes())


@dataclass(frozen=True, slots=True)
class KeyGrant:
    """The signer gave `recipient` the key of this couple and epoch, named by 8 bytes, wrapped as here."""

    couple: bytes
    epoch: int
    key_id: bytes
    recipient: Card
    wrapped: bytes

    def __post_init__(self) -> None:
        exactly(16, self.couple)
        exactly(8, self.key_id)
        number(self.epoch)

    def message(self) -> bytes:
        """The bytes that are signed."""
        return prefixed(
            b"intertwine/statement/key-grant/1",
            self.couple,
            number(self.epoch),
            self.key_id,
            self.recipient.to_bytes(),
            self.wrapped,
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """The signer closed this epoch of the couple's shared space."""

    couple: bytes
    epoch: int

    def __post_init__(self) -> None:
        exactly(16, self.couple)
        number(self.epoch)

    def message(self) -> bytes:
        """The bytes that are signed."""
        return prefixed(b"intertwine/statement/closing/1", self.couple, number(self.epoch))


@dataclass(frozen=True, slots=True)
class Choosing:
    """The signer consents to exactly this, in the room's own spelling; the later revision counts."""

    couple: bytes
    revision: int
    consents: bytes

    def __post_init__(self) -> None:
        exactly(16, self.couple)
        number(self.revision)

    def message(self) -> bytes:
        """The bytes that are signed."""
        return prefixed(b"intertwine/statement/choosing/1", self.couple, number(self.revision), self.consents)


@dataclass(frozen=True, slots=True)
class Answering:
    """The signer, `author`, answered this question of this space; `sealed` is the digest of the locked answer.

    The three ids are 16 bytes each, the digest 32.
    """

    space: bytes
    question: bytes
    author: bytes
    revision: int
    sealed: bytes

    def __post_init__(self) -> None:
        exactly(16, self.space, self.question, self.author)
        exactly(32, self.sealed)
        number(self.revision)

    def message(self) -> bytes:
        """The bytes that are signed."""
        return prefixed(
            b"intertwine/statement/answering/1",
            self.space,
            self.question,
            self.author,
            number(self.revision),
            self.sealed,
        )


Statement = Pairing | KeyGrant | Closing | Choosing | Answering


def sign(identity: Identity, statement: Statement) -> bytes:
    """The 64-byte signature of this member under this statement."""
    return primitives.ed25519_sign(identity.sign_private, message=statement.message())


def verify(card: Card, statement: Statement, signature: bytes) -> None:
    """Silent if the holder of `card` signed exactly this statement; raises `Unopenable` otherwise."""
    primitives.ed25519_verify(card.sign_public, message=statement.message(), signature=signature)
