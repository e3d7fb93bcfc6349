"""What was checked in: one's own days, what both let count, and today's weather."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intertwine.couples.queries import choices_of
from intertwine.journal.errors import Gone
from intertwine.journal.queries import Pages, read, read_one
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.mind.day import Day, by_day
from intertwine.mind.entries import CheckIn, Ratings, Reading, Weather
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Diary:
    days: dict[date, Day]
    """Oldest first; a day on which nothing was written is not in it."""
    damaged: int
    """Entries that cannot be opened. A page that shows this diary says so."""
    newer: int
    """Entries made by a newer version."""


def diary(visit: Visit, first: date, last: date) -> Diary:
    """One's own check-ins, both days included. One query. Raises `Closed` while the private space is."""
    pages = read(me_space(visit), first=first, last=last)
    found = by_day(one for one in pages.of(CheckIn) if first <= one.entry.day <= last)
    return Diary(found, pages.damaged, pages.newer)


def days(visit: Visit, first: date, last: date) -> dict[date, Day]:
    return diary(visit, first, last).days


def all_days(visit: Visit) -> dict[date, Day]:
    return by_day(read(me_space(visit)).of(CheckIn))


def readings(visit: Visit, first: date, last: date) -> dict[UUID, dict[date, Ratings]]:
    """What each of the two lets count, by member. Whoever shows it asks `choices_of` what may be made of it."""
    return readings_in(read(pool_space(visit), first=first, last=last), first, last)


def readings_in(pages: Pages, first: date, last: date) -> dict[UUID, dict[date, Ratings]]:
    """The same, for a page that has the pool open already."""
    found: dict[UUID, dict[date, Ratings]] = defaultdict(dict)
    for stored in pages.of(Reading):
        if first <= stored.entry.day <= last:
            found[stored.by][stored.entry.day] = stored.entry.ratings
    return dict(found)


def weather(visit: Visit) -> Weather | None:
    """The partner's, if they show it and their day is not over."""
    for member, choices in choices_of(visit).items():
        if visit.identity and member.bytes != visit.identity.member and choices.weather:
            return _weather(us_space(visit), member)
    return None


def reading_id(pool: Space, author: UUID, day: date) -> UUID:
    return pool.fixed_id(b"mind.reading", author.bytes, day.isoformat().encode())


def weather_id(us: Space, author: UUID) -> UUID:
    return us.fixed_id(b"mind.weather", author.bytes)


def _weather(us: Space, author: UUID) -> Weather | None:
    try:
        stored = read_one(us, Weather, id=weather_id(us, author))
    except Gone:
        return None
    return stored.entry if stored.by == author and clock.now() < stored.entry.until else None
