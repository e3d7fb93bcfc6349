"""What a day had: sleep, movement and the like, in the words of the page; and words of one's own, as typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext

from intertwine.web.days import locale

HALF_HOUR, HOUR, LONGEST_NIGHT = 30, 60, 14 * 60
WORD_LENGTH, WORDS = 60, 50
"""Of one's own words and tags: how long each may be, and how many there may be on a day."""

_PARTED = re.compile(r"[,;\n\r]+")


@dataclass(frozen=True)
class Factor:
    name: str
    label: str
    options: list[tuple[str, str]]
    """What a form sends, and what is shown."""

    def said(self, points: int) -> str:
        """In words; a number that no option stands for came from elsewhere, and is a length of sleep."""
        return dict(self.options).get(str(points)) or hours(points)


def factors() -> list[Factor]:
    nights = [(str(minutes), hours(minutes)) for minutes in range(0, LONGEST_NIGHT + 1, HALF_HOUR)]
    return [
        Factor("sleep", gettext("Sleep last night"), nights),
        Factor(
            "movement",
            gettext("Movement"),
            [("0", gettext("None")), ("1", gettext("A little")), ("2", gettext("Half an hour or more"))],
        ),
        Factor(
            "alcohol",
            gettext("Alcohol"),
            [("0", gettext("None")), ("1", gettext("A glass")), ("2", gettext("More"))],
        ),
        Factor(
            "medication",
            gettext("Medication"),
            [("1", gettext("Taken as planned")), ("0", gettext("Not as planned"))],
        ),
    ]


def hours(minutes: int) -> str:
    said = ngettext("%(hours)s hour", "%(hours)s hours", 1 if minutes == HOUR else 2)
    return said % {"hours": format_decimal(minutes / HOUR, format="0.#", locale=locale())}


def words_in(typed: Iterable[str]) -> tuple[str, ...]:
    """Parted by commas or lines; each once, whatever its capitals, as it was first typed."""
    parts = (" ".join(part.split()) for text in typed for part in _PARTED.split(text))
    return tuple({part.casefold(): part for part in reversed([*filter(None, parts)])}.values())[::-1]


def fit(words: tuple[str, ...]) -> bool:
    return len(words) <= WORDS and all(len(word) <= WORD_LENGTH for word in words)
