"""Letters: drafts, letters that wait, and letters that are open. Each verb is one transaction, harmless twice."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from intertwine.couples.errors import NotPaired
from intertwine.couples.queries import us_of
from intertwine.journal.actions import id_made_from, put, remove, replace, write
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.queries import Pages, read, read_one, read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import couple_held, from_before
from intertwine.opening.entries import DatedLetter, GivenLetter, Letter, LettersOfDay, Note, WaitingLetter
from intertwine.opening.errors import AlreadyOpen
from intertwine.opening.leaving import letter_text
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

FIRST_TO_SEE_A_DAY = timedelta(hours=14)
"""Somewhere it is this much later than in UTC."""


@dataclass(frozen=True)
class OpenLetter:
    mine: bool
    written: date
    opened: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class Letters:
    mine: tuple[Stored[Letter], ...]
    """Drafts and letters that wait, newest first; none while the private space is closed."""
    open: tuple[OpenLetter, ...]
    waiting: tuple[WaitingLetter, ...]
    """Of the other one, as far as they want it told."""


def letters(visit: Visit) -> Letters:
    """Three queries."""
    us, pool = read(us_space(visit)), read(pool_space(visit))
    me, day = _me(visit), today(visit)
    given = [
        OpenLetter(one.by == me, one.entry.written, one.entry.opened, one.entry.text) for one in us.of(GivenLetter)
    ]
    dated = [
        OpenLetter(one.by == me, one.entry.written, one.entry.opens, one.entry.text)
        for one in pool.of(DatedLetter)
        if one.entry.opens <= day
    ]
    mine = _of_these_two(visit, read(me_space(visit))) if visit.private else []
    return Letters(
        tuple(sorted((one for one in mine if not is_open(one.entry)), key=lambda one: one.written, reverse=True)),
        tuple(sorted([*given, *dated], key=lambda one: one.opened, reverse=True)),
        tuple(
            one.entry
            for one in us.of(WaitingLetter)
            if one.by != me and not (one.entry.opens and one.entry.opens <= day)
        ),
    )


def letters_of_day_id(pool: Space, author: UUID, opens: date) -> UUID:
    return pool.fixed_id(b"opening.letters-of-day", author.bytes, opens.isoformat().encode())


def letter_of(visit: Visit, id: UUID) -> Stored[Letter]:
    """One's own that is not open yet. Raises `AlreadyOpen`, `Gone`, `Closed`."""
    found = read_one(me_space(visit), Letter, id=id)
    if from_before(visit, found.entry.couple):
        raise Gone
    if is_open(found.entry):
        raise AlreadyOpen
    return found


def is_open(letter: Letter) -> bool:
    """A dated letter is open once its day has begun anywhere: from then on the other one may have read it."""
    return letter.sealed and letter.opens is not None and letter.opens <= latest_day()


def latest_day() -> date:
    """The date where it is latest."""
    return (datetime.fromtimestamp(clock.now(), UTC) + FIRST_TO_SEE_A_DAY).date()


def begin(visit: Visit, letter: Letter, *, id: UUID) -> None:
    """A new one, a draft or one that waits. `id` is the form's: sent twice, it leaves one letter; a form that somebody
    went back to and sent with other words is another letter, and the first stays as it is. Raises `AlreadyOpen`."""
    with _held(visit):
        stands = _standing(visit, id)
        if stands and stands.entry.text != letter.text:
            id = id_made_from(id, letter.text)
            stands = _standing(visit, id)
        if stands is None:
            write(me_space(visit), letter, day=today(visit), id=id)
        _lay(visit, letter, before=stands, id=id)


def change(visit: Visit, letter: Letter, *, id: UUID, seen: int) -> None:
    """It stands as it is now. `seen` is the revision that was on the page. Raises `AlreadyOpen`, `Gone`, or `Conflict`
    with what stands there when that is something else by now; then nothing was changed."""
    with _held(visit):
        stands = letter_of(visit, id)
        if stands.revision != seen and stands.entry != letter:
            raise Conflict(stands)
        _lay(visit, letter, before=stands, id=id)


def take_back(visit: Visit, id: UUID) -> None:
    """A draft again. Raises `AlreadyOpen`, `Gone`."""
    with _held(visit):
        found = letter_of(visit, id)
        _lay(visit, msgspec.structs.replace(found.entry, sealed=False, tells=False), before=found, id=id)


