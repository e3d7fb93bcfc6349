"""Notes: which there are, found without opening anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from intertwine.journal.marks import Rows, keep_anew, rows_of
from intertwine.journal.queries import read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import me_space
from intertwine.opening.brought_home import as_note, bring_home, from_somebody_gone
from intertwine.opening.entries import Letter, Note
from intertwine.opening.letter_list import has_list
from intertwine.web.sessions.visit import Visit

PAGE = 20
"""So many notes stand on one page."""


@dataclass(frozen=True)
class Notes:
    """One page of them, the newest first."""

    here: tuple[Stored[Note], ...]
    brought: tuple[Note, ...]
    """Letters to somebody who is not here any more, which become notes and are none yet; on the first page."""
    earlier: bool
    damaged: int
    rows: Rows
    letters: tuple[Stored[Letter], ...]


def notes(visit: Visit, *, page: int) -> Notes:
    """Six queries at most, and as many notes read as stand on the page, and in the months it begins and ends with.
    Nothing is written. Raises `Closed`."""
    rows = rows_of(visit)
    letters = () if has_list(visit) else from_somebody_gone(visit, rows)
    ids, skipped = _of_page(rows.of(Note), page)
    read = read_these(me_space(visit), ids)
    found = sorted(read.of(Note), key=lambda one: (one.entry.day, one.written), reverse=True)
    first = page * PAGE - skipped
    here = found[max(first, 0) : first + PAGE]
    brought = tuple(as_note(one.entry) for one in letters) if page == 0 else ()
    earlier = len(rows.of(Note)) > (page + 1) * PAGE
    return Notes(tuple(here), brought, earlier, read.damaged, rows, letters)


def put_in_order(visit: Visit, found: Notes) -> bool:
    """What the page came upon; True where letters have become notes."""
    keep_anew(visit, found.rows)
    bring_home(visit, found.letters)
    return bool(found.letters)


def _of_page(months: dict[UUID, int], page: int) -> tuple[Sequence[UUID], int]:
    """All notes of the months this page reaches into, and how many there are in later ones."""
    ids, skipped = sorted(months, key=lambda id: months[id], reverse=True), 0
    here = {months[id] for id in ids[page * PAGE : (page + 1) * PAGE]}
    skipped = sum(month > max(here) for month in months.values()) if here else len(ids)
    return [id for id in ids if months[id] in here], skipped
