"""A diary that was kept elsewhere: a table with a line per person and day, read into days of ratings.

Pure: bytes in, days out. Either the whole file can be used, or `Unusable` says line by line why not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from intertwine.mind.diary_map import EMPTY, DiaryMap, number
from intertwine.mind.diary_table import Line, Problem, Unusable, Wrong, lines_in
from intertwine.mind.entries import Ratings

LONGEST = 3660
"""Ten years of days. What spans more is a date with a slip in it."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,7}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")


@dataclass(frozen=True)
class Calendar:
    """How days that are only counted become dates, and which day is still to come."""

    yesterday: date
    last: date
    """The latest date that has begun anywhere."""
    first: date | None = None
    """Of the smallest number; otherwise the largest one is yesterday."""


@dataclass(frozen=True)
class PersonDays:
    person: str
    days: dict[date, Ratings]
    """In order; a day on which nothing was answered is not in it."""
    empty: int
    """Cells in which nobody answered."""


@dataclass(frozen=True)
class FileDiary:
    people: tuple[PersonDays, ...]
    counted: tuple[int, int] | None
    """The smallest and largest number, where days are counted and not dated."""
    first: date
    last: date


def read_diary(data: bytes, how: DiaryMap, *, people: int, calendar: Calendar) -> FileDiary:
    """The days of exactly so many people, in the order of what the person column says. Raises `Unusable`."""
    lines = _chosen(list(lines_in(data, how)), how)
    persons = _persons(lines, how, people)
    days, counted, problems = _days(lines, how, calendar)
    problems += [problem for line in lines for problem in _value_problems(line, how)]
    problems += _twice(lines, how, days)
    if problems:
        raise Unusable(sorted(problems, key=lambda problem: problem.line))
    found = tuple(
        _person_days(person, [line for line in lines if _whose(line, how) == person], how, days) for person in persons
    )
    return FileDiary(found, counted, min(days.values()), max(days.values()))


# whose


def _chosen(lines: list[Line], how: DiaryMap) -> list[Line]:
    chosen = [line for line in lines if all(line.cells[column] == value for column, value in how.only)]
    if not chosen:
        raise Unusable([Problem(Wrong.NO_LINE_LEFT, found=" and ".join("=".join(pair) for pair in how.only))])
    couples = sorted({line.cells[how.couple] for line in chosen}, key=_in_order) if how.couple else []
    if len(couples) > 1:
        raise Unusable([Problem(Wrong.COUPLES, 0, how.couple, ", ".join(couples))])
    return chosen


def _persons(lines: list[Line], how: DiaryMap, people: int) -> list[str]:
    nobodys = [line.number for line in lines if how.person and _whose(line, how) in EMPTY]
    if nobodys:
        raise Unusable(Problem(Wrong.NO_PERSON, line, how.person) for line in nobodys)
    persons = sorted({_whose(line, how) for line in lines}, key=_in_order)
    if len(persons) != people:
        raise Unusable([Problem(Wrong.PEOPLE, 0, how.person, ", ".join(persons))])
    return persons


def _whose(line: Line, how: DiaryMap) -> str:
    return line.cells.get(how.person, "")


def _in_order(person: str) -> tuple[bool, Fraction, str]:
    counted = number(person)
    return counted is None, counted or Fraction(0), person


# when


def _days(
    lines: list[Line], how: DiaryMap, calendar: Calendar
) -> tuple[dict[int, date], tuple[int, int] | None, list[Problem]]:
    """The date of each line; the smallest and largest number, where days are counted; and what is wrong with them."""
    cells = {line.number: line.cells[how.day] for line in lines}
    dated = any(_DATE.fullmatch(cell) for cell in cells.values())
    if dated and calendar.first:
        raise Unusable([Problem(Wrong.NOT_COUNTED, 0, how.day)])
    read = {line: (_ordinal if dated else _count)(cell) for line, cell in cells.items()}
    problems = [Problem(Wrong.NOT_A_DAY, line, how.day, cells[line]) for line, day in read.items() if day is None]
    counts = {line: day for line, day in read.items() if day is not None}
    if not counts:
        return {}, None, problems
    smallest, largest = min(counts.values()), max(counts.values())
    if largest - smallest >= LONGEST:
        raise Unusable([*problems, Problem(Wrong.TOO_LONG, 0, how.day, str(largest - smallest + 1))])
    first = date.fromordinal(smallest) if dated else _first(calendar, largest - smallest)
    days = {line: first + timedelta(days=count - smallest) for line, count in counts.items()}
    problems += [
        Problem(Wrong.TO_COME, line, how.day, cells[line]) for line, day in days.items() if day > calendar.last
    ]
    return days, None if dated else (smallest, largest), problems


def _ordinal(cell: str) -> int | None:
    try:
        return date.fromisoformat(cell).toordinal() if _DATE.fullmatch(cell) else None
    except ValueError:
        return None


def _count(cell: str) -> int | None:
    return int(cell) if _WHOLE.fullmatch(cell) else None


def _first(calendar: Calendar, length: int) -> date:
    """What lies after the end of all calendars is moved to where it is merely still to come."""
    return min(calendar.first or calendar.yesterday - timedelta(days=length), date.max - timedelta(days=LONGEST))


def _twice(lines: list[Line], how: DiaryMap, days: dict[int, date]) -> Iterator[Problem]:
    seen: dict[tuple[str, date], int] = {}
    for line in lines:
        if line.number in days:
            first = seen.setdefault((_whose(line, how), days[line.number]), line.number)
            if first != line.number:
                yield Problem(Wrong.DAY_TWICE, line.number, how.day, str(first))


# what


def _value_problems(line: Line, how: DiaryMap) -> Iterator[Problem]:
    for feed in how.feeds:
        cell = line.cells[feed.column]
        value = number(cell)
        if value is not None and feed.points(value) is None:
            yield Problem(Wrong.OFF_THE_SCALE, line.number, feed.column, cell)
        elif value is None and cell not in EMPTY:
            yield Problem(Wrong.NOT_A_NUMBER, line.number, feed.column, cell)


def _person_days(person: str, lines: list[Line], how: DiaryMap, days: dict[int, date]) -> PersonDays:
    ratings = {days[line.number]: _ratings(line, how) for line in lines}
    empty = sum(len(how.feeds) - len(given) for given in ratings.values())
    return PersonDays(person, {day: ratings[day] for day in sorted(ratings) if ratings[day]}, empty)


def _ratings(line: Line, how: DiaryMap) -> Ratings:
    values = {feed: number(line.cells[feed.column]) for feed in how.feeds}
    points = {feed.item: feed.points(value) for feed, value in values.items() if value is not None}
    return {item: given for item, given in points.items() if given is not None}
