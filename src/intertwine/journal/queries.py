"""The one door for reading: fetch the months, open, keep what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

from django.db.models import QuerySet

from intertwine.journal.errors import Closed, Damaged, Gone
from intertwine.journal.models import Entry
from intertwine.journal.periods import periods_between
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import MadeByANewerVersion, Stored, open_entry
from intertwine.journal.spaces import Space

S = TypeVar("S", bound=EntryShape)


@dataclass(frozen=True)
class Pages:
    """All that stands in some months of a space, opened once and asked as often as a page likes."""

    entries: tuple[Stored[EntryShape], ...]
    damaged: int
    """Rows that do not open where they stand. A page that shows this space says so."""

    def of(self, shape: type[S]) -> list[Stored[S]]:
        """Oldest first, by the time of writing."""
        found = [cast("Stored[S]", stored) for stored in self.entries if isinstance(stored.entry, shape)]
        return sorted(found, key=lambda stored: stored.written)

    @property
    def newer(self) -> int:
        """How many entries were made by a newer version."""
        return len(self.of(MadeByANewerVersion))


def read(space: Space, *, first: date | None = None, last: date | None = None) -> Pages:
    """Everything between the months of `first` and `last`, or everything. One query. Raises `Closed`."""
    rows = Entry.objects.filter(space=space.id)
    if first and last:
        rows = rows.filter(period__in=periods_between(first, last))
    return _opened(space, rows)


def read_one(space: Space, shape: type[S], *, id: UUID) -> Stored[S]:
    """Raises `Gone` when it is not there, is another's, or is of another shape: the same answer."""
    for stored in _opened(space, Entry.objects.filter(space=space.id, id=id)).of(shape):
        return stored
    raise Gone


def read_these(space: Space, ids: Sequence[UUID]) -> Pages:
    """Whichever of these entries are there. One query."""
    return _opened(space, Entry.objects.filter(space=space.id, id__in=ids))


def _opened(space: Space, rows: QuerySet[Entry]) -> Pages:
    if space.read_with is None:
        raise Closed
    entries, damaged = [], 0
    for id, revision, blob in rows.values_list("id", "revision", "blob"):
        try:
            entries.append(open_entry(space, space.read_with, id=id, revision=revision, blob=bytes(blob)))
        except Damaged:
            damaged += 1
    return Pages(tuple(entries), damaged)
