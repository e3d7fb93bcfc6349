"""What this room puts on *Today* besides the check-in: quiet cards, one at a time, from what Today has read already."""

from datetime import date, timedelta

from intertwine.couples.queries import us_of
from intertwine.journal.queries import Pages
from intertwine.journal.recent import recent_own, recent_us
from intertwine.members.days import today
from intertwine.mind.entries import PutOff, ScreenBegun
from intertwine.mind.message_keeping import messages_in
from intertwine.mind.queries import recent_diary
from intertwine.mind.reasons import found_in, why
from intertwine.mind.screen_reading import SHORT, Taken, asks_for_care, screens_in, short_screen_due, wish_in
from intertwine.web.cards import Card, today_card
from intertwine.web.sessions.visit import Visit

A_DAY = timedelta(days=1)
FRESH = timedelta(days=2)
"""So long after its day a message is named on Today; it stays on its own page for as long as its author likes."""


@today_card(order=10)
def care_for_oneself(visit: Visit) -> Card | None:
    """The first of three that there is reason for: help after a heavy day, that it may be time for more of it, and the
    four short questions. Nothing while the private space is closed."""
    if visit.private is None:
        return None
    pages, day = recent_own(visit), today(visit)
    taken, hard = screens_in(pages), {day for day, one in recent_diary(visit).days.items() if one.hard}
    away = {one.entry.what for one in pages.of(PutOff) if day <= one.entry.until}
    if _was_heavy(pages, taken, day - A_DAY) and "after" not in away:
        return Card("mind/card_after.html")
    if "more-help" not in away and (found := found_in(pages, taken, hard, day)):
        return Card("mind/card_more_help.html", {"why": why(found)})
    spared = day in hard or _was_heavy(pages, taken, day)
    asks = "short-screen" not in away and not spared and _short_screen(pages, taken, day)
    return Card("mind/card_short_screen.html", {"screen": SHORT}) if asks else None


@today_card(order=52)
def from_partner(visit: Visit) -> Card | None:
    """That the partner wrote a message these days; what it says stands on its own page."""
    us = us_of(visit)
    if us is None:
        return None
    since = today(visit) - FRESH
    fresh = [one for one in messages_in(recent_us(visit), us.me) if not one.mine and one.day >= since]
    return Card("mind/card_message.html", {"name": us.partner_name}) if fresh else None


def _was_heavy(pages: Pages, taken: dict[str, list[Taken]], day: date) -> bool:
    """Whether a screen of that day was answered with thoughts of not living: whatever became of it, and whatever was
    answered afterwards."""
    finished = any(one.asks_for_care for of_one_kind in taken.values() for one in of_one_kind if one.day == day)
    return finished or any(asks_for_care(one.entry) for one in pages.of(ScreenBegun) if one.entry.day == day)


def _short_screen(pages: Pages, taken: dict[str, list[Taken]], day: date) -> bool:
    return short_screen_due(taken[SHORT], wish_in(pages, day), day)
