"""A sealed answer: open to its author alone, until the author's own session gives the key to both.

LAW of sealed answers (format 1; none of it may ever change):

    bound     = P("intertwine/sealed-answer/1", space, question, author, num(revision))
    sealed    = lock(key, bound, padded answer), key fresh; padded to 4,096 bytes or the next power of two
    own_key   = HPKE(MLKEM768-X25519; info = P("intertwine/sealed-answer/own/1", bound, SHA-256(sealed), card)) of
                key(32), to the author, whose card it is
    signature = the author's, under `statements.Answering`
    stored    = msgpack array [version=1, sealed, own_key, signature]
    released  = version(1)=1 | key_id(8) | lock(us key, bound', key)
    bound'    = P("intertwine/sealed-answer/release/1", bound, SHA-256(sealed), key_id)

`bound` is built anew from the row and the session at each opening and never stored. `lock` commits to its key, so
whoever releases one cannot choose afterwards which answer it opens. `released` is made of `own_key` and nothing else:
without the author's identity there is no way from `stored` to it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final, Literal, Self

import msgspec

from intertwine.vault import primitives
from intertwine.vault.encoding import exactly, number, prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Card, Identity
from intertwine.vault.locks import OVERHEAD, lock, unlock
from intertwine.vault.padding import pad_answer, unpad
from intertwine.vault.records import Ring
from intertwine.vault.secrets import Key, Sealed
from intertwine.vault.statements import Answering, sign, verify
from intertwine.vault.storing import restored, stored

_VERSION: Final = b"\x01"
_OWN_KEY: Final = 1168
_RELEASED: Final = 1 + 8 + OVERHEAD + 32


@dataclass(frozen=True, slots=True)
class AnswerPlace:
    """Where an answer belongs: space, question and author are 16 bytes each, revision counts from 0."""

    space: bytes
    question: bytes
    author: bytes
    revision: int

    def __post_init__(self) -> None:
        exactly(16, self.space, self.question, self.author)
        number(self.revision)

    def bound(self) -> bytes:
        """The bytes everything about this answer is bound to."""
        return prefixed(b"intertwine/sealed-answer/1", self.space, self.question, self.author, number(self.revision))


class SealedAnswer(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """An answer nobody but its author opens; nothing in it is secret. Misshapen ones raise `Unopenable`.

    `own_key` is 1,168 bytes, `signature` 64; `sealed` is 72 bytes more than the padded answer.
    """

    version: Literal[1]
    sealed: bytes
    own_key: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if (len(self.own_key), len(self.signature)) != (_OWN_KEY, 64):
            raise Unopenable

    def to_bytes(self) -> bytes:
        """The answer as it is stored."""
        return stored(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The answer that was stored; raises `Unopenable` for anything but the one spelling `to_bytes` gives."""
        return restored(data, cls)

    @property
    def digest(self) -> bytes:
        """SHA-256 of `sealed`: names this one text under this one key."""
        return hashlib.sha256(self.sealed).digest()


def seal_answer(author: Identity, place: AnswerPlace, text: bytes) -> SealedAnswer:
    """Seal `text` (any length) so that only `author` opens it, signed by them for this place."""
    key, bound, card = Key.new(), place.bound(), author.card
    sealed = lock(key, bound=bound, plaintext=pad_answer(text))
    digest = hashlib.sha256(sealed).digest()
    own_key = primitives.hybrid_seal(card.hpke_public, info=_own_info(bound, digest, card), secret=key)
    return SealedAnswer(1, sealed, own_key, sign(author, _answering(place, digest)))


def open_own(author: Identity, place: AnswerPlace, answer: SealedAnswer) -> bytes:
    """What the author wrote; raises `Unopenable`, also for what somebody else put in its place."""
    return unpad(unlock(_own_key(author, place, answer), bound=place.bound(), locked=answer.sealed))


def release(author: Identity, place: AnswerPlace, answer: SealedAnswer, *, us_key: Key) -> Sealed:
    """The key of this answer for whoever holds `us_key`. Raises `Unopenable` for an answer that is not the author's.

    This is the moment of no return: call it only once the other one's answer was seen to stand (`check_standing`).
    """
    open_own(author, place, answer)
    bound = _release_bound(place, answer.digest, us_key.id)
    key = _own_key(author, place, answer)
    return Sealed(_VERSION + us_key.id + lock(us_key, bound=bound, plaintext=key.reveal()))


def check_standing(author: Card, place: AnswerPlace, answer: SealedAnswer) -> None:
    """Silent if the holder of `author` signed exactly this answer for this place; raises `Unopenable` otherwise."""
    verify(author, _answering(place, answer.digest), answer.signature)


def open_released(ring: Ring, author: Card, place: AnswerPlace, answer: SealedAnswer, released: bytes) -> bytes:
    """What `author` wrote, with the key they released to one of the ring's keys; raises `Unopenable`."""
    check_standing(author, place, answer)
    if len(released) != _RELEASED or released[:1] != _VERSION:
        raise Unopenable
    key_id, locked = released[1:9], released[9:]
    bound = _release_bound(place, answer.digest, key_id)
    key = Key(unlock(ring.key(key_id), bound=bound, locked=locked))
    return unpad(unlock(key, bound=place.bound(), locked=answer.sealed))


def _own_key(author: Identity, place: AnswerPlace, answer: SealedAnswer) -> Key:
    card = author.card
    check_standing(card, place, answer)
    info = _own_info(place.bound(), answer.digest, card)
    return Key(primitives.hybrid_open(author.hpke_private, info=info, wrapped=answer.own_key).reveal())


def _answering(place: AnswerPlace, digest: bytes) -> Answering:
    return Answering(place.space, place.question, place.author, place.revision, digest)


def _own_info(bound: bytes, digest: bytes, card: Card) -> bytes:
    return prefixed(b"intertwine/sealed-answer/own/1", bound, digest, card.to_bytes())


def _release_bound(place: AnswerPlace, digest: bytes, key_id: bytes) -> bytes:
    return prefixed(b"intertwine/sealed-answer/release/1", place.bound(), digest, key_id)
