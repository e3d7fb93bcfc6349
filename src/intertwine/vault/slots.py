"""A slot: one way to unlock a member's root key, by password or by recovery code.

LAW of slots (format 1; none of it may ever change):

    private  = a fresh X25519 key of the slot's own; public is its public half
    kek      = derive(stretched(32) | outside(32), "slot/password", SHA-256(bound))      for a password
             = derive(code(20), "slot/recovery", SHA-256(bound))                         for a recovery code
    stretched = Argon2id(NFKC(password), salt, memory, passes, one lane)
    sealed_private = lock(kek, bound, private)
    wrapped_root   = HPKE(X25519; info = P("intertwine/slot-root", bound)) of root, to public
    bound    = P("intertwine/slot", version, kind, member, id, memory, passes, salt, public)

    stored   = msgpack array [version, kind, id, memory_kib, passes, salt, public, sealed_private, wrapped_root]

The two steps let a new root be wrapped to the slot while nobody is there to type a password. Opening a slot is
the sign-in: no hash of the password is kept anywhere.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import Final, Literal, Self

import msgspec

from intertwine.vault import primitives
from intertwine.vault.codes import new_recovery_code, normalise_code, secret_of
from intertwine.vault.encoding import exactly, number, prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden
from intertwine.vault.locks import OVERHEAD, lock, unlock
from intertwine.vault.secrets import Key, derive
from intertwine.vault.storing import restored, stored
from intertwine.vault.stretching import stretch

__all__ = [
    "Slot",
    "new_recovery_code",
    "normalise_code",
    "open_nothing",
    "open_password_slot",
    "open_recovery_slot",
    "password_slot",
    "recovery_slot",
    "rewrap",
]

Kind = Literal["password", "recovery"]
_WRAPPED_ROOT: Final = 80
# A recovery code is 160 random bits: nothing is gained by making each guess expensive.
_NO_WORK: Final = (0, 0)


class Slot(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Everything that is stored of one way to unlock; nothing in it is secret. Misshapen ones raise `Unopenable`.

    `id` and `salt` are 16 bytes, `public` 32, `sealed_private` 104, `wrapped_root` 80.
    """

    version: Literal[1]
    kind: Kind
    id: bytes
    memory_kib: int
    passes: int
    salt: bytes
    public: bytes
    sealed_private: bytes
    wrapped_root: bytes

    def __post_init__(self) -> None:
        lengths = tuple(map(len, (self.id, self.salt, self.public, self.sealed_private, self.wrapped_root)))
        if lengths != (16, primitives.SALT_LENGTH, 32, OVERHEAD + 32, _WRAPPED_ROOT) or not self._does_its_work():
            raise Unopenable

    def to_bytes(self) -> bytes:
        """The slot as it is stored."""
        return stored(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The slot that was stored; raises `Unopenable` for anything but the one spelling `to_bytes` gives."""
        return restored(data, cls)

    def _does_its_work(self) -> bool:
        if self.kind == "recovery":
            return (self.memory_kib, self.passes) == _NO_WORK
        return (
            primitives.MEMORY_KIB <= self.memory_kib <= primitives.MEMORY_KIB_LIMIT
            and primitives.PASSES <= self.passes <= primitives.PASSES_LIMIT
        )


def password_slot(*, password: str, outside: Key, member: bytes, root: Key) -> Slot:
    """A slot that takes the password and the outside secret to open; `member` is 16 bytes."""
    private, salt = Key.new(), os.urandom(primitives.SALT_LENGTH)
    blank = _blank("password", private, salt, memory_kib=primitives.MEMORY_KIB, passes=primitives.PASSES)
    return _filled(blank, _password_secret(blank, password, outside), private, member=member, root=root)


def recovery_slot(*, code: str, member: bytes, root: Key) -> Slot:
    """A slot that takes the recovery code alone to open: it is for the day the password is lost."""
    private, salt = Key.new(), os.urandom(primitives.SALT_LENGTH)
    blank = _blank("recovery", private, salt, memory_kib=0, passes=0)
    return _filled(blank, secret_of(code), private, member=member, root=root)


def open_password_slot(slot: Slot, *, password: str, outside: Key, member: bytes) -> Key:
    """The root key; raises `Unopenable`."""
    if slot.kind != "password":
        raise Unopenable
    return _root(slot, _password_secret(slot, password, outside), member=member)


def open_recovery_slot(slot: Slot, *, code: str, member: bytes) -> Key:
    """The root key; raises `Unopenable`."""
    if slot.kind != "recovery":
        raise Unopenable
    return _root(slot, secret_of(code), member=member)


def open_nothing(*, password: str, outside: Key) -> None:
    """The work of a wrong password, for a name nobody has: both take as long."""
    with suppress(Unopenable):
        open_password_slot(_NOBODYS, password=password, outside=outside, member=_NOBODYS.id)


def rewrap(slot: Slot, *, root: Key, member: bytes) -> Slot:
    """The same slot around a new root. It takes no password, so the member need not be asked for one.

    That also means that a slot does not vouch for its root: whoever edits rows can wrap one of their own,
    under which nothing the member ever wrote will open.
    """
    return msgspec.structs.replace(slot, wrapped_root=_wrapped(slot, root, member=member))


def _blank(kind: Kind, private: Key, salt: bytes, *, memory_kib: int, passes: int) -> Slot:
    return Slot(
        version=1,
        kind=kind,
        id=os.urandom(16),
        memory_kib=memory_kib,
        passes=passes,
        salt=salt,
        public=primitives.x25519_public(private),
        sealed_private=bytes(OVERHEAD + 32),
        wrapped_root=bytes(_WRAPPED_ROOT),
    )


def _filled(blank: Slot, secret: Hidden, private: Key, *, member: bytes, root: Key) -> Slot:
    exactly(16, member)
    bound = _bound(blank, member)
    sealed_private = lock(_kek(blank, secret, bound), bound=bound, plaintext=private.reveal())
    return rewrap(msgspec.structs.replace(blank, sealed_private=sealed_private), root=root, member=member)


def _root(slot: Slot, secret: Hidden, *, member: bytes) -> Key:
    bound = _bound(slot, member)
    private = Key(unlock(_kek(slot, secret, bound), bound=bound, locked=slot.sealed_private))
    return Key(primitives.hpke_open(private, info=_root_info(bound), wrapped=slot.wrapped_root).reveal())


def _wrapped(slot: Slot, root: Key, *, member: bytes) -> bytes:
    return primitives.hpke_seal(slot.public, info=_root_info(_bound(slot, member)), secret=root)


def _password_secret(slot: Slot, password: str, outside: Key) -> Hidden:
    stretched = stretch(password, salt=slot.salt, memory_kib=slot.memory_kib, passes=slot.passes)
    return Hidden(stretched.reveal() + outside.reveal())


def _kek(slot: Slot, secret: Hidden, bound: bytes) -> Key:
    return derive(secret, f"slot/{slot.kind}", hashlib.sha256(bound).digest())


def _root_info(bound: bytes) -> bytes:
    return prefixed(b"intertwine/slot-root", bound)


def _bound(slot: Slot, member: bytes) -> bytes:
    return prefixed(
        b"intertwine/slot",
        bytes([slot.version]),
        slot.kind.encode(),
        member,
        slot.id,
        number(slot.memory_kib),
        number(slot.passes),
        slot.salt,
        slot.public,
    )


_NOBODYS: Final = _blank(
    "password",
    Key.new(),
    os.urandom(primitives.SALT_LENGTH),
    memory_kib=primitives.MEMORY_KIB,
    passes=primitives.PASSES,
)
