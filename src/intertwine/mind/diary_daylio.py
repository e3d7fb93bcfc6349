"""Daylio's export as it is: which columns it has, and what its five words for a mood stand for."""

from intertwine.mind.diary_map import EMPTY, DiaryMap, WordFeed
from intertwine.mind.diary_table import Table

DAY, MOOD, ACTIVITIES = "full_date", "mood", "activities"
NOTES = ("note_title", "note", "scales")
"""Scales of one's own ("Energy: 3 | Sleep: 7"), which newer exports have, are kept as words: nothing says what they run
between."""
USUAL = {"rad": 10, "good": 8, "meh": 5, "bad": 2, "awful": 0}
"""Its own five; whoever renamed them says what theirs stand for."""


def is_daylio(table: Table) -> bool:
    return {DAY, MOOD, ACTIVITIES} <= set(table.header)


def moods_in(table: Table) -> list[str]:
    """Every word for a mood there is, as it is written where it first stands."""
    words = table.column(table.header.index(MOOD))
    return list({word.casefold(): word for word in reversed(words) if word not in EMPTY}.values())[::-1]


def daylio_map(table: Table, moods: dict[str, int]) -> DiaryMap:
    """`moods`: points by word, in small letters."""
    return DiaryMap(
        DAY,
        (),
        words=(WordFeed("valence", MOOD, tuple(moods.items())),),
        dates="year-first",
        several=True,
        notes=tuple(column for column in NOTES if column in table.header),
        notes_are_markup=True,
        tags=ACTIVITIES,
        tags_parted_by="|",
    )