def open_now(visit: Visit, id: UUID) -> None:
    """Both can read it from now on, and it stays as it is. Raises `AlreadyOpen`, `Gone`."""
    with _held(visit):
        found, day, us = letter_of(visit, id), today(visit), us_space(visit)
        put(us, GivenLetter(found.entry.text, found.entry.written, day), day=day, id=_given_id(us, id))
        _withdraw(visit, found)
        remove(me_space(visit), id=id)


def throw_away(visit: Visit, id: UUID) -> None:
    """Raises `AlreadyOpen`, `Gone`."""
    with _held(visit):
        _withdraw(visit, letter_of(visit, id))
        remove(me_space(visit), id=id)


def bring_home(visit: Visit, pages: Pages) -> bool:
    """Letters to somebody who is not here any more become notes, each once; True where there were any. `pages` of the
    private space."""
    space, found = me_space(visit), [one for one in pages.of(Letter) if from_before(visit, one.entry.couple)]
    for one in found:
        with suppress(Gone), transaction.atomic():
            remove(space, id=one.id)
            write(space, Note(one.entry.written, letter_text(one.entry.text)), day=one.entry.written)
    return bool(found)


@contextmanager
def _held(visit: Visit) -> Iterator[None]:
    us = us_of(visit)
    if us is None:
        raise NotPaired
    with couple_held(visit, us):
        yield


def _standing(visit: Visit, id: UUID) -> Stored[Letter] | None:
    with suppress(Gone):
        return letter_of(visit, id)
    return None


def _lay(visit: Visit, letter: Letter, *, before: Stored[Letter] | None, id: UUID) -> None:
    """The author's own copy, and what of it lies with both. In a transaction."""
    if before is not None:
        _withdraw(visit, before)
        replace(me_space(visit), letter, id=id, revision=before.revision)
    if letter.sealed and letter.opens:
        pool = pool_space(visit)
        dated = DatedLetter(letter.text, letter.written, letter.opens)
        put(pool, dated, day=today(visit), id=_dated_id(pool, id))
        _mark(visit, letter.opens, adding=_dated_id(pool, id))
    if letter.sealed and letter.tells:
        us = us_space(visit)
        put(us, WaitingLetter(letter.opens), day=today(visit), id=_waiting_id(us, id))


def _withdraw(visit: Visit, stands: Stored[Letter]) -> None:
    us, pool = us_space(visit), pool_space(visit)
    _take(pool, _dated_id(pool, stands.id))
    _take(us, _waiting_id(us, stands.id))
    if stands.entry.sealed and stands.entry.opens:
        _mark(visit, stands.entry.opens, removing=_dated_id(pool, stands.id))


def _of_these_two(visit: Visit, pages: Pages) -> list[Stored[Letter]]:
    return [one for one in pages.of(Letter) if not from_before(visit, one.entry.couple)]


def _mark(visit: Visit, opens: date, *, adding: UUID | None = None, removing: UUID | None = None) -> None:
    """Keeps the list of what opens by itself on that day."""
    pool = pool_space(visit)
    id = letters_of_day_id(pool, pool.by, opens)
    there = {letter for one in read_these(pool, [id]).of(LettersOfDay) for letter in one.entry.letters}
    letters = (there | {adding}) if adding else there - {removing}
    if letters:
        put(pool, LettersOfDay(tuple(sorted(letters))), day=today(visit), id=id)
    elif there:
        remove(pool, id=id)


def _take(space: Space, id: UUID) -> None:
    with suppress(Gone):
        remove(space, id=id)


def _me(visit: Visit) -> UUID:
    assert visit.identity is not None
    return UUID(bytes=visit.identity.member)


def _dated_id(pool: Space, id: UUID) -> UUID:
    return pool.fixed_id(b"opening.dated-letter", pool.by.bytes, id.bytes)


def _waiting_id(us: Space, id: UUID) -> UUID:
    return us.fixed_id(b"opening.waiting-letter", us.by.bytes, id.bytes)


def _given_id(us: Space, id: UUID) -> UUID:
    return us.fixed_id(b"opening.given-letter", us.by.bytes, id.bytes)
