"""The one door for writing. Each verb is one transaction."""

import hmac
import uuid
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from intertwine.journal.errors import Conflict, Gone, NotHere
from intertwine.journal.models import Entry
from intertwine.journal.periods import period_of
from intertwine.journal.registry import BY_SHAPE, EntryShape, Shape
from intertwine.journal.sealing import Stored, open_entry, seal_entry
from intertwine.journal.spaces import Space
from intertwine.web.prepared import PreparedInsert

_NEW = PreparedInsert(Entry, "space", "id", "period", "revision", "blob")


def write(space: Space, entry: EntryShape, *, day: date, id: UUID | None = None) -> UUID:
    """Writes once: the same id again, from a double tap or a lost answer, changes nothing and returns the same id."""
    _belongs(space, entry)
    id = id or uuid.uuid4()
    blob = seal_entry(space, entry, id=id, revision=1)
    _NEW.row(space.id, id, period_of(day), 1, blob)
    return id


def id_made_from(form: UUID, typed: object) -> UUID:
    """For `write`, from a form's own id and what was typed: the same form twice is one entry, and a form that somebody
    went back to and sent with other words is another one. Nothing is told to be kept that is not."""
    return UUID(bytes=hmac.digest(form.bytes, msgspec.msgpack.encode(typed), "sha256")[:16])


def replace(space: Space, entry: Shape, *, id: UUID, revision: int) -> Stored[Shape]:
    """Puts `entry` where revision `revision` stands. Raises `Conflict` with what stands there, or `Gone`."""
    _belongs(space, entry)
    with transaction.atomic():
        row = _locked(space, id)
        if row.revision != revision:
            raise Conflict(_shown(space, row))
        row.revision += 1
        Entry.objects.filter(space=space.id, id=id).update(
            revision=row.revision, blob=seal_entry(space, entry, id=id, revision=row.revision)
        )
    return Stored(id, row.revision, space.by, 0, entry)


def put(space: Space, entry: EntryShape, *, day: date, id: UUID) -> None:
    """Leaves exactly this under `id`, whatever stood there: for a copy whose original is guarded elsewhere."""
    _belongs(space, entry)
    with transaction.atomic():
        row = Entry.objects.select_for_update().filter(space=space.id, id=id).first()
        if row is None:
            write(space, entry, day=day, id=id)
            return
        blob = seal_entry(space, entry, id=id, revision=row.revision + 1)
        Entry.objects.filter(space=space.id, id=id).update(period=period_of(day), revision=row.revision + 1, blob=blob)


def remove(space: Space, *, id: UUID) -> None:
    """Removes the entry for good; raises `Gone` when it is not there."""
    if not Entry.objects.filter(space=space.id, id=id).delete()[0]:
        raise Gone


def _locked(space: Space, id: UUID) -> Entry:
    try:
        return Entry.objects.select_for_update().get(space=space.id, id=id)
    except Entry.DoesNotExist:
        raise Gone from None


def _shown(space: Space, row: Entry) -> Stored[EntryShape] | None:
    if space.read_with is None:
        return None
    return open_entry(space, space.read_with, id=row.id, revision=row.revision, blob=bytes(row.blob))


def _belongs(space: Space, entry: EntryShape) -> None:
    if BY_SHAPE[type(entry)].audience is not space.audience:
        raise NotHere(f"{type(entry).__name__} is not for the {space.audience} space")
