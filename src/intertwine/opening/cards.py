"""What this room puts on *Today*."""

from datetime import date, timedelta

from intertwine.couples.queries import us_of
from intertwine.journal.recent import recent_own, recent_us
from intertwine.members.days import today
from intertwine.members.quiet import couple_parts_hidden
from intertwine.opening import queries
from intertwine.opening.entries import GivenLetter, Shown
from intertwine.opening.step_actions import clear_away
from intertwine.opening.step_queries import showings_in
from intertwine.opening.steps import due, is_open
from intertwine.web.cards import Card, today_card
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

FRESH = timedelta(days=1)


@today_card(order=30)
def still_right(visit: Visit) -> Card | None:
    """Whether what one shows is still right, on the day one wanted to be asked."""
    if visit.private is None or us_of(visit) is None:
        return None
    day, now = today(visit), clock.now()
    standing = showings_in(recent_own(visit))
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
        clear_away(visit, ended)
    shown = [one.entry.since for one in pages.of(Shown) if one.by == us.partner and is_open(one.entry, now=now)]
    opened = [one.entry.opened for one in pages.of(GivenLetter) if one.by == us.partner]
    found = {"shown": _fresh(shown, day - FRESH), "letter": _fresh(opened, day - FRESH), "name": us.partner_name}
    return Card("opening/from_partner_card.html", found) if found["shown"] or found["letter"] else None


@today_card(order=60)
def tonights_question(visit: Visit) -> Card | None:
    """One query for two; the line is not lengthened here, because Today is for reading."""
    us = us_of(visit)
    if us is None or couple_parts_hidden(visit):
        return None
    question = queries.tonight(visit, us)
    return Card("opening/card.html", {"question": question})


def _fresh(days: list[date], since: date) -> bool:
    return any(day >= since for day in days)
