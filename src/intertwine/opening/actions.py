"""Answering, taking back, laying aside, asking, and how deep it may go.

Each verb is one transaction, harmless twice.
"""

from contextlib import suppress
from uuid import UUID

import msgspec
from django.db import DatabaseError

from intertwine.couples.queries import Us
from intertwine.journal.actions import id_made_from, put
from intertwine.journal.queries import read_one
from intertwine.journal.spaces import us_space
from intertwine.opening import access, sealing
from intertwine.opening.access import held, rows_of
from intertwine.opening.choosing import Bounds
from intertwine.opening.entries import Asked, Line, Opened, Reaction, Said, Words
from intertwine.opening.errors import AnsweredElsewhere, Settled
from intertwine.opening.line import (
    changed_pace,
    couples_day,
    keep_line,
    keep_pace,
    keep_used,
    lengthened,
    opened_id,
    reaction_id,
    read_ours,
    said_id,
    text_of,
)
from intertwine.opening.models import SealedAnswer
from intertwine.opening.queries import has_opened
from intertwine.opening.releasing import release_due, take_back
from intertwine.vault.errors import Unopenable
from intertwine.web.sessions.visit import Visit

__all__ = ["release_due"]


def answer(visit: Visit, *, question: UUID, text: str, seen: int = 0, tell: bool = False) -> UUID | None:
    """Seals an answer, or the next version of it. The id of the opened pair, if that was the last thing it needed.

    Its key is given in a transaction of its own, once it is on the disk that both have answered: what breaks off in
    between has given nothing away. `seen` is the revision that stood when the page was made, 0 for none.
    Raises `NotAsked`, `Settled`, or `AnsweredElsewhere` when another answer stands there; then nothing was changed.
    """
    with held(visit) as us:
        ours, opened = read_ours(visit, us), opened_id(us_space(visit), question)
        asked, rows = ours.find(question), rows_of(us, question)
        if asked.opened or (rows.mine and rows.mine.both):
            raise Settled(opened)
        if not _same_again(visit, us, rows.mine, text, seen):
            _seal(visit, us, asked, rows.mine, text)
            keep_used(visit, ours, question)
        _tell(visit, us, question, tell=tell)
        if rows.other is not None and sealing.stands(visit, us, rows.other):
            access.set_both(us, question)
    with suppress(DatabaseError):  # the answer is sealed; giving its key is tried again at the next request
        release_due(visit)
    return opened if has_opened(visit, opened) else None


def withdraw(visit: Visit, *, question: UUID) -> None:
    """Takes the answer back for good. Raises `Settled` once both have answered."""
    with held(visit) as us:
        mine = access.my_row(us, question)
        opened = opened_id(us_space(visit), question)
        if (mine and mine.both) or (mine is None and has_opened(visit, opened)):
            raise Settled(opened)
        access.destroy(us, question, only_mine=True)
        _tell(visit, us, question, tell=False)


def lay_aside(visit: Visit, *, question: UUID) -> None:
    """Not this one: another takes its turn, and nobody is told. Raises `NotAsked`."""
    with held(visit) as us:
        ours = read_ours(visit, us)
        asked = ours.find(question)
        if asked.id.hex not in ours.mine.passed:
            there = {one.id.hex for one in ours.line.items}
            passed = (*(one for one in ours.mine.passed if one in there), asked.id.hex)
            keep_pace(visit, us, msgspec.structs.replace(ours.mine, passed=passed))
            keep_used(visit, ours, question)


def ask_own(visit: Visit, *, text: str, id: UUID) -> None:
    """A question of one's own, for both. The same form `id` and text again, from a double tap, change nothing."""
    with held(visit) as us:
        ours = read_ours(visit, us)
        if any(asked.id == id and asked.text != text for asked in ours.line.items):
            id = id_made_from(id, text)
        if all(asked.id != id for asked in ours.line.items):
            asked = Asked(id, "", couples_day(visit), text=text, by=us.me.hex, since=couples_day(visit))
            keep_line(visit, Line((*ours.line.items, asked)))


def lengthen(visit: Visit) -> None:
    """Sees to it that there is something to ask this member tonight, as far as the deck has anything."""
    with held(visit) as us:
        ours = read_ours(visit, us)
        standing = access.standing_of(visit, us)
        longer = lengthened(visit, ours, mine=standing.mine, theirs=standing.theirs)
        if longer is not ours:
            keep_line(visit, longer.line)


def set_pace(visit: Visit, bounds: Bounds) -> None:
    """How deep questions may go for this member, and about what. Saying the same again writes the same."""
    with held(visit) as us:
        keep_pace(visit, us, changed_pace(visit, us, read_ours(visit, us).mine, bounds))


def react(visit: Visit, *, opened: UUID, words: tuple[str, ...], talk: bool) -> None:
    """What this member says to an opened pair; nothing at all takes it back. Raises `Gone`."""
    with held(visit) as us:
        space = us_space(visit)
        pair = read_one(space, Opened, id=opened).entry
        id = reaction_id(space, opened, us.me)
        if words or talk:
            put(space, Reaction(opened, words, talk, couples_day(visit)), day=pair.day, id=id)
        else:
            take_back(space, id)


def _same_again(visit: Visit, us: Us, row: SealedAnswer | None, text: str, seen: int) -> bool:
    """Whether this very answer stands already. Raises `AnsweredElsewhere` for another one than the page knew of."""
    if row is None:
        return False
    try:
        stands = sealing.open_mine(visit, us, row).text
    except Unopenable:
        return False  # it was put there by somebody else: one's own takes its place
    if stands == text:
        return True
    if row.revision != seen:
        raise AnsweredElsewhere(stands=stands, revision=row.revision)
    return False


def _seal(visit: Visit, us: Us, asked: Asked, before: SealedAnswer | None, text: str) -> None:
    revision = before.revision + 1 if before else 1
    words = Words(asked.key, text_of(asked), text)
    access.write(sealing.seal(visit, us, asked.id, revision=revision, words=words))


def _tell(visit: Visit, us: Us, question: UUID, *, tell: bool) -> None:
    space = us_space(visit)
    id = said_id(space, question, us.me)
    if tell:
        put(space, Said(question), day=couples_day(visit), id=id)
    else:
        take_back(space, id)
