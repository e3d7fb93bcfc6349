"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date
from uuid import UUID

import msgspec

from intertwine.journal.registry import Audience, EntryShape, entry

LOWEST, HIGHEST = 0, 10
Ratings = dict[str, int]
"""Whole points 0 to 10 by item key. An item that was skipped, or not asked, is not in it."""

PAD = ("valence", "arousal")

FACTORS = {"sleep": 24 * 60, "movement": 2, "alcohol": 2, "medication": 1}
"""The most each of them can say; the least is 0."""

NO_EVENT = "none"


class OffTheScale(ValueError):
    """Forms refuse it with a sentence, so here it is a mistake of ours, or a row somebody made up."""


# Law of mind.check-in
#   day       the author's own local day, as they lived it; never moved when their zone changes
#   ratings   whole points 0 to 10; higher is more of what the item's name says, so a high `stress` is a bad thing
#   asked     the items of that day, answered or not: only what was asked can be missing
#   feelings  keys of feeling words; a key means the same in every language and for ever
#   hard      the one-tap check-in; says nothing about the ratings, which may be there or not
#   own_words feelings in words of one's own, as they were typed
#   factors   by name: `sleep` in minutes, of the night before; `movement` and `alcohol` 0 none, 1 a little, 2 more;
#             `medication` 0 not as planned, 1 as planned. One that nobody spoke of is not in it. Others may be added
#   tags      one's own, as they were typed
#   events    keys of what there was between the two; `none` alone when it was none of these
#   care_act  whether something was done only for one's own or both's wellbeing; `care_what` says what, as typed
#   not_today items that were answered with "not today": asked, and rightly without a rating
#   instead   entries (id, revision) this one was written in place of, unseen, while the space was closed. A reader
#             leaves out exactly those: an entry that was changed in between is at another revision, and stays
# All entries of one day are one check-in; `day.joined` says how.
@entry("mind.check-in", version=1, audience=Audience.ME)
class CheckIn(EntryShape, frozen=True):
    day: date
    ratings: Ratings = msgspec.field(default_factory=dict)
    asked: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    line: str = ""
    hard: bool = False
    instead: tuple[tuple[UUID, int], ...] = ()
    own_words: tuple[str, ...] = ()
    factors: dict[str, int] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    care_act: bool | None = None
    care_what: str = ""
    not_today: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _on_the_scale(self.ratings)
        if not all(0 <= points <= FACTORS.get(name, points) for name, points in self.factors.items()):
            raise OffTheScale


# Law of mind.reading
#   One per author and day, under an id made from both. A copy of the day's ratings and nothing else, there only while
#   its author lets their ratings feed the pattern or draw their line; the author is whoever the envelope names.
@entry("mind.reading", version=1, audience=Audience.POOL)
class Reading(EntryShape, frozen=True):
    day: date
    ratings: Ratings = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        _on_the_scale(self.ratings)


# Law of mind.weather
#   One per author, under an id made from them, there only while they show it.
#   until   seconds since 1970 (UTC) at which the author's day ends; from then on nobody is shown it
@entry("mind.weather", version=1, audience=Audience.US)
class Weather(EntryShape, frozen=True):
    day: date
    valence: int
    arousal: int
    until: int

    def __post_init__(self) -> None:
        _on_the_scale({"valence": self.valence, "arousal": self.arousal})


# Law of mind.hard-day
#   One per author, under an id made from them, there only while they tell it; it says that the day is a hard one, and
#   nothing else of it.
#   until   seconds since 1970 (UTC) at which the author's day ends; from then on nobody is shown it
@entry("mind.hard-day", version=1, audience=Audience.US)
class HardDay(EntryShape, frozen=True):
    day: date
    until: int


def _on_the_scale(ratings: Ratings) -> None:
    if not all(LOWEST <= points <= HIGHEST for points in ratings.values()):
        raise OffTheScale
