"""Checking in, and what a check-in passes on. Each verb is one transaction, harmless twice."""

from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4

import msgspec
from django.db import transaction

from intertwine.couples import actions as couples
from intertwine.couples.access import lock_couples
from intertwine.couples.queries import Choices, choices_of, us_of
from intertwine.couples.settling import settle_again
from intertwine.journal.actions import id_made_from, put, remove, replace, write
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.queries import read, read_one
from intertwine.journal.registry import is_derived
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import end_of, today
from intertwine.mind.day import Day, Standing, by_day, joined
from intertwine.mind.entries import PAD, CheckIn, HardDay, Ratings, Reading, Weather
from intertwine.mind.errors import Changed
from intertwine.mind.queries import all_days, hard_day_id, reading_id, weather_id
from intertwine.web.sessions.visit import Visit

PHONES = 5
"""Of one member, all in the same moment: each time one of them is refused, another one was kept."""


def check_in(visit: Visit, *, entry: CheckIn, id: UUID, seen: Standing | None = None) -> None:
    """Keeps a check-in; the same `id` and answers again change nothing.

    `seen` is what stood for that day when it was shown (`Day.standing`, or nothing): the check-in takes its place, and
    if something else stands there now, `Changed` is raised and nothing is kept. Without `seen` it is added to the day.
    """
    for _ in range(PHONES):
        # on PostgreSQL another phone can come between reading the day and changing it; then the day is read again
        with suppress(Conflict, Gone):
            return _check_in(visit, entry, id, seen)
    return _check_in(visit, entry, id, seen)


def _check_in(visit: Visit, entry: CheckIn, id: UUID, seen: Standing | None) -> None:
    with transaction.atomic():
        space = me_space(visit)
        if space.read_with is None:
            _add_unseen(space, msgspec.structs.replace(entry, instead=seen or ()), id)
            _pass_on(visit, entry, whole=seen is not None)
        else:
            stood, kept = _settle(space, entry, id, seen)
            if stood and stood.hard and not kept.hard and us_of(visit):
                untell_hard_day(visit)
            _pass_on(visit, kept, whole=True)


def set_sharing(visit: Visit, choices: Choices) -> None:
    """From now on exactly this is shared, of all past days too; what is no longer shared is removed."""
    with transaction.atomic():
        couples.choose(visit, choices)
        _share_all(visit, choices)


def share_as_chosen(visit: Visit) -> None:
    """Passes on what was not passed on yet, after many days were written at once; nothing where nothing is shared."""
    with transaction.atomic():
        choices = _choices_now(visit)
        if choices != Choices():
            _share_all(visit, choices)


def tell_hard_day(visit: Visit) -> None:
    """The partner is told, until this member's day ends, that it is a hard day: that, and nothing else of it."""
    us, day = us_space(visit), today(visit)
    with transaction.atomic():
        put(us, HardDay(day, end_of(visit, day)), day=day, id=hard_day_id(us, us.by))


def untell_hard_day(visit: Visit) -> None:
    us = us_space(visit)
    with transaction.atomic():
        _take_back(us, hard_day_id(us, us.by))


def take_hard_day_back(visit: Visit) -> None:
    """Today is no hard day after all, and nobody is told that it was. Whatever else was said of the day stands; where
    that is nothing, nothing stands. Raises `Changed`, and `Closed` while the private space is."""
    space, day = me_space(visit), today(visit)
    with transaction.atomic():
        stands = by_day(read(space, first=day, last=day).of(CheckIn)).get(day)
        if stands is None or not stands.hard:
            return
        entry = msgspec.structs.replace(stands.written, hard=False)
        if entry != CheckIn(day, asked=entry.asked):
            check_in(visit, entry=entry, id=uuid4(), seen=stands.standing)
            return
        for id, _ in stands.standing:
            _take_back(space, id)
        if us_of(visit):
            untell_hard_day(visit)


def clear_away(visit: Visit, over: tuple[UUID, ...]) -> None:
    """Removes what was shown of a day that has ended (`Shown.over`)."""
    for id in over:
        _take_back(us_space(visit), id)


def _share_all(visit: Visit, choices: Choices) -> None:
    mine = all_days(visit)
    copied = choices.feeds or choices.draws
    _fill_pool(visit, {day: written.ratings for day, written in mine.items()} if copied else {}, counts=choices.feeds)
    now = mine.get(today(visit))
    _show_weather(visit, now.written if now and choices.weather else None)


