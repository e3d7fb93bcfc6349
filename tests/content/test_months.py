"""What months are called in forty-eight languages is what the CLDR says, and no other."""

import runpy
from pathlib import Path

from intertwine.content.reading import calendar_words

MAKER = Path(__file__).parents[2] / "packaging" / "months.py"


def test_the_file_is_what_the_cldr_says() -> None:
    maker = runpy.run_path(str(MAKER))
    assert maker["FILE"].read_text(encoding="utf-8") == maker["made"]()  # otherwise run packaging/months.py


def test_every_language_names_each_month_and_no_two_months_alike() -> None:
    languages = list(calendar_words())
    assert [sorted({*one.month_names().values()}) for one in languages] == [list(range(1, 13))] * 48
    assert [len(one.month_names()) for one in languages] == [
        sum(len(names.split("|")) for names in one.months) for one in languages
    ]
