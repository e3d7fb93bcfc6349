"""Daylio's export as it is: which columns it has, and what its five words for a mood stand for.

Four shapes of it are known. Until 2018 a year and a day with the name of its month; then the whole date; then a title
for the note as well; lately scales of one's own, too.
"""

from collections.abc import Mapping

from intertwine.mind.diary_map import EMPTY, Dates, DiaryMap, WordFeed
from intertwine.mind.diary_months import month_and_day, months_known
from intertwine.mind.diary_table import Table

DAY, MOOD, ACTIVITIES = "full_date", "mood", "activities"
YEAR, DAY_IN_WORDS, WEEKDAY = "year", "date", "weekday"
NOTES = ("note_title", "note", "scales")
"""Scales of one's own ("Energy: 3 | Sleep: 7") are kept as words: nothing says what they run between."""
USUAL = {"rad": 10, "good": 8, "meh": 5, "bad": 2, "awful": 0}
"""Its own five; whoever renamed them says what theirs stand for."""


def is_daylio(table: Table) -> bool:
    there = set(table.header)
    return {MOOD, ACTIVITIES} <= there and (DAY in there or {YEAR, DAY_IN_WORDS, WEEKDAY} <= there)


def names_months(table: Table) -> bool:
    """Whether its days have no other date than a year and the name of a month."""
    return DAY not in table.header


def moods_in(table: Table) -> list[str]:
    """Every word for a mood there is, as it is written where it first stands."""
    words = table.named(MOOD)
    return list({word.casefold(): word for word in reversed(words) if word not in EMPTY}.values())[::-1]


def months_in(table: Table) -> list[str]:
    """Every word for a month there is, in small letters, the first one first."""
    if not names_months(table):
        return []
    return list(dict.fromkeys(found[0] for cell in table.named(DAY_IN_WORDS) if (found := month_and_day(cell))))


def usual_months(table: Table) -> dict[str, int]:
    """By word, where one language knows them all."""
    return months_known(months_in(table), table.named(WEEKDAY)) if names_months(table) else {}


def daylio_map(
    table: Table, moods: Mapping[str, int], months: Mapping[str, int] | None = None, *, dates: Dates = "year-first"
) -> DiaryMap:
    """`moods` and `months`: points and numbers by word, in small letters."""
    named = names_months(table)
    return DiaryMap(
        DAY_IN_WORDS if named else DAY,
        (),
        words=(WordFeed("valence", MOOD, tuple(moods.items())),),
        dates="year-first" if named else dates,
        year=YEAR if named else "",
        months=tuple((months or {}).items()),
        several=True,
        notes=tuple(column for column in NOTES if column in table.header),
        notes_are_markup=True,
        tags=ACTIVITIES,
        tags_parted_by="|",
    )
