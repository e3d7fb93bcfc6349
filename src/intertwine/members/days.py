"""A day is the member's own local day, wherever the server stands."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit


def here(visit: Visit, *, now: datetime | None = None) -> datetime:
    """What the clock on the member's wall shows."""
    return (now or datetime.fromtimestamp(clock.now(), UTC)).astimezone(_zone(visit))


def today(visit: Visit, *, now: datetime | None = None) -> date:
    return here(visit, now=now).date()


def settled() -> date:
    """The last day that is over for everybody, wherever they live, and that nobody can still fill in.

    Where it is latest, a day ends at noon UTC of the next one, and may be filled in until noon there.
    """
    return datetime.fromtimestamp(clock.now(), UTC).date() - timedelta(days=2)


def day_before(visit: Visit, day: date) -> date:
    """The day that ended when `day` began: not always the date before, where a whole day was skipped."""
    return (_begins(visit, day) - timedelta(seconds=1)).astimezone(_zone(visit)).date()


NOON = 12


def can_be_filled_in(visit: Visit) -> tuple[date, ...]:
    """Today, and until noon the day before it."""
    now = here(visit)
    return (now.date(), day_before(visit, now.date())) if now.hour < NOON else (now.date(),)


def end_of(visit: Visit, day: date) -> int:
    """When the day is over, in seconds since 1970 (UTC)."""
    return int(_begins(visit, day + timedelta(days=1)).timestamp())


def _begins(visit: Visit, day: date) -> datetime:
    """In UTC, because adding to local times steps over changes of the clock as if there were none."""
    return datetime.combine(day, time.min, _zone(visit)).astimezone(UTC)


def _zone(visit: Visit) -> ZoneInfo:
    assert visit.identity is not None
    return ZoneInfo(visit.identity.zone)
