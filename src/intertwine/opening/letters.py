"""Letters: drafts, letters that wait, and letters that are open. Each verb is one transaction, harmless twice."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID, uuid4

import msgspec

from intertwine.journal.actions import id_made_from, put, remove, replace, write
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.marks import marked
from intertwine.journal.queries import Pages, read_one, read_these
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import from_before, held
from intertwine.opening.entries import DatedLetter, GivenLetter, Letter, Listed, Own
from intertwine.opening.errors import AlreadyOpen
from intertwine.opening.letter_list import (
    Lists,
    dated_id,
    given_id,
    keep_lists,
    listed_of,
    lists,
    own_of,
    told_id,
)
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

FIRST_TO_SEE_A_DAY = timedelta(hours=14)
"""Somewhere it is this much later than in UTC."""

AT_MOST = timedelta(days=3653)
"""So far ahead a letter can wait: ten years, leap days included."""

PAGE = 10
"""So many of each kind stand on one page."""


L = TypeVar("L")


@dataclass(frozen=True)
class OpenLetter:
    mine: bool
    written: date
    opened: date
    text: str = field(repr=False)


@dataclass(frozen=True)
class Letters:
    """One page of them, the newest first."""

    mine: tuple[Stored[Letter], ...]
    """Drafts and letters that wait; none while the private space is closed."""
    open: tuple[OpenLetter, ...]
    waiting: tuple[Listed, ...]
    """Of the other one, as far as they want it told, the soonest first."""
    more_wait: bool
    earlier: bool
    """There is a page with earlier ones."""
    damaged: int
    """Letters on this page that do not open where they stand."""
    gone: tuple[Listed, ...]
    """Open ones that are not where they lay. Nothing here removes one, so it was done in the database; the line about
    it stays, or whoever did it could hide that there was a letter."""
    gone_own: tuple[Own, ...]
    """The same of drafts and letters that wait; their author may take the line away, nobody else sees it."""
    unlisted: bool
    """A list was made anew: `list_anew` keeps it."""


def letters(visit: Visit, *, page: int = 0) -> Letters:
    """Five queries, and as many letters read as a page shows."""
    found, day = lists(visit), today(visit)
    mine = [one for one in found.own if not begun(one.opens)][::-1]
    open = sorted((one for one in found.two[::-1] if _is_read(visit, one, day)), key=_opened_on, reverse=True)
    waiting = sorted((one for one in found.two if _waits(visit, one, day)), key=lambda one: one.opens or date.max)
    here = slice(page * PAGE, (page + 1) * PAGE)
    read_own, read_open = _these_own(visit, mine[here]), _these_open(visit, open[here])
    return Letters(
        tuple(read_own.letters),
        tuple(read_open.letters),
        tuple(waiting[:PAGE]) if page == 0 else (),
        len(waiting) > PAGE,
        max(len(mine), len(open)) > (page + 1) * PAGE,
        read_own.damaged + read_open.damaged,
        tuple(one for one in open[here] if one.id in read_open.gone),
        tuple(one for one in mine[here] if one.id in read_own.gone),
        found.anew,
    )


def list_anew(visit: Visit) -> None:
    """Keeps a list in the place of a damaged one, so that the next page need not read everything again."""
    with held(visit):
        keep_lists(visit, lists(visit))


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
    return letter.sealed and begun(letter.opens)


def begun(opens: date | None) -> bool:
    """Whether that day has begun anywhere."""
    return opens is not None and opens <= latest_day()


def latest_day() -> date:
    """The date where it is latest."""
    return (datetime.fromtimestamp(clock.now(), UTC) + FIRST_TO_SEE_A_DAY).date()


def new_id(visit: Visit) -> UUID:
    """For a form in which a letter is begun."""
    return marked(visit, Letter, uuid4())


def begin(visit: Visit, letter: Letter, *, id: UUID) -> None:
    """A new one, a draft or one that waits. `id` is the form's: sent twice, it leaves one letter; a form that somebody
    went back to and sent with other words is another letter, and the first stays as it is. Raises `AlreadyOpen`."""
    id = marked(visit, Letter, id)
    with held(visit):
        stands = _standing(visit, id)
        if stands and stands.entry.text != letter.text:
            id = marked(visit, Letter, id_made_from(id, letter.text))
            stands = _standing(visit, id)
        if stands is None:
            write(me_space(visit), letter, day=today(visit), id=id)
        _lay(visit, letter, before=stands, id=id)


def change(visit: Visit, letter: Letter, *, id: UUID, seen: int) -> None:
    """It stands as it is now. `seen` is the revision that was on the page. Raises `AlreadyOpen`, `Gone`, or `Conflict`
    with what stands there when that is something else by now; then nothing was changed."""
    with held(visit):
        stands = letter_of(visit, id)
        if stands.revision != seen and stands.entry != letter:
            raise Conflict(stands)
        _lay(visit, letter, before=stands, id=id)


def take_back(visit: Visit, id: UUID) -> None:
    """A draft again. Raises `AlreadyOpen`, `Gone`."""
    with held(visit):
        found = letter_of(visit, id)
        _lay(visit, msgspec.structs.replace(found.entry, sealed=False, tells=False), before=found, id=id)


def open_now(visit: Visit, id: UUID) -> None:
    """Both can read it from now on, and it stays as it is. Raises `AlreadyOpen`, `Gone`."""
    with held(visit):
        found, day, us = letter_of(visit, id), today(visit), us_space(visit)
        put(us, GivenLetter(found.entry.text, found.entry.written, day), day=day, id=given_id(us, id))
        _withdraw(visit, id)
        remove(me_space(visit), id=id)
        _list(visit, id, (Listed(given_id(us, id), us.by, day, given=True),))


def throw_away(visit: Visit, id: UUID) -> None:
    """Raises `AlreadyOpen`, `Gone`."""
    with held(visit):
        letter_of(visit, id)
        _withdraw(visit, id)
        remove(me_space(visit), id=id)
        _list(visit, id, ())


def forget(visit: Visit, id: UUID) -> None:
    """Takes away the line about a letter of one's own that is not where it lay, and what of it lies with both."""
    with held(visit):
        pages = read_these(me_space(visit), [id])
        if not pages.entries and not pages.unopened and any(one.id == id for one in lists(visit).own):
            _withdraw(visit, id)
            _list(visit, id, ())


