"""A grant: one member gives another the key of a shared space, wrapped and signed.

LAW of grants (format 1; none of it may ever change):

    wrapped   = HPKE(MLKEM768-X25519; info = P("intertwine/grant/1", couple, epoch, key_id, recipient)) of key(32)
    signature = the granter's, under `statements.KeyGrant`
    stored    = msgpack array [version, epoch, key_id, wrapped, signature]
"""

from __future__ import annotations

from typing import Final, Literal, Self

import msgspec

from intertwine.vault import primitives
from intertwine.vault.encoding import NUMBER_LIMIT, number, prefixed
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Card, Identity
from intertwine.vault.secrets import Key
from intertwine.vault.statements import KeyGrant, sign, verify
from intertwine.vault.storing import restored, stored

_WRAPPED: Final = 1168


class Grant(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A wrapped key and who vouches for it; nothing in it is secret. Misshapen ones raise `Unopenable`.

    `key_id` is 8 bytes, `wrapped` 1,168, `signature` 64.
    """

    version: Literal[1]
    epoch: int
    key_id: bytes
    wrapped: bytes
    signature: bytes

    def __post_init__(self) -> None:
        lengths = (len(self.key_id), len(self.wrapped), len(self.signature))
        if lengths != (8, _WRAPPED, 64) or not 0 <= self.epoch <= NUMBER_LIMIT:
            raise Unopenable

    def to_bytes(self) -> bytes:
        """The grant as it is stored."""
        return stored(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The grant that was stored; raises `Unopenable` for anything but the one spelling `to_bytes` gives."""
        return restored(data, cls)


def grant_key(*, signer: Identity, recipient: Card, couple: bytes, epoch: int, key: Key) -> Grant:
    """Give `key` to `recipient`, for this couple (16 bytes) and epoch, signed by `signer`."""
    info = _info(couple, epoch, key.id, recipient)
    wrapped = primitives.hybrid_seal(recipient.hpke_public, info=info, secret=key)
    signature = sign(signer, KeyGrant(couple, epoch, key.id, recipient, wrapped))
    return Grant(version=1, epoch=epoch, key_id=key.id, wrapped=wrapped, signature=signature)


def accept_key(grant: Grant, *, identity: Identity, granter: Card, couple: bytes) -> Key:
    """The key that `granter` gave to `identity` for this couple; raises `Unopenable`.

    `granter` is the card this member has pinned, never one that came with the grant.
    """
    mine = identity.card
    verify(granter, KeyGrant(couple, grant.epoch, grant.key_id, mine, grant.wrapped), grant.signature)
    info = _info(couple, grant.epoch, grant.key_id, mine)
    key = Key(primitives.hybrid_open(identity.hpke_private, info=info, wrapped=grant.wrapped).reveal())
    if key.id != grant.key_id:
        raise Unopenable
    return key


def _info(couple: bytes, epoch: int, key_id: bytes, recipient: Card) -> bytes:
    return prefixed(b"intertwine/grant/1", couple, number(epoch), key_id, recipient.to_bytes())
