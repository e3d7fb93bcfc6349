"""Finishing a screen, putting one aside, and saying what is to be offered. Each verb is one transaction.

Whoever watches the database, and may be the partner, must not be able to tell one answer from another: finishing a
screen writes the same rows whatever was answered.
"""

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from intertwine.content.screening import Instrument
from intertwine.journal.actions import id_made_from, put, remove, replace, write
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read
from intertwine.journal.spaces import Space, me_space
from intertwine.members import quiet
from intertwine.members.days import today
from intertwine.mind.entries import PutOff, Screen, ScreenBegun, ScreenWish, ThoughtOfHelp
from intertwine.mind.errors import TooSoon
from intertwine.mind.more_help import A_MONTH
from intertwine.mind.screen_reading import SHORT, screens_in, wish_in
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

PAUSE = 24 * 3600
"""Seconds for which what is for two stays away after a heavy answer, unless its author would rather have it."""


A_DAY = timedelta(days=1)
STAYS_AWAY = {"more-help": A_MONTH, "after": A_DAY, "short-screen": timedelta(days=14)}
"""What on Today can be put off, and for how long."""


def finish(visit: Visit, *, instrument: Instrument, id: UUID, answers: tuple[int, ...]) -> UUID:
    """Keeps a finished screen and returns where. The same `id` again takes the place of itself, so that going back and
    correcting an answer is no second screen. Raises `TooSoon`, and then what was answered is put aside: it counts for
    nothing, and is not forgotten before the day after. While the space is closed nobody can look, and it is kept as it
    is."""
    try:
        return _finish(visit, Screen(instrument.key, today(visit), answers), id)
    except TooSoon:
        put_aside(visit, instrument=instrument, answers=dict(enumerate(answers, 1)))
        raise


def take_care(visit: Visit, *, instrument: Instrument, answers: dict[int, int]) -> None:
    """After a heavy answer what is for two stays away for a day. A light one leaves the same trace in the database."""
    if instrument.asks_for_care(answers):
        quiet.pause_couple_parts(visit, until=clock.now() + PAUSE)
    elif instrument.safety_item is not None:
        quiet.seal_again(visit)


def put_aside(visit: Visit, *, instrument: Instrument, answers: dict[int, int]) -> None:
    """Until the end of the day. What was put aside earlier that day stays beside it: the latest is gone on with, and
    the day after knows of each of them."""
    space = me_space(visit)
    with transaction.atomic():
        day = today(visit)
        if space.read_with is not None:
            _forget_begun(space, read(space), day)
        write(space, ScreenBegun(instrument.key, day, answers), day=day)


def wish_for_short_screen(visit: Visit, *, wanted: bool) -> None:
    space = me_space(visit)
    with transaction.atomic():
        _wish(space, read(space), wanted=wanted, day=today(visit))


def put_off(visit: Visit, *, what: str) -> None:
    day = today(visit)
    write(me_space(visit), PutOff(what, day, day + STAYS_AWAY[what] - A_DAY), day=day)


def think_of_help(visit: Visit) -> None:
    day = today(visit)
    write(me_space(visit), ThoughtOfHelp(day), day=day)


def _finish(visit: Visit, entry: Screen, id: UUID) -> UUID:
    space = me_space(visit)
    with transaction.atomic():
        if space.read_with is None:
            return write(space, entry, day=entry.day, id=id_made_from(id, entry))
        pages = read(space)
        _settle(space, pages, entry, id)
        _forget_begun(space, pages, entry.day)
        if entry.screen == SHORT and wish_in(pages, entry.day):
            _wish(space, pages, wanted=True, day=entry.day)
    return id


def _settle(space: Space, pages: Pages, entry: Screen, id: UUID) -> None:
    taken = screens_in(pages)[entry.screen]
    same = next((one for one in taken if one.id == id), None)
    if same is not None:
        if same.answers != entry.answers:
            corrected = msgspec.structs.replace(entry, day=same.day, before=same.before)
            replace(space, corrected, id=id, revision=same.revision)
            write(space, ScreenBegun(entry.screen, same.day, dict(enumerate(same.answers, 1))), day=same.day)
        return
    if taken and entry.day < taken[-1].rests_until:
        raise TooSoon(last=taken[-1].day, again=taken[-1].rests_until)
    before = taken[-1].score if taken else None
    write(space, msgspec.structs.replace(entry, before=before), day=entry.day, id=id)


def _forget_begun(space: Space, pages: Pages, day: date) -> None:
    """Those of other days: what they ask about has moved on. Those of this day are needed on the next, those of the day
    before until the end of this one, and whether one of them goes must not hang on what was answered."""
    for one in pages.of(ScreenBegun):
        if not day - A_DAY <= one.entry.day <= day:
            _take_away(space, one.id)


def _wish(space: Space, pages: Pages, *, wanted: bool, day: date) -> None:
    ids = [one.id for one in pages.of(ScreenWish)]
    put(space, ScreenWish(day, wanted), day=day, id=ids[0] if ids else uuid4())
    for id in ids[1:]:
        _take_away(space, id)


def _take_away(space: Space, id: UUID) -> None:
    with suppress(Gone):
        remove(space, id=id)
