"""A diary that was kept elsewhere: a table with a line per person and day, read into days of ratings.

Pure: bytes in, days out. Either the whole file can be used, or `Unusable` says line by line why not.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from typing import TypeVar

from intertwine.mind.diary_map import EMPTY, Dates, DiaryMap, Feed, WordFeed, number
from intertwine.mind.diary_months import with_year
from intertwine.mind.diary_table import Line, Problem, Unusable, Wrong, lines_in
from intertwine.mind.entries import CheckIn, Ratings

T = TypeVar("T")

LONGEST = 3660
"""Ten years of days. What spans more is a date with a slip in it."""

LONGEST_NOTE = 10_000
"""Characters of a day: as many as a check-in takes."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,7}")
_BETWEEN, _TIME = r"[-./]", r"(?:[T ].*)?"
_DATES: dict[Dates, re.Pattern[str]] = {
    "strict": re.compile(r"(?P<y>[0-9]{4})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})"),
    "year-first": re.compile(rf"(?P<y>[0-9]{{4}}){_BETWEEN}(?P<m>[0-9]{{1,2}}){_BETWEEN}(?P<d>[0-9]{{1,2}}){_TIME}"),
    "day-first": re.compile(rf"(?P<d>[0-9]{{1,2}}){_BETWEEN}(?P<m>[0-9]{{1,2}}){_BETWEEN}(?P<y>[0-9]{{4}}){_TIME}"),
    "month-first": re.compile(rf"(?P<m>[0-9]{{1,2}}){_BETWEEN}(?P<d>[0-9]{{1,2}}){_BETWEEN}(?P<y>[0-9]{{4}}){_TIME}"),
}
ORDERS: tuple[Dates, ...] = ("year-first", "day-first", "month-first")


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
    notes: dict[date, str] = field(default_factory=dict)
    tags: dict[date, tuple[str, ...]] = field(default_factory=dict)

    def check_ins(self, items: tuple[str, ...]) -> list[CheckIn]:
        """As this member would have kept them here, in order."""
        said = sorted({*self.days, *self.notes, *self.tags})
        return [
            CheckIn(day, self.days.get(day, {}), items, line=self.notes.get(day, ""), tags=self.tags.get(day, ()))
            for day in said
        ]


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
    problems += [] if how.several else _twice(lines, how, days)
    if problems:
        raise Unusable(sorted(problems, key=lambda problem: problem.line))
    found = tuple(
        _person_days(person, [line for line in lines if _whose(line, how) == person], how, days) for person in persons
    )
    _check_notes(found, lines, days)
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
    cells = {line.number: _day_in(line, how) for line in lines}
    written = _DATES[how.dates]
    dated = any(written.fullmatch(cell) for cell in cells.values())
    if dated and calendar.first:
        raise Unusable([Problem(Wrong.NOT_COUNTED, 0, how.day)])
    read = {line: _ordinal(cell, written) if dated else _count(cell) for line, cell in cells.items()}
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


def _day_in(line: Line, how: DiaryMap) -> str:
    cell = line.cells[how.day]
    return with_year(line.cells[how.year], cell, dict(how.months)) if how.year else cell


def order_of(cells: Sequence[str]) -> Dates | None:
    """The order in which these days are written, as far as they tell: the one in which most of them are dates."""
    counts = {order: sum(_ordinal(cell, _DATES[order]) is not None for cell in cells) for order in ORDERS}
    most = max(ORDERS, key=lambda order: counts[order])
    return most if counts[most] else None


def _ordinal(cell: str, written: re.Pattern[str]) -> int | None:
    found = written.fullmatch(cell)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).toordinal() if found else None
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


def _points(feed: Feed | WordFeed, cell: str) -> int | Wrong | None:
    """None where nobody answered."""
    if cell in EMPTY:
        return None
    if isinstance(feed, WordFeed):
        known = feed.points(cell)
        return Wrong.UNKNOWN_WORD if known is None else known
    value = number(cell)
    if value is None:
        return Wrong.NOT_A_NUMBER
    points = feed.points(value)
    return Wrong.OFF_THE_SCALE if points is None else points


def _value_problems(line: Line, how: DiaryMap) -> Iterator[Problem]:
    for feed in how.every_feed:
        cell = line.cells[feed.column]
        wrong = _points(feed, cell)
        if isinstance(wrong, Wrong):
            yield Problem(wrong, line.number, feed.column, cell)


def _person_days(person: str, lines: list[Line], how: DiaryMap, days: dict[int, date]) -> PersonDays:
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in _oldest_first(lines, days):
        by_day[days[line.number]].append(line)
    ratings = {day: _ratings(by_day[day], how) for day in sorted(by_day)}
    empty = sum(line.cells[feed.column] in EMPTY for line in lines for feed in how.every_feed)
    notes = {day: _note(by_day[day], how) for day in sorted(by_day)}
    tags = {day: _tags(by_day[day], how) for day in sorted(by_day)}
    return PersonDays(person, _said(ratings), empty, _said(notes), _said(tags))


def _said(by_day: dict[date, T]) -> dict[date, T]:
    return {day: said for day, said in by_day.items() if said}


def _oldest_first(lines: list[Line], days: dict[int, date]) -> list[Line]:
    """Some write their latest line first; then the lines of one day stand that way round, too."""
    turned = len(lines) > 1 and days[lines[0].number] > days[lines[-1].number]
    return list(reversed(lines)) if turned else lines


def _ratings(lines: list[Line], how: DiaryMap) -> Ratings:
    """Of several lines the mean, in whole points; of a half, the even one."""
    found = {feed.item: [_points(feed, line.cells[feed.column]) for line in lines] for feed in how.every_feed}
    given = {item: [one for one in points if isinstance(one, int)] for item, points in found.items()}
    return {item: round(Fraction(sum(points), len(points))) for item, points in given.items() if points}


def _note(lines: list[Line], how: DiaryMap) -> str:
    cells = (line.cells[column] for line in lines for column in how.notes)
    return "\n".join(filter(None, (_words(cell) if how.notes_are_markup else cell for cell in cells)))


def _words(markup: str) -> str:
    """What some write as a page, as plain lines."""
    lines = unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br[^>]*>|</(?:p|div|li)>", "\n", markup))).splitlines()
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _tags(lines: list[Line], how: DiaryMap) -> tuple[str, ...]:
    cells = (line.cells[how.tags] for line in lines if how.tags)
    tags = (" ".join(tag.split()) for cell in cells for tag in cell.split(how.tags_parted_by))
    return tuple(dict.fromkeys(tag for tag in tags if tag not in EMPTY))


def _check_notes(people: tuple[PersonDays, ...], lines: list[Line], days: dict[int, date]) -> None:
    longest = {day for person in people for day, note in person.notes.items() if len(note) > LONGEST_NOTE}
    wrong = [Problem(Wrong.LONG_NOTE, line.number) for line in lines if days[line.number] in longest]
    if wrong:
        raise Unusable(wrong)
