"""Days as people of this language write them."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, to_locale


def long_day(day: date) -> str:
    return _long(day, locale())


def long_days(days: Iterable[date]) -> list[str]:
    language = locale()
    return [_long(day, language) for day in days]


def short_day(day: date) -> str:
    return _short(day, locale())


def weekday(day: date) -> str:
    return _weekday(day, locale())


def long_month(day: date) -> str:
    return format_skeleton("yMMMM", day, locale=locale())


def month(day: date, *, year: bool = False) -> str:
    return _month(day, "yMMMM" if year else "MMM", locale())


def locale() -> str:
    """The reader's language as Babel calls it."""
    return _as_babel_has_it(get_language() or "en")


@cache
def _as_babel_has_it(language: str) -> str:
    return to_locale(language)


# A table of a month asks for thirty of them on every page, and Babel looks up its patterns each time.


@lru_cache(maxsize=4096)
def _long(day: date, language: str) -> str:
    return format_date(day, format="long", locale=language)


@lru_cache(maxsize=4096)
def _weekday(day: date, language: str) -> str:
    return format_date(day, "EEEE", locale=language)


@lru_cache(maxsize=4096)
def _month(day: date, skeleton: str, language: str) -> str:
    return format_skeleton(skeleton, day, locale=language)


@lru_cache(maxsize=4096)
def _short(day: date, language: str) -> str:
    return format_skeleton("MMMd", day, locale=language)
