"""When to say, once and quietly, that this is where many people talk to someone. Pure: days and scores in, reasons out.

The thresholds are those of the literature the instruments come from, and of this project where it has none: see
`docs/screens.md`. Nothing here is a diagnosis, and nothing here ever stands in the way of help.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

FRESH = timedelta(days=28)
"""For so long a screen, or a thought, says something about now."""
A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)

HIGHEST_RANGE, MUCH_WORSE = 20, 5
HIGHEST_SHORT_RANGE = 9
HARD_DAYS = 3


class Reason(Enum):
    HIGHEST = "the PHQ-9 was in its highest range"
    HIGHEST_TWICE = "the PHQ-4 was in its highest range twice running"
    WORSE = "the PHQ-9 went up by five points or more"
    HARD_WEEK = "three days of a week were hard ones"
    THOUGHT_OF_IT = "they have been thinking about it"


@dataclass(frozen=True)
class Scored:
    """One finished screen, and the score of the one before it."""

    screen: str
    day: date
    score: int
    before: int | None


def reasons(
    today: date, *, screens: Sequence[Scored] = (), hard: Iterable[date] = (), thoughts: Iterable[date] = ()
) -> frozenset[Reason]:
    """`screens` in any order; of each kind only the latest counts, and only while it is fresh."""
    short, long = (_latest(today, screens, key) for key in ("phq-4", "phq-9"))
    found = {
        Reason.HIGHEST: long is not None and long.score >= HIGHEST_RANGE,
        Reason.WORSE: long is not None and long.before is not None and long.score - long.before >= MUCH_WORSE,
        Reason.HIGHEST_TWICE: short is not None and min(short.score, short.before or 0) >= HIGHEST_SHORT_RANGE,
        Reason.HARD_WEEK: len({day for day in hard if _within(today, day, A_WEEK)}) >= HARD_DAYS,
        Reason.THOUGHT_OF_IT: any(_within(today, day, FRESH) for day in thoughts),
    }
    return frozenset(reason for reason, holds in found.items() if holds)


def _latest(today: date, screens: Sequence[Scored], key: str) -> Scored | None:
    fresh = [one for one in screens if one.screen == key and _within(today, one.day, FRESH)]
    return max(enumerate(fresh), key=lambda numbered: (numbered[1].day, numbered[0]))[1] if fresh else None


def _within(today: date, day: date, time: timedelta) -> bool:
    return today - time < day <= today
