"""What the two let be put together, what may be drawn for whom, and what was worked out already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from intertwine.couples.queries import Choices, Us, choices_of, us_of
from intertwine.insights.series import WINDOW
from intertwine.journal.queries import Pages, read
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import MadeByANewerVersion, Stored
from intertwine.journal.spaces import Space, pool_space
from intertwine.members.days import settled, today
from intertwine.mind.queries import Diary, diary, readings_in
from intertwine.patterns.entries import Estimate
from intertwine.patterns.joining import NOBODY, Days, joined, lately, paired_days, shared_days
from intertwine.patterns.pair import Together, Unreadable, estimate_id
from intertwine.web.sessions.visit import Visit

T = TypeVar("T")

READ_BACK = WINDOW + 31
"""Days that are read: a year, and some weeks in which nobody has to check in for their year to stay what it is."""


@dataclass(frozen=True)
class Own:
    """One's own days."""

    days: Days | None
    """None while they cannot be read: the private space is closed."""
    unreadable: Unreadable
    hard: frozenset[date] = frozenset()
    """Days that were called hard."""


CLOSED = Own(None, Unreadable())


def own_days(visit: Visit, last: date) -> Own:
    """From the private space alone."""
    if visit.private is None:
        return CLOSED
    found = diary(visit, last - timedelta(days=READ_BACK), last)
    days = {day: one.ratings for day, one in found.days.items()}
    hard = frozenset(day for day, one in found.days.items() if one.hard)
    return Own(days, Unreadable(found.damaged, found.newer), hard)


def own_diary(visit: Visit) -> Diary | None:
    """A year of one's own days with all that was written; None while the private space is closed. One query."""
    last = today(visit)
    return diary(visit, last - timedelta(days=WINDOW), last) if visit.private is not None else None


def together(visit: Visit, *, with_own: bool = True) -> Together | None:
    """None while not paired. `with_own`: one's own days from the private space too, which only lines need.

    Two queries, however much was written.
    """
    us = us_of(visit)
    if us is None or visit.identity is None:
        return None
    last = today(visit) + timedelta(days=2)  # as far ahead as a calendar can be where the other one lives
    first, choices, pool = last - timedelta(days=READ_BACK), choices_of(visit), pool_space(visit)
    pages, own = read(pool, first=first, last=last), own_days(visit, last) if with_own else CLOSED
    let = readings_in(pages, first, last)
    both = (
        _in_order(us, _settled(let.get(us.me, {})), _settled(let.get(us.partner, {}))) if _all_feed(choices) else NOBODY
    )
    shared = shared_days(both)
    side_by_side = joined(shared, both)
    mine = own.days if own.days is not None else _drawn(let, choices, us.me)
    return Together(
        us=us,
        names=_in_order(us, visit.identity.name, us.partner_name),
        choices=choices[us.me],
        lines=_in_order(us, mine, _drawn(let, choices, us.partner)),
        both=both,
        paired=paired_days(side_by_side),
        lately=lately(side_by_side, shared, last=settled()),
        standing=_standing(pages, pool),
        hard=own.hard,
        unreadable=Unreadable(pages.damaged + own.unreadable.damaged, pages.newer + own.unreadable.newer),
    )


def _settled(days: Days) -> Days:
    """Without the days that may still change: a count that goes up the moment somebody checks in would tell when."""
    last = settled()
    return {day: ratings for day, ratings in days.items() if day <= last}


def _all_feed(choices: Mapping[UUID, Choices]) -> bool:
    return all(one.feeds for one in choices.values())


def _drawn(let: Mapping[UUID, Days], choices: Mapping[UUID, Choices], member: UUID) -> Days | None:
    """What a member lets be drawn, and nothing they only let count: not for the other, and not for whoever holds their
    phone once the private space has closed.

    Each choice holds by itself. That a drawn line above a page that counts no days tells who holds their ratings back
    is said to whoever chooses so."""
    return let.get(member) if choices[member].draws else None


def _standing(pages: Pages, pool: Space) -> Stored[EntryShape] | None:
    id = estimate_id(pool)
    found = (one for one in pages.entries if one.id == id and isinstance(one.entry, Estimate | MadeByANewerVersion))
    return next(found, None)


def _in_order(us: Us, mine: T, theirs: T) -> tuple[T, T]:
    return (mine, theirs) if us.my_number == 0 else (theirs, mine)
