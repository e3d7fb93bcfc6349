"""Letters: drafts, letters that wait, and letters that are open. Each verb is one transaction, harmless twice."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from intertwine.journal.actions import put, remove
from intertwine.journal.errors import Gone
from intertwine.journal.queries import read, read_one
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.opening.entries import DatedLetter, GivenLetter, Letter, WaitingLetter
from intertwine.opening.errors import AlreadyOpen
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
    mine = read(me_space(visit)).of(Letter) if visit.private else []
    return Letters(
        tuple(sorted((one for one in mine if not is_open(one.entry)), key=lambda one: one.written, reverse=True)),
        tuple(sorted([*given, *dated], key=lambda one: one.opened, reverse=True)),
        tuple(
            one.entry
            for one in us.of(WaitingLetter)
            if one.by != me and not (one.entry.opens and one.entry.opens <= day)
        ),
    )


def letter(visit: Visit, id: UUID) -> Stored[Letter]:
    """One's own that is not open yet. Raises `AlreadyOpen`, `Gone`, `Closed`."""
    found = read_one(me_space(visit), Letter, id=id)
    if is_open(found.entry):
        raise AlreadyOpen
    return found


def is_open(letter: Letter) -> bool:
    """A dated letter is open once its day has begun anywhere: from then on the other one may have read it."""
    return letter.sealed and letter.opens is not None and letter.opens <= latest_day()


def latest_day() -> date:
    """The date where it is latest."""
    return (datetime.fromtimestamp(clock.now(), UTC) + FIRST_TO_SEE_A_DAY).date()


def keep(visit: Visit, letter: Letter, *, id: UUID) -> None:
    """A draft, or a letter that waits: it stands as it is now. Raises `AlreadyOpen`."""
    with transaction.atomic():
        _not_open(visit, id)
        _withdraw(visit, id)
        put(me_space(visit), letter, day=today(visit), id=id)
        if letter.sealed and letter.opens:
            pool = pool_space(visit)
            dated = DatedLetter(letter.text, letter.written, letter.opens)
            put(pool, dated, day=today(visit), id=_dated_id(pool, id))
        if letter.sealed and letter.tells:
            us = us_space(visit)
            put(us, WaitingLetter(letter.opens), day=today(visit), id=_waiting_id(us, id))


def take_back(visit: Visit, id: UUID) -> None:
    """A draft again. Raises `AlreadyOpen`, `Gone`."""
    found = read_one(me_space(visit), Letter, id=id)
    keep(visit, msgspec.structs.replace(found.entry, sealed=False, tells=False), id=id)


def open_now(visit: Visit, id: UUID) -> None:
    """Both can read it from now on, and it stays as it is. Raises `AlreadyOpen`, `Gone`."""
    with transaction.atomic():
        _not_open(visit, id)
        found, day, us = read_one(me_space(visit), Letter, id=id), today(visit), us_space(visit)
        put(us, GivenLetter(found.entry.text, found.entry.written, day), day=day, id=_given_id(us, id))
        _withdraw(visit, id)
        remove(me_space(visit), id=id)


def throw_away(visit: Visit, id: UUID) -> None:
    """Raises `AlreadyOpen`, `Gone`."""
    with transaction.atomic():
        _not_open(visit, id)
        _withdraw(visit, id)
        remove(me_space(visit), id=read_one(me_space(visit), Letter, id=id).id)


def _not_open(visit: Visit, id: UUID) -> None:
    with suppress(Gone):
        if is_open(read_one(me_space(visit), Letter, id=id).entry):
            raise AlreadyOpen


def _withdraw(visit: Visit, id: UUID) -> None:
    us, pool = us_space(visit), pool_space(visit)
    _take(pool, _dated_id(pool, id))
    _take(us, _waiting_id(us, id))


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
