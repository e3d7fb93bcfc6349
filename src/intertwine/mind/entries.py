"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date
from uuid import UUID

import msgspec

from intertwine.content.reading import instruments
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
        for name, points in self.factors.items():
            if not 0 <= points <= FACTORS.get(name, points):
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


# Law of mind.screen
#   screen   the instrument's key (`content/instruments`); a key means the same questions, and the same points, for ever
#   day      the author's own local day on which it was finished
#   answers  the points of every item, in the order of the items
#   before   the score of the same screen before this one, as it stood when this was written; None for the first, and
#            for one that was finished while nobody could look
@entry("mind.screen", version=1, audience=Audience.ME)
class Screen(EntryShape, frozen=True):
    screen: str
    day: date
    answers: tuple[int, ...]
    before: int | None = None

    def __post_init__(self) -> None:
        if known := instruments().get(self.screen):
            known.score(self.answers)


# Law of mind.screen-begun
#   Answers that came to no screen: put aside, refused as too soon, or corrected afterwards. They count for nothing. On
#   their day the latest can be gone on with; on the day after they say whether to offer help once more; then they go.
#   answers  points by the number of the item, which counts from 1
@entry("mind.screen-begun", version=1, audience=Audience.ME)
class ScreenBegun(EntryShape, frozen=True):
    screen: str
    day: date
    answers: dict[int, int] = msgspec.field(default_factory=dict)


# Law of mind.screen-wish
#   Whether the four short questions are to be offered every two weeks: the latest word counts. It is written again each
#   time they are answered, so that a wish nobody comes back to fades by itself.
@entry("mind.screen-wish", version=1, audience=Audience.ME)
class ScreenWish(EntryShape, frozen=True):
    day: date
    wanted: bool


# Law of mind.put-off
#   Something quiet on Today that its reader does not want to see.
#   what    `more-help`, `after` (the offer on the day after a heavy answer) or `short-screen`; others may be added
#   until   the last day on which it stays away
@entry("mind.put-off", version=1, audience=Audience.ME)
class PutOff(EntryShape, frozen=True):
    what: str
    day: date
    until: date


# Law of mind.thought-of-help
#   "I've been thinking about it": about talking to a professional.
@entry("mind.thought-of-help", version=1, audience=Audience.ME)
class ThoughtOfHelp(EntryShape, frozen=True):
    day: date


# Law of mind.plan-part
#   part  the key of one of the parts of a care plan (`plan_parts`); a key means the same heading for ever
#   text  as typed. Of several entries for one part the latest counts; there is usually one
@entry("mind.plan-part", version=1, audience=Audience.ME, found=True)
class PlanPart(EntryShape, frozen=True):
    part: str
    day: date
    text: str


# Law of mind.plan-shared
#   One per author and part, under an id made from both, there only while its author shares that part: a copy of the
#   text exactly as it was previewed. What is written in the care plan afterwards does not change it.
@entry("mind.plan-shared", version=1, audience=Audience.US)
class SharedPart(EntryShape, frozen=True):
    part: str
    text: str


# Law of mind.message
#   A message one wrote to the other, exactly as it was previewed, there until its author takes it back.
@entry("mind.message", version=1, audience=Audience.US)
class Message(EntryShape, frozen=True):
    day: date
    text: str


def _on_the_scale(ratings: Ratings) -> None:
    for points in ratings.values():
        if not LOWEST <= points <= HIGHEST:
            raise OffTheScale
