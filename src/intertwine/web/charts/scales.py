"""From what was measured to where it is drawn, and to how it is said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel.numbers import format_decimal

from intertwine.web.days import locale


@dataclass(frozen=True)
class Scale:
    """`low` is drawn at `start`, `high` at `end`; a scale of one value draws it in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if not self.low <= value <= self.high:
            raise ValueError(f"a value outside of {self.low} to {self.high}")
        if self.low == self.high:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def day_scale(days: Sequence[date], *, start: float, end: float) -> Scale:
    """By calendar, not by position: a day that is missing in `days` leaves its room."""
    return Scale(days[0].toordinal(), days[-1].toordinal(), start, end) if days else Scale(0, 0, start, end)


def ticks(days: Sequence[date]) -> list[date]:
    """The days that are named below a chart: the first, the last, and one between when there is room for it."""
    if len(days) < 2:
        return list(days)
    span = (days[-1] - days[0]).days
    between = [date.fromordinal(days[0].toordinal() + span // 2)] if span >= 14 else []
    return [days[0], *between, days[-1]]


def said(value: float) -> str:
    """As people of this language write it, with one decimal where there is one."""
    return _said(value, locale())


def each_said(values: Iterable[float | None], *, otherwise: str) -> list[str]:
    """The same of many, and a word for none."""
    language = locale()
    return [otherwise if value is None else _said(value, language) for value in values]


@lru_cache(maxsize=4096)
def _said(value: float, language: str) -> str:
    return format_decimal(value, format="0.#", locale=language)
