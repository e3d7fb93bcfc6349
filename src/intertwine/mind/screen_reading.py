"""Screens as they stand in the private space, each with what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from intertwine.content.reading import instruments
from intertwine.content.screening import Band, Instrument
from intertwine.journal.queries import Pages, read
from intertwine.journal.spaces import me_space
from intertwine.mind.entries import Screen, ScreenBegun, ScreenWish
from intertwine.mind.more_help import Scored
from intertwine.web.sessions.visit import Visit

SHORT = "phq-4"
"""The one that is offered every two weeks to whoever wishes it."""
WISH_LASTS = timedelta(days=28)


@dataclass(frozen=True)
class Taken:
    """A finished screen."""

    id: UUID
    revision: int
    instrument: Instrument
    day: date
    answers: tuple[int, ...]
    before: int | None
    """The score of the one before it, which may be a long time ago."""

    @property
    def score(self) -> int:
        return self.instrument.score(self.answers)

    @property
    def band(self) -> Band:
        return self.instrument.band(self.score)

    @property
    def asks_for_care(self) -> bool:
        return self.instrument.asks_for_care(dict(enumerate(self.answers, 1)))

    @property
    def rests_until(self) -> date:
        """The first day on which it may be asked again."""
        return self.day + timedelta(days=self.instrument.rest_days)

    @property
    def scored(self) -> Scored:
        return Scored(self.instrument.key, self.day, self.score, self.before)


def screens(visit: Visit) -> dict[str, list[Taken]]:
    """All that were ever finished, by key, oldest first. One query. Raises `Closed`."""
    return screens_in(read(me_space(visit)))


def screens_in(pages: Pages) -> dict[str, list[Taken]]:
    """An instrument of a newer version is left out, as every entry that cannot be read here."""
    found: dict[str, list[Taken]] = {key: [] for key in instruments()}
    for one in sorted(pages.of(Screen), key=lambda stored: (stored.entry.day, stored.written)):
        entry, of_its_kind = one.entry, found.get(one.entry.screen)
        if of_its_kind is not None:
            before = entry.before if entry.before is not None or not of_its_kind else of_its_kind[-1].score
            instrument = instruments()[entry.screen]
            of_its_kind.append(Taken(one.id, one.revision, instrument, entry.day, entry.answers, before))
    return found


def begun_in(pages: Pages, key: str, day: date) -> ScreenBegun | None:
    """What was put aside on this day; of several the latest, and of the same second the one that is further on."""
    here = [one for one in pages.of(ScreenBegun) if one.entry.screen == key and one.entry.day == day]
    return max(here, key=lambda one: (one.written, len(one.entry.answers))).entry if here else None


def asks_for_care(begun: ScreenBegun) -> bool:
    known = instruments().get(begun.screen)
    return known is not None and known.asks_for_care(begun.answers)


def wish_in(pages: Pages, day: date) -> date | None:
    """The day of the latest wish to be asked every two weeks, while it lasts."""
    wishes = pages.of(ScreenWish)
    if not wishes or not wishes[-1].entry.wanted or wishes[-1].entry.day <= day - WISH_LASTS:
        return None
    return wishes[-1].entry.day


def short_screen_due(taken: Sequence[Taken], wish: date | None, day: date) -> bool:
    return wish is not None and not (taken and day < taken[-1].rests_until)