def _standing(visit: Visit, id: UUID) -> Stored[Letter] | None:
    """Raises `AlreadyOpen` where a letter was opened by hand under this id, too: another one would take its place."""
    with suppress(Gone):
        return letter_of(visit, id)
    us = us_space(visit)
    if read_these(us, [given_id(us, id)]).entries:
        raise AlreadyOpen
    return None


def _lay(visit: Visit, letter: Letter, *, before: Stored[Letter] | None, id: UUID) -> None:
    """The author's own copy, and what of it lies with both. In a transaction."""
    if before is not None:
        _withdraw(visit, id)
        replace(me_space(visit), letter, id=id, revision=before.revision)
    if letter.sealed and letter.opens:
        dated = DatedLetter(letter.text, letter.written, letter.opens)
        pool = pool_space(visit)
        put(pool, dated, day=today(visit), id=dated_id(pool, id))
    _list(visit, id, listed_of(visit, id, letter), own=letter)


def _withdraw(visit: Visit, id: UUID) -> None:
    pool, us = pool_space(visit), us_space(visit)
    with suppress(Gone):
        remove(pool, id=dated_id(pool, id))
    with suppress(Gone):
        remove(us, id=told_id(us, id))


def _list(visit: Visit, id: UUID, both: tuple[Listed, ...], *, own: Letter | None = None) -> None:
    """What the lists say of this letter from now on. It keeps its place in one's own; what is open has left it."""
    found, us = lists(visit), us_space(visit)
    places = dated_id(pool_space(visit), id), given_id(us, id), told_id(us, id)
    two = tuple(one for one in found.two if one.id not in places)
    mine = {one.id: one for one in found.own if not begun(one.opens)}
    if own is None:
        mine.pop(id, None)
    else:
        mine[id] = own_of(id, own)
    keep_lists(visit, Lists((*two, *both), tuple(mine.values()), anew=False))


def _is_read(visit: Visit, one: Listed, day: date) -> bool:
    """Open on this member's own day; their own ones from when they cannot be taken back any more."""
    return one.given or (one.opens is not None and (one.opens <= day or (one.by == _me(visit) and begun(one.opens))))


def _waits(visit: Visit, one: Listed, day: date) -> bool:
    return one.tells and one.by != _me(visit) and not _is_read(visit, one, day)


def _opened_on(one: Listed) -> date:
    return one.opens or date.min


@dataclass(frozen=True)
class _Found(Generic[L]):
    """What lies where a list says."""

    letters: list[L]
    damaged: int
    gone: set[UUID]

    @classmethod
    def of(cls, listed: Sequence[UUID], there: dict[UUID, L], *pages: Pages) -> "_Found[L]":
        gone = {*listed} - {id for read in pages for id in (*read.unopened, *(one.id for one in read.entries))}
        found = [there[id] for id in listed if id in there]
        return cls(found, len(listed) - len(found) - len(gone), gone)


def _these_own(visit: Visit, listed: Sequence[Own]) -> _Found[Stored[Letter]]:
    ids = [one.id for one in listed]
    pages = read_these(me_space(visit), ids) if ids else Pages((), ())
    there = {one.id: one for one in pages.of(Letter) if not from_before(visit, one.entry.couple)}
    return _Found.of(ids, there, pages)


def _these_open(visit: Visit, listed: Sequence[Listed]) -> _Found[OpenLetter]:
    us, pool, me = us_space(visit), pool_space(visit), _me(visit)
    given = read_these(us, [one.id for one in listed if one.given])
    dated = read_these(pool, [one.id for one in listed if not one.given])
    there = {
        **{one.id: _opened(one.by == me, one.entry, one.entry.opened) for one in given.of(GivenLetter)},
        **{one.id: _opened(one.by == me, one.entry, one.entry.opens) for one in dated.of(DatedLetter)},
    }
    return _Found.of([one.id for one in listed], there, given, dated)


def _opened(mine: bool, letter: GivenLetter | DatedLetter, on: date) -> OpenLetter:
    return OpenLetter(mine, letter.written, on, letter.text)


def _me(visit: Visit) -> UUID:
    assert visit.identity is not None
    return UUID(bytes=visit.identity.member)
