"""The last weeks of a space, for pages that are put together from many rooms: read and opened once a request.

For drawing alone. A verb that is about to write reads for itself, or it would not see what another phone just wrote.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from intertwine.journal.queries import Pages, read
from intertwine.journal.registry import Audience
from intertwine.journal.spaces import Space, me_space, us_space
from intertwine.members.days import today
from intertwine.web.sessions.visit import Visit

T = TypeVar("T")

BACK = timedelta(days=42)
"""Six weeks: as far as the line on Today goes."""

AHEAD = timedelta(days=2)
"""As far ahead as a calendar can be where the other one lives."""


def recent_own(visit: Visit) -> Pages:
    """Of the private space. Raises `Closed`."""
    return _recent(visit, Audience.ME, me_space)


def recent_us(visit: Visit) -> Pages:
    """Of the space of the two, who are paired."""
    return _recent(visit, Audience.US, us_space)


def made_of_own(visit: Visit, made: type[T], make: Callable[[Pages], T]) -> T:
    """What a room makes of the private space's last weeks, made once a request. Raises `Closed`."""
    return once(visit, made, lambda: make(recent_own(visit)))


def once(visit: Visit, read_as: type[T], make: Callable[[], T]) -> T:
    """What several cards of one room need, read once a request."""
    known = visit.recent.get(read_as)
    if not isinstance(known, read_as):
        known = visit.recent[read_as] = make()
    return known


def _recent(visit: Visit, audience: Audience, space: Callable[[Visit], Space]) -> Pages:
    known = visit.recent.get(audience)
    if not isinstance(known, Pages):
        day = today(visit)
        known = visit.recent[audience] = read(space(visit), first=day - BACK, last=day + AHEAD)
    return known
