"""A record: one entry of a journal, sealed and bound to the place it belongs to.

LAW of format 1. What is stored under it must open for ever, so none of this may ever change; anything new
is a new suite or a new version beside it, and this decoder stays.

    suite 1, under a symmetric key
        record = version(1)=1 | suite(1)=1 | key_id(8) | lock(key, bound, padded)
        bound  = P("intertwine/record", version, suite, space, audience, entry, revision, key_id)

    suite 2, to the public key of a space that is closed (write-only)
        record  = version(1)=1 | suite(1)=2 | key_id(8) | wrapped(80) | lock(record_key, bound', padded)
        bound   = as above, with suite 2 and the id of the write key
        wrapped = HPKE(X25519, HKDF-SHA-256, ChaCha20-Poly1305; info = bound) of a fresh record_key(32)
        bound'  = bound | P(wrapped)

P puts each value behind its length (`encoding`), version and suite are one byte, revision eight, big-endian.
`lock` is the law in `locks`, `padded` the law in `padding`. `bound` is built anew from the row and the session
at each opening and never stored, so a record moved to another space, entry, revision or audience does not open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

import msgspec

from intertwine.vault import primitives
from intertwine.vault.encoding import exactly, number, prefixed
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.locks import lock, unlock
from intertwine.vault.padding import pad, unpad
from intertwine.vault.pairs import ReadKey, WriteKey
from intertwine.vault.secrets import Key, Sealed

__all__ = ["VERSION", "Context", "ReadKey", "Ring", "WriteKey", "is_newer", "open_record", "seal"]

VERSION: Final = 1
_SYMMETRIC: Final = 1
_WRITE_ONLY: Final = 2
_HEADER: Final = 10
_WRAPPED: Final = 80


class Context(msgspec.Struct, frozen=True):
    """Where a record belongs: space and entry are 16 bytes each, revision counts from 0.

    `audience` is a short ASCII word for who reads it. Raises `Refused` for anything else.
    """

    space: bytes
    audience: str
    entry: bytes
    revision: int

    def __post_init__(self) -> None:
        exactly(16, self.space, self.entry)
        number(self.revision)
        if not (self.audience and self.audience.isascii()):
            raise Refused("an audience is a short ASCII word")


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys at hand, by key id. It shows nothing of them."""

    _keys: dict[bytes, Key] = field(repr=False)
    _read_keys: tuple[ReadKey, ...] = field(repr=False)
    _named: dict[bytes, ReadKey] = field(repr=False, compare=False, default_factory=dict)
    """The private halves by their ids, which are costly: made once, and only where one is needed."""

    @classmethod
    def of(cls, *keys: Key | ReadKey) -> Self:
        """A ring of these keys, symmetric ones and private halves in any order."""
        return cls(
            {key.id: key for key in keys if isinstance(key, Key)},
            tuple(key for key in keys if isinstance(key, ReadKey)),
        )

    def key(self, key_id: bytes) -> Key:
        """The symmetric key with this id; raises `Unopenable`."""
        if key_id not in self._keys:
            raise Unopenable
        return self._keys[key_id]

    def read_key(self, key_id: bytes) -> ReadKey:
        """The private half with this id; raises `Unopenable`."""
        if not self._named:
            self._named.update((key.id, key) for key in self._read_keys)
        if key_id not in self._named:
            raise Unopenable
        return self._named[key_id]


def seal(key: Key | WriteKey, context: Context, plaintext: bytes) -> Sealed:
    """Pad and seal `plaintext` for `context`. With a `WriteKey`, only the holder of its private half can read it."""
    if isinstance(key, WriteKey):
        return _seal_write_only(key, context, plaintext)
    bound = _bound(_SYMMETRIC, context, key.id)
    return Sealed(_header(_SYMMETRIC, key.id) + lock(key, bound=bound, plaintext=pad(plaintext)))


def open_record(ring: Ring, context: Context, sealed: bytes) -> bytes:
    """The plaintext of `seal`, if `ring` holds its key and it belongs to `context`; raises `Unopenable`."""
    if len(sealed) < _HEADER or sealed[0] != VERSION:
        raise Unopenable
    suite, key_id, body = sealed[1], sealed[2:_HEADER], sealed[_HEADER:]
    if suite == _SYMMETRIC:
        return unpad(unlock(ring.key(key_id), bound=_bound(suite, context, key_id), locked=body))
    if suite == _WRITE_ONLY:
        return _open_write_only(ring.read_key(key_id), key_id, context, body)
    raise Unopenable


def is_newer(sealed: bytes) -> bool:
    """Whether a later version of Intertwine made this record: it is kept and shown as such, never dropped."""
    return len(sealed) > 0 and sealed[0] > VERSION


def _seal_write_only(key: WriteKey, context: Context, plaintext: bytes) -> Sealed:
    bound, record_key = _bound(_WRITE_ONLY, context, key.id), Key.new()
    wrapped = primitives.hpke_seal(key.to_bytes(), info=bound, secret=record_key)
    locked = lock(record_key, bound=bound + prefixed(wrapped), plaintext=pad(plaintext))
    return Sealed(_header(_WRITE_ONLY, key.id) + wrapped + locked)


def _open_write_only(key: ReadKey, key_id: bytes, context: Context, body: bytes) -> bytes:
    bound, wrapped = _bound(_WRITE_ONLY, context, key_id), body[:_WRAPPED]
    record_key = Key(primitives.hpke_open(key, info=bound, wrapped=wrapped).reveal())
    return unpad(unlock(record_key, bound=bound + prefixed(wrapped), locked=body[_WRAPPED:]))


def _header(suite: int, key_id: bytes) -> bytes:
    return bytes([VERSION, suite]) + key_id


def _bound(suite: int, context: Context, key_id: bytes) -> bytes:
    place = (context.space, context.audience.encode(), context.entry, number(context.revision), key_id)
    return _BEGINS[suite] + prefixed(*place)


_BEGINS: Final = {
    suite: prefixed(b"intertwine/record", bytes([VERSION]), bytes([suite])) for suite in (_SYMMETRIC, _WRITE_ONLY)
}
