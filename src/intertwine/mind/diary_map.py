"""Which column of a diary kept elsewhere says what."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from intertwine.mind.entries import HIGHEST

EMPTY = ("", "NA")
"""What stands in a cell where nobody answered."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,1100})?([eE](-[0-9]{1,3}|\+?[0-9]{1,2}))?")
"""As people and programs write numbers: some write every decimal there is, which a binary fraction has up to 1074 of;
some write a power of ten."""


@dataclass(frozen=True)
class Feed:
    """One column that feeds one item: the value that stands for 0 and the one that stands for 10.

    `at_0` is above `at_10` where a column runs the other way round than the item.
    """

    item: str
    column: str
    at_0: Fraction
    at_10: Fraction

    def points(self, value: Fraction) -> int | None:
        """Whole points; of a half, the even one, so that a turned scale gives turned points. None off the scale."""
        share = (value - self.at_0) / (self.at_10 - self.at_0)
        return round(share * HIGHEST) if 0 <= share <= 1 else None


@dataclass(frozen=True)
class WordFeed:
    """One column that feeds one item in words, each of which stands for so many points; capitals do not matter."""

    item: str
    column: str
    words: tuple[tuple[str, int], ...]

    def points(self, word: str) -> int | None:
        return dict(self.words).get(word.casefold())


Dates = Literal["strict", "year-first", "day-first", "month-first"]
"""How dates are written: strictly as in 2026-11-23, or in the order that is named, with whatever stands between."""


@dataclass(frozen=True)
class DiaryMap:
    """Which columns say what."""

    day: str
    feeds: tuple[Feed, ...]
    person: str = ""
    """No column: the whole file is of one person."""
    couple: str = ""
    """What tells couples apart: one of them is left when the lines are chosen."""
    only: tuple[tuple[str, str], ...] = ()
    """Lines to use: those where each of these columns holds this value."""

    words: tuple[WordFeed, ...] = ()
    """Columns that feed an item in words."""
    dates: Dates = "strict"
    year: str = ""
    """A column that holds the year alone; then the day is one with the name of its month."""
    months: tuple[tuple[str, int], ...] = ()
    """Which month each word for one is, in small letters."""
    several: bool = False
    """Whether a day may have several lines; then their points are averaged, and their words all kept."""
    notes: tuple[str, ...] = ()
    """Columns of words for oneself, in the order in which they are read."""
    notes_are_markup: bool = False
    tags: str = ""
    tags_parted_by: str = ","

    @property
    def every_feed(self) -> tuple[Feed | WordFeed, ...]:
        return (*self.feeds, *self.words)

    @property
    def columns(self) -> list[str]:
        named = [
            self.day,
            self.year,
            self.person,
            self.couple,
            *(feed.column for feed in self.every_feed),
            *(column for column, _ in self.only),
            *self.notes,
            self.tags,
        ]
        return list(dict.fromkeys(column for column in named if column))


def number(text: str) -> Fraction | None:
    """A plain number, exactly as it is written; None for anything else."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None