def _add_unseen(space: Space, entry: CheckIn, id: UUID) -> None:
    write(space, entry, day=entry.day, id=id_made_from(id, entry))


def _settle(space: Space, entry: CheckIn, id: UUID, seen: Standing | None) -> tuple[Day | None, CheckIn]:
    """Leaves one entry for the day, with `entry` in it. What stood there before, and what stands there now."""
    month = read(space, first=entry.day, last=entry.day).of(CheckIn)
    standing = by_day(one for one in month if one.entry.day == entry.day).get(entry.day)
    if standing is None:
        _add_unseen(space, entry, id)
        return None, entry
    wanted = joined([standing.written, entry]) if seen is None else _with_unasked(standing, entry)
    if standing.written != wanted:
        if seen is not None and set(seen) != set(standing.standing):
            raise Changed(stands=standing, typed=entry)
        _in_place_of(space, standing, wanted)
    return standing, wanted


def _with_unasked(day: Day, entry: CheckIn) -> CheckIn:
    """What was not asked this time stands as it did."""
    stands, asked = day.written, entry.asked
    unasked = {item: points for item, points in stands.ratings.items() if item not in asked}
    kept: dict[str, object] = {"ratings": {**unasked, **entry.ratings}}
    kept["not_today"] = (*(item for item in stands.not_today if item not in asked), *entry.not_today)
    if "event" not in asked:
        kept["events"] = stands.events
    if "care_act" not in asked:
        kept |= {"care_act": stands.care_act, "care_what": stands.care_what}
    return msgspec.structs.replace(entry, **kept)


def _in_place_of(space: Space, day: Day, entry: CheckIn) -> None:
    (first, revision), *rest = day.standing
    replace(space, entry, id=first, revision=revision)
    for id, _ in rest:
        remove(space, id=id)


# what is passed on


def _pass_on(visit: Visit, entry: CheckIn, *, whole: bool) -> None:
    """`whole`: this is all there is of the day, and not only what was added to it."""
    choices = _choices_now(visit)
    if choices.feeds or choices.draws:
        pool = pool_space(visit)
        before = {} if whole else _reading(pool, entry.day)
        _put_reading(pool, entry.day, {**before, **entry.ratings})
    if choices.weather and entry.day == today(visit) and (whole or _has_pad(entry)):
        _show_weather(visit, entry)


def _choices_now(visit: Visit) -> Choices:
    """Looked up again and held, if anything is shared: taking a choice back on another phone must not be overtaken."""
    us = us_of(visit)
    if us is None or choices_of(visit)[us.me] == Choices():
        return Choices()
    lock_couples(us.couple)
    settle_again(visit)
    return choices_of(visit).get(us.me, Choices())


def _reading(pool: Space, day: date) -> Ratings:
    try:
        return read_one(pool, Reading, id=reading_id(pool, pool.by, day)).entry.ratings
    except Gone:
        return {}


def _put_reading(pool: Space, day: date, ratings: Ratings) -> None:
    id = reading_id(pool, pool.by, day)
    if ratings:
        put(pool, Reading(day, ratings), day=day, id=id)
    else:
        _take_back(pool, id)


def _fill_pool(visit: Visit, wanted: dict[date, Ratings], *, counts: bool) -> None:
    """Leaves exactly these readings of one's own; and unless they count, nothing that was worked out from them."""
    pool = pool_space(visit)
    pages = read(pool)
    for stored in pages.entries if not counts else ():
        if is_derived(stored.entry):
            _take_back(pool, stored.id)
    mine = [stored for stored in pages.of(Reading) if stored.by == pool.by]
    for stored in mine:
        if not wanted.get(stored.entry.day):
            _take_back(pool, stored.id)
    there = {stored.entry.day: stored.entry.ratings for stored in mine}
    for day, ratings in wanted.items():
        if ratings and ratings != there.get(day):
            _put_reading(pool, day, ratings)


def _show_weather(visit: Visit, entry: CheckIn | None) -> None:
    us = us_space(visit)
    id = weather_id(us, us.by)
    if entry is None or not _has_pad(entry):
        _take_back(us, id)
        return
    valence, arousal = (entry.ratings[item] for item in PAD)
    put(us, Weather(entry.day, valence, arousal, end_of(visit, entry.day)), day=entry.day, id=id)


def _has_pad(entry: CheckIn) -> bool:
    return all(item in entry.ratings for item in PAD)


def _take_back(space: Space, id: UUID) -> None:
    with suppress(Gone):
        remove(space, id=id)
