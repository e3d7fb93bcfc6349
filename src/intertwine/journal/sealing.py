"""Entry → sealed blob and back. The envelope inside every blob:

    {"t": name, "v": version, "b": author, "w": written at (ms, UTC), "d": fields}

Law: these five keys keep their meaning for ever.
"""

import time
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from intertwine.journal.errors import Damaged
from intertwine.journal.registry import BY_NAME, BY_SHAPE, EntryShape, EntryType
from intertwine.journal.spaces import Space
from intertwine.vault.errors import Unopenable
from intertwine.vault.records import Context, Ring, is_newer, open_record, seal
from intertwine.vault.storing import decoded

S_co = TypeVar("S_co", bound=EntryShape, covariant=True)


class Envelope(msgspec.Struct, frozen=True):
    t: str
    v: int
    b: bytes
    w: int
    d: msgspec.Raw


class Stored(msgspec.Struct, Generic[S_co], frozen=True):
    """An entry as it stands in the journal."""

    id: UUID
    revision: int
    by: UUID
    written: int
    entry: S_co


class MadeByANewerVersion(EntryShape, frozen=True):
    """An entry this version cannot read. It is shown as such, and its row is left as it is."""

    name: str = ""


def seal_entry(space: Space, entry: EntryShape, *, id: UUID, revision: int, written: int | None = None) -> bytes:
    """`written` in milliseconds, where it was written before; otherwise it is now."""
    kind = BY_SHAPE[type(entry)]
    fields = msgspec.to_builtins(entry)
    sealed_fields = msgspec.Raw(msgspec.msgpack.encode(fields))
    written = int(time.time() * 1000) if written is None else written
    envelope = Envelope(kind.name, kind.version, space.by.bytes, written, sealed_fields)
    return seal(space.write_with, _context(space, id, revision), msgspec.msgpack.encode(envelope))


def open_entry(space: Space, ring: Ring, *, id: UUID, revision: int, blob: bytes) -> Stored[EntryShape]:
    if is_newer(blob):
        return Stored(id, revision, UUID(int=0), 0, MadeByANewerVersion())
    try:
        plain = open_record(ring, _context(space, id, revision), blob)
    except Unopenable:
        raise Damaged from None
    try:
        envelope = decoded(plain, Envelope)
        by = space.by if envelope.b == space.by.bytes else UUID(bytes=envelope.b)
        return Stored(id, revision, by, envelope.w, _decode(envelope))
    except (Unopenable, msgspec.MsgspecError, ValueError, TypeError, LookupError):
        raise Damaged from None  # sealed by someone who holds the key and keeps no law: the other one's pages go on


def _decode(envelope: Envelope) -> EntryShape:
    kind = BY_NAME.get(envelope.t)
    if kind is None or envelope.v > kind.version:
        return MadeByANewerVersion(envelope.t)
    if envelope.v == kind.version:
        return decoded(bytes(envelope.d), kind.shape)
    return msgspec.convert(_upgraded(kind, envelope), kind.shape)


def _upgraded(kind: EntryType, envelope: Envelope) -> dict[str, Any]:
    fields = decoded(bytes(envelope.d), dict[str, Any])
    for version in range(envelope.v, kind.version):
        fields = kind.upgrades[version](fields)
    return fields


def _context(space: Space, id: UUID, revision: int) -> Context:
    return Context(space=space.id.bytes, audience=space.audience, entry=id.bytes, revision=revision)
