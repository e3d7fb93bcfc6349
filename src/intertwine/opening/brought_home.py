"""Letters to somebody who is not here any more: they become notes of their author's."""

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction

from intertwine.journal.actions import remove, write
from intertwine.journal.errors import Gone
from intertwine.journal.marks import Rows, marked
from intertwine.journal.queries import read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import me_space
from intertwine.opening.access import from_before
from intertwine.opening.entries import Letter, Note
from intertwine.opening.leaving import letter_text
from intertwine.web.sessions.visit import Visit


def from_somebody_gone(visit: Visit, rows: Rows) -> tuple[Stored[Letter], ...]:
    """One query."""
    found = read_these(me_space(visit), [*rows.of(Letter)]).of(Letter)
    return tuple(one for one in found if from_before(visit, one.entry.couple))


def as_note(letter: Letter) -> Note:
    return Note(letter.written, letter_text(letter.text))


def bring_home(visit: Visit, found: Sequence[Stored[Letter]]) -> None:
    """Each once."""
    space = me_space(visit)
    for one in found:
        with suppress(Gone), transaction.atomic():
            remove(space, id=one.id)
            write(space, as_note(one.entry), day=one.entry.written, id=marked(visit, Note, one.id))
