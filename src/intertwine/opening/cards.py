"""What this room puts on *Today*."""

from dataclasses import dataclass
from datetime import date, timedelta

from intertwine.couples.queries import Us, us_of
from intertwine.journal.queries import Pages, read_these
from intertwine.journal.recent import once, recent_own, recent_us
from intertwine.journal.spaces import Space, pool_space
from intertwine.members.days import today
from intertwine.members.quiet import couple_parts_hidden
from intertwine.opening import actions, queries
from intertwine.opening.access import if_it_can
from intertwine.opening.entries import DatedLetter, GivenLetter, LettersOfDay, LettersOfTwo, Shown
from intertwine.opening.letter_list import letters_of_day_id, list_of_two_id
from intertwine.opening.line import ids_of_ours, ours_in, read_ours
from intertwine.opening.step_actions import clear_away
from intertwine.opening.step_queries import showings_in
from intertwine.opening.steps import due, is_open
from intertwine.web.cards import Card, today_card
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

FRESH = timedelta(days=1)


@dataclass(frozen=True, repr=False)
class InThePool:
    """What these cards need of the pool: the line of questions, and whether a letter of the other one opened by itself
    yesterday or today. One query for all of it."""

    pool: Space
    pages: Pages

    @classmethod
    def of(cls, visit: Visit, us: Us) -> "InThePool":
        pool, day = pool_space(visit), today(visit)
        of_days = [letters_of_day_id(pool, us.partner, one) for one in (day - FRESH, day)]
        ids = [*ids_of_ours(visit, us), list_of_two_id(pool), *of_days]
        return once(visit, cls, lambda: cls(pool, read_these(pool, ids)))

    def opened(self, us: Us, since: date, day: date) -> bool:
        """Whether a letter of the other one opened by itself in these days."""
        listed = (one for pages in self.pages.of(LettersOfTwo) for one in pages.entry.letters)
        days = [one.opens for one in listed if one.by == us.partner and not one.given]
        return any(one and since <= one <= day for one in (*days, *self._unlisted()))

    def _unlisted(self) -> list[date]:
        """Of letters from before there was a list; it may not be made yet, and they may have been changed since."""
        ids = [letter for one in self.pages.of(LettersOfDay) for letter in one.entry.letters]
        return [one.entry.opens for one in read_these(self.pool, ids).of(DatedLetter)]


@today_card(order=30)
def still_right(visit: Visit) -> Card | None:
    """Whether what one shows is still right, on the day one wanted to be asked."""
    if visit.private is None or us_of(visit) is None:
        return None
    day, now = today(visit), clock.now()
    standing = showings_in(visit, recent_own(visit))
    if not any(due(one.entry, today=day, now=now) for one in standing.values()):
        return None
    return Card("opening/still_right_card.html")


@today_card(order=55)
def from_partner(visit: Visit) -> Card | None:
    """That the other one shows something since yesterday, or opened a letter; what it is stands on its own page."""
    us = us_of(visit)
    if us is None:
        return None
    day, now = today(visit), clock.now()
    pages = recent_us(visit)
    if ended := [one.id for one in pages.of(Shown) if not is_open(one.entry, now=now)]:
        with if_it_can(visit):
            clear_away(visit, ended)
    shown = [one.entry.since for one in pages.of(Shown) if one.by == us.partner and is_open(one.entry, now=now)]
    opened = [one.entry.opened for one in pages.of(GivenLetter) if one.by == us.partner]
    found = {
        "shown": _fresh(shown, day - FRESH),
        "letter": _fresh(opened, day - FRESH),
        "dated": InThePool.of(visit, us).opened(us, day - FRESH, day),
    }
    return Card("opening/from_partner_card.html", {**found, "name": us.partner_name}) if any(found.values()) else None


@today_card(order=58)
def opened(visit: Visit) -> Card | None:
    """That both have answered, or that the other one has said something to it."""
    us = us_of(visit)
    if us is None or couple_parts_hidden(visit):
        return None
    pair = queries.fresh_pair(visit, us, recent_us(visit))
    return Card("opening/opened_card.html", {"pair": pair, "name": us.partner_name}) if pair else None


@today_card(order=60)
def tonights_question(visit: Visit) -> Card | None:
    """One query. Where the line is short it is lengthened first, as on *Together*: if only the other one's visit there
    did so, this page would tell of it."""
    us = us_of(visit)
    if us is None or couple_parts_hidden(visit):
        return None
    found = queries.tonight(visit, us, ours_in(visit, us, InThePool.of(visit, us).pages), recent_us(visit))
    if found.short:
        with if_it_can(visit):
            actions.lengthen(visit)
            found = queries.tonight(visit, us, read_ours(visit, us), recent_us(visit))
    return Card("opening/card.html", {"found": found, "us": us})


def _fresh(days: list[date], since: date) -> bool:
    return any(day >= since for day in days)
