"""What a member's root key opens. The law of `Keyring`: fields are added with a default, never changed."""

import hmac
import unicodedata
from typing import Self
from uuid import UUID

import msgspec
from django.conf import settings

from intertwine.members.errors import KeysChanged
from intertwine.members.models import Member
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Identity
from intertwine.vault.records import Context, ReadKey, Ring, open_record, seal
from intertwine.vault.secrets import Key
from intertwine.web.sessions.clock import PRIVATE_IDLE
from intertwine.web.sessions.visit import IdentityTier, PrivateTier


class Keyring(msgspec.Struct, frozen=True):
    name: str
    identity: bytes
    me_space: bytes
    me: tuple[tuple[int, bytes], ...]
    """The me key of every epoch, oldest first."""

    def __repr__(self) -> str:
        return "<Keyring>"

    def turned(self) -> Self:
        """With a fresh me key on top; the old ones stay, to read what was written under them."""
        epoch = self.me[-1][0] + 1
        return msgspec.structs.replace(self, me=(*self.me, (epoch, Key.new().reveal())))


def name_hash(name: str) -> bytes:
    """Keyed, so that a copied database cannot be asked whether someone is in it."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return hmac.digest(settings.SECRETS.names, folded.encode(), "sha256")


def outside_secret() -> Key:
    return Key.from_bytes(settings.SECRETS.outside)


def seal_keyring(keyring: Keyring, *, root: Key, member: UUID, revision: int) -> bytes:
    return seal(root, _context(member, revision), msgspec.msgpack.encode(keyring))


def open_keyring(member: Member, *, root: Key) -> Keyring:
    """Raises `KeysChanged` when the row is not the one this root key sealed, or shows other public keys."""
    try:
        plain = open_record(Ring.of(root), _context(member.id, member.keyring_revision), bytes(member.keyring))
    except Unopenable:
        raise KeysChanged from None
    keyring = msgspec.msgpack.decode(plain, type=Keyring)
    if Identity.from_bytes(keyring.identity).card.to_bytes() != bytes(member.card):
        raise KeysChanged
    return keyring


def identity_tier(member: Member, keyring: Keyring, *, recovery_pending: bool) -> IdentityTier:
    return IdentityTier(
        member=member.id.bytes,
        name=keyring.name,
        identity=keyring.identity,
        me_space=keyring.me_space,
        me_write=ReadKey.from_key(Key.from_bytes(keyring.me[-1][1])).write_key.to_bytes(),
        language=member.language,
        zone=member.zone,
        country=member.country,
        recovery_pending=recovery_pending,
    )


def private_tier(keyring: Keyring, *, pending: tuple[str, Key] | None = None, idle: int = PRIVATE_IDLE) -> PrivateTier:
    code, root = (pending[0], pending[1].reveal()) if pending else ("", b"")
    return PrivateTier(me=keyring.me, idle_seconds=idle, pending_code=code, pending_root=root)


def _context(member: UUID, revision: int) -> Context:
    return Context(space=member.bytes, audience="keyring", entry=member.bytes, revision=revision)
