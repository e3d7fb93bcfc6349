"""Two members' days side by side. Pure: dates and ratings in, series and numbers of days out.

A day is each member's own local day: two who live twelve hours apart share the day that both of them call Monday.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.series import ITEMS, WINDOW, answered, diary_of
from intertwine.insights.types import Diary, SeriesName

Days = Mapping[date, Mapping[str, int]]
"""Ratings in points by item, by day. A day without answers is not in it."""

Both = tuple[Days, Days]
"""Of member 0 and member 1."""

NOBODY: Both = ({}, {})
DRAWN: tuple[SeriesName, ...] = ("mind", "closeness")
ENOUGH_FOR_USUAL = 7
FOUR_WEEKS = 28


class Span(StrEnum):
    """How far back the lines go."""

    MONTH = "month"
    SEASON = "season"
    YEAR = "year"

    @property
    def length(self) -> int:
        return {Span.MONTH: 30, Span.SEASON: 91, Span.YEAR: 365}[self]


def span_of(text: str) -> Span:
    """What was asked for, or a month."""
    return Span(text) if text in set(Span) else Span.MONTH


def days_until(last: date, length: int) -> list[date]:
    return [last - timedelta(days=back) for back in reversed(range(length))]


def joined(days: Sequence[date], both: Both) -> Diary:
    """Row t is `days[t]`, which for each member is their own local day; column 0 is member 0."""
    ratings = {item: _column_pair(days, both, item) for item in ITEMS}
    return diary_of(days=len(days), ratings=ratings)


def shared_days(both: Both) -> list[date]:
    """Every day from the first answer to the last of either member, at most as many as the engine looks at: the latest.

    Where the answers stop, this stops: the same answers are the same diary tomorrow.
    """
    answers = sorted({*both[0], *both[1]})
    if not answers:
        return []
    length = (answers[-1] - answers[0]).days + 1
    return days_until(answers[-1], min(length, WINDOW))


def paired_days(diary: Diary) -> int:
    """Days on which both members rated their mind or their closeness."""
    return int(answered(diary, DRAWN).all(axis=1).sum())


def lately(diary: Diary, days: Sequence[date], *, last: date) -> int:
    """How many of the four weeks until `last` are paired days."""
    paired = np.asarray(answered(diary, DRAWN).all(axis=1))
    return sum(bool(both) for day, both in zip(days, paired, strict=True) if 0 <= (last - day).days < FOUR_WEEKS)


def values(series: NDArray[np.float64]) -> list[float | None]:
    """One member's series as it is drawn: None where there is no answer."""
    return [None if np.isnan(value) else float(value) for value in series]


def weekly_mean(line: Sequence[float | None]) -> list[float | None]:
    """Around each day, the mean of what was answered from three days before to three days after."""
    around = (line[max(0, n - 3) : n + 4] for n in range(len(line)))
    given = ([value for value in days if value is not None] for days in around)
    return [sum(some) / len(some) if some else None for some in given]


def usual_range(line: Sequence[float | None]) -> tuple[float, float] | None:
    """Between which points half of someone's days lie; None while there are too few to say."""
    given = [value for value in line if value is not None]
    if len(given) < ENOUGH_FOR_USUAL:
        return None
    low, high = np.quantile(given, (0.25, 0.75))
    return float(low), float(high)


def _column_pair(days: Sequence[date], both: Both, item: str) -> NDArray[np.float64]:
    return np.array(
        [[member.get(day, {}).get(item, np.nan) for member in both] for day in days], dtype=np.float64
    ).reshape(-1, 2)
