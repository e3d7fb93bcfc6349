"""What `intertwine import` says: what is wrong with a file, what was understood of it, and what became of it."""

import difflib
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from intertwine.mind.diary_file import FileDiary
from intertwine.mind.diary_map import DiaryMap
from intertwine.mind.diary_table import Problem, Wrong

if TYPE_CHECKING:  # it needs Django
    from intertwine.cli.bringing import Brought

PROBLEMS = {
    Wrong.PACKED: "{file} is a packed file or a PDF, not a table as text. Save it as CSV in UTF-8, then try again.",
    Wrong.NOT_TEXT: "{file} is not text in UTF-8 (line {line}). Save it as CSV in UTF-8, then try again.",
    Wrong.EMPTY: "{file} is empty.",
    Wrong.ONLY_A_HEADER: "{file} has a header and no line below it.",
    Wrong.NO_SUCH_COLUMN: "{file} has no column {column}.{nearest} It has: {found}.",
    Wrong.COLUMN_TWICE: "{file} has two columns called {column}.",
    Wrong.QUOTES: "Line {line}: a quotation mark is not closed, or closed too early.",
    Wrong.COLUMNS: "{file} has {found} columns, which is more than can be asked about.",
    Wrong.CELLS: "Line {line}: it has {found} cells, which is not as many as the header has.",
    Wrong.NO_LINE_LEFT: "{file} has no line with {found}.",
    Wrong.COUPLES: "The column {column} holds more than one couple: {found}. Say which one you mean with --couple.",
    Wrong.PEOPLE: "The column {column} does not hold as many people as you named, but: {found}. "
    "--only uses some lines of a file and leaves out the others.",
    Wrong.NO_PERSON: "Line {line}, column {column}: it does not say whose day this is.",
    Wrong.NOT_A_DAY: "Line {line}, column {column}: “{found}” is no day. "
    "Days are dates as in 2026-11-23 or whole numbers, the same kind in every line.",
    Wrong.NOT_COUNTED: "The column {column} holds dates, so leave out --first-day.",
    Wrong.TO_COME: "Line {line}, column {column}: “{found}” is still to come.",
    Wrong.TOO_LONG: "The column {column} goes over {found} days, which is more than ten years.",
    Wrong.DAY_TWICE: "Line {line}, column {column}: the same day of the same person is in line {found} already.",
    Wrong.NOT_A_NUMBER: "Line {line}, column {column}: “{found}” is not a number.",
    Wrong.OFF_THE_SCALE: "Line {line}, column {column}: {found} is off the scale.",
    Wrong.UNKNOWN_WORD: "Line {line}, column {column}: nobody said how many points “{found}” is.",
    Wrong.LONG_NOTE: "Line {line}: the notes of this day are longer than ten thousand characters.",
}
LONGEST_QUOTE = 200


def problem(one: Problem, *, file: str) -> str:
    words = PROBLEMS[one.what]
    near = nearest(one.column, one.found.split(", ")) if one.what is Wrong.NO_SUCH_COLUMN else ""
    return words.format(file=file, line=one.line, column=_shown(one.column), found=_shown(one.found), nearest=near)


def nearest(wanted: str, there: Iterable[str]) -> str:
    """What was probably meant, as a question that follows a sentence; nothing where nothing is near."""
    found = {name.casefold(): name for name in there}
    near = difflib.get_close_matches(wanted.casefold(), found, n=1)
    return f" Did you mean {_shown(found[near[0]])}?" if near else ""


def understood(diary: FileDiary, columns: DiaryMap, names: Sequence[str]) -> str:
    """How the file was read, for the host to see before anybody believes the numbers."""
    whose = [f"{one.person} → {name}" for one, name in zip(diary.people, names, strict=True) if one.person]
    scales = [
        f"{feed.item} from {_shown(feed.column)}: {_plain(feed.at_0)} becomes 0, {_plain(feed.at_10)} becomes 10, "
        "rounded to whole points."
        for feed in columns.feeds
    ]
    return "\n".join([*([", ".join(whose)] if whose else []), _when(diary), *scales])


def summary(brought: Sequence["Brought"], *, taken: bool) -> str:
    changed = any(one.days.new or one.days.adding or (taken and one.days.other) for one in brought)
    if changed:
        return _table(brought, taken=taken)
    return _table(brought, taken=taken) + "All of this was there already. Nothing was changed."


def first_of(sentences: list[str], *, limit: int = 20) -> list[str]:
    more = len(sentences) - limit
    return sentences if more <= 0 else [*sentences[:limit], f"… and {more} more."]


def handed_over(brought: Sequence["Brought"]) -> str:
    """Once, and nowhere kept."""
    lines = ["These are shown once and kept nowhere. Hand them to their owners:"]
    for one in brought:
        lines += [
            "",
            one.account.name,
            f"  password       {one.account.password}",
            f"  recovery code  {one.account.code}",
        ]
    return "\n".join(lines)


def _table(brought: Sequence["Brought"], *, taken: bool) -> str:
    from rich.console import Console  # noqa: PLC0415 - slow to load, and needed once
    from rich.table import Table  # noqa: PLC0415 - same

    other = "taken over" if taken else "left as they were"
    table = Table("", "new days", "unchanged", "added to", other, "empty cells")
    for one in brought:
        days = one.days
        counts = map(len, (days.new, days.unchanged, days.adding, days.other))
        table.add_row(one.account.name, *map(str, counts), str(one.empty))
    drawn = io.StringIO()
    Console(file=drawn, width=100, markup=False, highlight=False, emoji=False).print(table)
    return drawn.getvalue()


def _when(diary: FileDiary) -> str:
    if diary.counted is None:
        return f"Days from {diary.first} to {diary.last}."
    smallest, largest = diary.counted
    return (
        f"Day {smallest} is {diary.first}, day {largest} is {diary.last}. "
        f"To bring this file in again on another day, say --first-day {diary.first}."
    )


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def _shown(text: str) -> str:
    """What comes out of a file moves no cursor and fills no screen."""
    plain = "".join(character if character.isprintable() else "�" for character in text)
    return plain if len(plain) <= LONGEST_QUOTE else plain[:LONGEST_QUOTE] + "…"
