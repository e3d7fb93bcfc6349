"""Days that were written without their year and with the name of their month, as a phone writes them in its language:
"18 May", "May 18", "17. Februar", "18 de mayo", "5月18日"."""

import re
from collections.abc import Iterable, Mapping

from intertwine.content.reading import calendar_words

_MONTH_FIRST = re.compile(r"(?P<month>\d{1,2}\s?[月월])\s?(?P<day>\d{1,2})")
_MONTH_LAST = re.compile(r"(?P<day>\d{1,2}) (?P<month>tháng \d{1,2})")
_BETWEEN = re.compile(r"[\s\d.,/’'–-]+")


def month_and_day(cell: str) -> tuple[str, int] | None:
    """The word for the month, in small letters, and the day of it; None where it is not one of each."""
    text = cell.casefold()
    if numbered := _MONTH_FIRST.search(text) or _MONTH_LAST.search(text):
        return _word(numbered["month"]), int(numbered["day"])
    numbers, word = re.findall(r"\d+", text), _word(text)
    return (word, int(numbers[0])) if word and len(numbers) == 1 and len(numbers[0]) <= 2 else None


def with_year(year: str, cell: str, months: Mapping[str, int]) -> str:
    """As in 2018-5-18; or as it was written, where it is no day or nobody knows the month."""
    found = month_and_day(cell)
    month = months.get(found[0]) if found else None
    return f"{year}-{month}-{found[1]}" if found and month else f"{cell} {year}"


def months_known(words: Iterable[str], weekdays: Iterable[str]) -> dict[str, int]:
    """Which months these are, in the first language that has all these words, for weekdays too: a word for a month may
    be another month in the language next door. Empty where no language has them."""
    months, days = {*words}, {_word(day.casefold()) for day in weekdays}
    for language in calendar_words():
        names = {_word(name): number for name, number in language.month_names().items()}
        if months <= names.keys() and days <= {_word(name) for name in language.weekday_names()}:
            return {word: names[word] for word in months}
    return {}


def _word(text: str) -> str:
    """The longest word, without what stands around it ("de mayo", "févr."); with its number where it has one."""
    if re.fullmatch(r"\d+\s?[月월]|tháng \d+", text):
        return text.replace(" ", "")
    return max(_BETWEEN.split(text), key=len)
