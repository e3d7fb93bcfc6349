"""What was checked in: one's own days, what both let count, and today's weather."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intertwine.couples.queries import choices_of, us_of
from intertwine.journal.queries import Pages, read, read_these
from intertwine.journal.recent import made_of_own
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.mind.day import Day, by_day
from intertwine.mind.entries import CheckIn, HardDay, Ratings, Reading, Weather
from intertwine.mind.plan_parts import PARTS
from intertwine.mind.plan_reading import plan
from intertwine.mind.screen_reading import Taken, screens
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

# one's own screens and care plan, for rooms that read only this file of ours
__all__ = ["PARTS", "Diary", "Taken", "diary", "plan", "screens"]


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


def recent_diary(visit: Visit) -> Diary:
    """The last weeks of it, read once a request, for drawing alone. Raises `Closed`."""
    return made_of_own(visit, Diary, lambda pages: Diary(by_day(pages.of(CheckIn)), pages.damaged, pages.newer))


def whole_diary(visit: Visit) -> Diary:
    pages = read(me_space(visit))
    return Diary(by_day(pages.of(CheckIn)), pages.damaged, pages.newer)


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


@dataclass(frozen=True)
class Shown:
    """What the two show each other of today, as it stands in the space of both."""

    weather: Weather | None = None
    """The partner's, if they show it and their day is not over."""
    hard_theirs: bool = False
    """The partner tells that it is a hard day, and their day is not over."""
    hard_mine: bool = False
    """The same of oneself."""
    over: tuple[UUID, ...] = ()
    """Entries whose day has ended: nobody is shown them, and they can go."""


def shown_today(visit: Visit) -> Shown:
    """One query, or none for someone alone."""
    us = us_of(visit)
    if us is None:
        return Shown()
    space = us_space(visit)
    ids = {name(space, member): member for member in (us.me, us.partner) for name in (weather_id, hard_day_id)}
    pages = read_these(space, list(ids))
    every: list[Stored[Weather] | Stored[HardDay]] = [*pages.of(Weather), *pages.of(HardDay)]
    there = [one for one in every if one.by == ids[one.id]]
    now = {(type(one.entry), one.by): one.entry for one in there if clock.now() < one.entry.until}
    weather = now.get((Weather, us.partner))
    return Shown(
        weather if isinstance(weather, Weather) and choices_of(visit)[us.partner].weather else None,
        (HardDay, us.partner) in now,
        (HardDay, us.me) in now,
        tuple(one.id for one in there if (type(one.entry), one.by) not in now),
    )


def weather(visit: Visit) -> Weather | None:
    """The partner's, if they show it and their day is not over."""
    return shown_today(visit).weather


def hard_today(visit: Visit) -> bool:
    """Whether this member said that today is a hard day. With the private space closed: said it on this device."""
    assert visit.identity is not None
    if visit.private is None:
        return clock.now() < visit.identity.calm_until
    day = today(visit)
    return day in (there := days(visit, day, day)) and there[day].hard


def reading_id(pool: Space, author: UUID, day: date) -> UUID:
    return pool.fixed_id(b"mind.reading", author.bytes, day.isoformat().encode())


def weather_id(us: Space, author: UUID) -> UUID:
    return us.fixed_id(b"mind.weather", author.bytes)


def hard_day_id(us: Space, author: UUID) -> UUID:
    return us.fixed_id(b"mind.hard-day", author.bytes)
