"""Entries that only these tests write, and the spaces Alice and Bob write them in."""

from datetime import date
from uuid import UUID, uuid4

import msgspec

from intertwine.journal.models import Entry
from intertwine.journal.registry import Audience, EntryShape, entry
from intertwine.journal.sealing import Envelope
from intertwine.journal.spaces import Space
from intertwine.vault.records import Context, ReadKey, Ring, seal
from intertwine.vault.secrets import Key


@entry("tests.note", version=1, audience=Audience.ME)
class Note(EntryShape, frozen=True):
    text: str = ""


@entry("tests.postcard", version=1, audience=Audience.US)
class Postcard(EntryShape, frozen=True):
    text: str = ""


@entry("tests.dated", version=1, audience=Audience.ME)
class Dated(EntryShape, frozen=True):
    day: date
    points: int = 0

    def __post_init__(self) -> None:
        if self.points > 10:
            raise ValueError("off the scale")


def space(
    by: UUID | None = None, audience: Audience = Audience.ME, key: Key | None = None, id: UUID | None = None
) -> Space:
    key = key or Key.new()
    return Space(id or uuid4(), audience, by or uuid4(), key, Ring.of(key), key)


def closed(open_one: Space) -> Space:
    """The same space to someone who has only the key to write."""
    assert isinstance(open_one.write_with, Key)
    return Space(open_one.id, open_one.audience, open_one.by, ReadKey.from_key(open_one.write_with).write_key, None)


def with_both_keys(one: Space) -> Space:
    """As its owner opens it: what was written while it was closed opens too."""
    assert isinstance(one.write_with, Key)
    ring = Ring.of(one.write_with, ReadKey.from_key(one.write_with))
    return Space(one.id, one.audience, one.by, one.write_with, ring, one.named_with)


def row_of(where: Space, id: UUID) -> Entry:
    return Entry.objects.get(space=where.id, id=id)


def stored_by_hand(where: Space, envelope: bytes, *, id: UUID | None = None, period: int = 202611) -> Entry:
    """A row as another version of the program, or somebody with the key, could have written it."""
    id = id or uuid4()
    assert isinstance(where.write_with, Key)
    context = Context(space=where.id.bytes, audience=where.audience, entry=id.bytes, revision=1)
    return Entry.objects.create(space=where.id, id=id, period=period, blob=seal(where.write_with, context, envelope))


def envelope(name: str, version: int, fields: dict[str, object], *, by: UUID) -> bytes:
    return msgspec.msgpack.encode(Envelope(name, version, by.bytes, 0, msgspec.Raw(msgspec.msgpack.encode(fields))))
