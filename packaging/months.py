"""Writes `content/months.toml`: what months and weekdays are called, from the CLDR as Babel has it.

A test says when it is to be run again, with a new Babel. The app reads the file, because Babel keeps every language
that it ever read in memory.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel import Locale

FILE = Path(__file__).resolve().parent.parent / "src" / "intertwine" / "content" / "months.toml"
LANGUAGES = (
    "en de es fr it pt nl ru pl sv da nb fi cs tr uk ja ko zh zh_Hant hu el ro bg sk hr sr sl lt lv et ca eu gl "
    "he ar fa hi bn th vi id ms fil ga is af sw"
)
HEAD = """\
# What months and weekdays are called, for diaries from elsewhere that write them out: in small letters, whole and
# shortened, by themselves and within a date. Languages stand in the order in which they are tried; January and Monday
# come first. Made by packaging/months.py from the Unicode CLDR, (c) Unicode, Inc., whose licence is in months.LICENSE.
# Licence of this file: AGPL-3.0-or-later.
"""


def made() -> str:
    return HEAD + "".join(_language(Locale.parse(name)) for name in LANGUAGES.split())


def _language(locale: Locale) -> str:
    months, days = (
        _named(named, numbers) for named, numbers in ((locale.months, range(1, 13)), (locale.days, range(7)))
    )
    return f"\n[{locale}]\nmonths = {_list(months)}\nweekdays = {_list(days)}\n"


def _named(named: Mapping[str, Mapping[str, Mapping[int, str]]], numbers: Iterable[int]) -> list[str]:
    shapes = [named[context][width] for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
    return ["|".join(dict.fromkeys(shape[number].casefold() for shape in shapes)) for number in numbers]


def _list(names: list[str]) -> str:
    return json.dumps(names, ensure_ascii=False)


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8")
