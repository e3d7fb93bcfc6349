"""What a member hands to a professional: only what they chose, as data. Pages, paper and files are made from it alone.

LAW of the JSON file (format 1): fields are added with a default, never changed.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

import msgspec

MIND = ("valence", "arousal", "stress")
"""The three answers that are about one's own state of mind; what is about the two stays out."""


@dataclass(frozen=True, repr=False)
class Chosen:
    """What the member wants in it."""

    days: int
    parts: frozenset[str]
    plan: tuple[str, ...]
    words: str
    name: str


class Fact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hides itself: a summary is the most private thing there is here."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Rated(Fact, frozen=True):
    day: date
    ratings: dict[str, int]
    """Whole points 0 to 10, by item key."""


class Lived(Fact, frozen=True):
    day: date
    factors: dict[str, int]
    """By name, as the law of mind.check-in has them: sleep in minutes."""


class Answered(Fact, frozen=True):
    """A screen that was finished. `answers` holds the points of each item, where the member chose to add them."""

    screen: str
    day: date
    score: int
    band: str
    answers: tuple[int, ...] = ()


class Planned(Fact, frozen=True):
    part: str
    heading: str
    text: str


class Wrote(Fact, frozen=True):
    day: date
    text: str


class Summary(Fact, frozen=True):
    """A part that is None was not chosen; one that is empty was, and there is nothing of it in these days."""

    made: date
    first: date
    last: date
    person: str
    """A name that stands for the member in every summary they make, and nowhere else."""
    format: int = 1
    name: str = ""
    """As the member wants to be called on it; nothing unless they typed it."""
    words: str = ""
    mind: tuple[Rated, ...] | None = None
    hard: tuple[date, ...] | None = None
    factors: tuple[Lived, ...] | None = None
    screens: tuple[Answered, ...] | None = None
    lines: tuple[Wrote, ...] | None = None
    plan: tuple[Planned, ...] = ()

    @property
    def digest(self) -> str:
        """Goes with the preview: what is handed over is what was seen."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()

    def as_json(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2)
