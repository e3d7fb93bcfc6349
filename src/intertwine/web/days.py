"""Days as people of this language write them."""

from datetime import date

from babel.dates import format_date, format_skeleton
from django.utils.translation import get_language, to_locale


def long_day(day: date) -> str:
    return format_date(day, format="long", locale=locale())


def short_day(day: date) -> str:
    return format_skeleton("MMMd", day, locale=locale())


def locale() -> str:
    """The reader's language as Babel calls it."""
    return to_locale(get_language() or "en")
