"""Days as people of this language write them."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, to_locale


def long_day(day: date) -> str:
    return _long(day, locale())


def short_day(day: date) -> str:
    return _short(day, locale())


def long_month(day: date) -> str:
    return format_skeleton("yMMMM", day, locale=locale())


def month(day: date, *, year: bool = False) -> str:
    return _month(day, "yMMMM" if year else "MMM", locale())


def locale() -> str:
    """The reader's language as Babel calls it."""
    return to_locale(get_language() or "en")


# A table of a month asks for thirty of them on every page, and Babel looks up its patterns each time.


@lru_cache(maxsize=4096)
def _long(day: date, language: str) -> str:
    return format_date(day, format="long", locale=language)


@lru_cache(maxsize=4096)
def _month(day: date, skeleton: str, language: str) -> str:
    return format_skeleton(skeleton, day, locale=language)


@lru_cache(maxsize=4096)
def _short(day: date, language: str) -> str:
    return format_skeleton("MMMd", day, locale=language)
