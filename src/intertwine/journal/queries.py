"""The one door for reading: fetch the months, open, keep what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, cast
from uuid import UUID

from intertwine.journal.errors import Closed, Damaged, Gone
from intertwine.journal.models import Entry
from intertwine.journal.periods import periods_between
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import MadeByANewerVersion, Stored, open_entry
from intertwine.journal.spaces import Space
from intertwine.vault.records import Ring
from intertwine.web.prepared import Prepared, Row

_OF_SPACE = Entry.objects.values_list("id", "revision", "blob")
_ALL = Prepared(lambda space: _OF_SPACE.filter(space=space))
_IN_PERIODS = Prepared(lambda space, periods: _OF_SPACE.filter(space=space).filter(period__in=periods))
_WITH_IDS = Prepared(lambda space, ids: _OF_SPACE.filter(space=space).filter(id__in=ids))

S = TypeVar("S", bound=EntryShape)


@dataclass(frozen=True)
class Pages:
    """All that stands in some months of a space, opened once and asked as often as a page likes."""

    entries: tuple[Stored[EntryShape], ...]
    unopened: tuple[UUID, ...]
    """Rows that do not open where they stand."""

    @property
    def damaged(self) -> int:
        """How many. A page that shows this space says so."""
        return len(self.unopened)

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
    _must_open(space)
    if first and last:
        return _opened(space, _IN_PERIODS.rows(space.id, periods_between(first, last)))
    return _opened(space, _ALL.rows(space.id))


def read_months(space: Space, periods: Sequence[int]) -> Pages:
    """Everything of these months. One query. Raises `Closed`."""
    _must_open(space)
    return _opened(space, _IN_PERIODS.rows(space.id, periods))


def read_one(space: Space, shape: type[S], *, id: UUID) -> Stored[S]:
    """Raises `Gone` when it is not there, is another's, or is of another shape: the same answer."""
    for stored in read_these(space, [id]).of(shape):
        return stored
    raise Gone


def read_these(space: Space, ids: Sequence[UUID]) -> Pages:
    """Whichever of these entries are there. One query. Raises `Closed`."""
    _must_open(space)
    return _opened(space, _WITH_IDS.rows(space.id, ids))


def _must_open(space: Space) -> Ring:
    if space.read_with is None:
        raise Closed
    return space.read_with


def _opened(space: Space, rows: list[Row]) -> Pages:
    ring, entries, unopened = _must_open(space), [], []
    for id, revision, blob in rows:
        try:
            entries.append(open_entry(space, ring, id=id, revision=revision, blob=bytes(blob)))
        except Damaged:
            unopened.append(id)
    return Pages(tuple(entries), tuple(unopened))
