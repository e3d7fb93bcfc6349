"""From a file of diaries to couples in arrays: exact values, one couple or as many as there are."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from intertwine.cli import diary_mapping, import_sentences
from intertwine.cli.diary_mapping import Mapping
from intertwine.cli.errors import Refused
from intertwine.insights.series import FINEST, HIGHEST, MAX_DAYS, diary_of
from intertwine.insights.simulate import ITEMS_OF
from intertwine.insights.types import EDGES, SERIES, Diary, Edge, FloatArray, SeriesName
from intertwine.mind.diary_map import EMPTY, DiaryMap, Feed, number
from intertwine.mind.diary_table import Line, Problem, Unusable, Wrong, lines_in

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,7}")


@dataclass(frozen=True, eq=False)
class CoupleDiary:
    """Everything of one couple in a file."""

    couple: str
    """As the file calls them; empty where it holds only one."""
    people: tuple[str, ...]
    """As the file calls them. What is not two people is nothing that could be put together."""
    first: int
    """The number of the first day, or its ordinal where days are dates."""
    dated: bool
    diary: Diary | None
    """None unless there are two of them."""
    finest: dict[SeriesName, float]
    """The distance between neighbouring values of each series, in points."""


def mapping(file: Path | None, *, couple: str, day: str, person: str, items: list[str], only: list[str]) -> Mapping:
    """As for an import, except that a column may also feed a whole series, and that `couple` names a column."""
    if file is None:
        found = diary_mapping.from_options(day=day, person=person, items=items, only=only, also=SERIES)
    elif day or person or items:
        raise Refused("The map says which columns there are: leave out --day, --person and --item.")
    else:
        found = diary_mapping.from_file(file, couple="", only=only, also=SERIES)
    if not found.columns.person:
        raise Refused("Say which column tells the two apart: --person, or person in the map.")
    return replace(found, columns=replace(found.columns, couple=couple)) if couple else found


def edges_of(columns: DiaryMap) -> tuple[Edge, ...]:
    """Those links of the map both ends of which the file speaks of. Raises `Refused` when there is none."""
    there = {_series_of(feed.item) for feed in columns.feeds}
    edges = tuple(edge for edge in EDGES if {edge.driver, edge.outcome} <= there)
    if not edges:
        known = ", ".join(f"{edge.driver} and {edge.outcome}" for edge in EDGES)
        raise Refused(f"These columns feed no link of the map. It takes two series that belong together: {known}.")
    return edges


def read(file: Path, columns: DiaryMap) -> list[CoupleDiary]:
    """All couples in the file's order. Raises `Refused` with all that is wrong."""
    try:
        lines = _chosen(list(lines_in(file.read_bytes(), columns)), columns)
        finest = _finest(lines, columns)
        return [_couple(couple, those, columns, finest) for couple, those in _by(columns.couple, lines).items()]
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
    except Unusable as refused:
        sentences = [import_sentences.problem(problem, file=str(file)) for problem in refused.problems]
        raise Refused("\n".join(import_sentences.first_of(sentences))) from None


def _chosen(lines: list[Line], how: DiaryMap) -> list[Line]:
    chosen = [line for line in lines if all(line.cells[column] == value for column, value in how.only)]
    if not chosen:
        raise Unusable([Problem(Wrong.NO_LINE_LEFT, found=" and ".join("=".join(pair) for pair in how.only))])
    dated = any(_DATE.fullmatch(line.cells[how.day]) for line in chosen)
    if wrong := sorted(_wrong(chosen, how, dated=dated), key=lambda problem: problem.line):
        raise Unusable(wrong)
    return chosen


def _wrong(lines: list[Line], how: DiaryMap, *, dated: bool) -> Iterator[Problem]:
    seen: dict[tuple[str, str, int], int] = {}
    for line in lines:
        day, who = _day(line.cells[how.day], dated=dated), line.cells[how.person]
        if who in EMPTY:
            yield Problem(Wrong.NO_PERSON, line.number, how.person)
        if day is None:
            yield Problem(Wrong.NOT_A_DAY, line.number, how.day, line.cells[how.day])
        elif (first := seen.setdefault((line.cells.get(how.couple, ""), who, day), line.number)) != line.number:
            yield Problem(Wrong.DAY_TWICE, line.number, how.day, str(first))
        yield from _wrong_values(line, how)


def _wrong_values(line: Line, how: DiaryMap) -> Iterator[Problem]:
    for feed in how.feeds:
        cell = line.cells[feed.column]
        value = number(cell)
        if value is None and cell not in EMPTY:
            yield Problem(Wrong.NOT_A_NUMBER, line.number, feed.column, cell)
        elif value is not None and not 0 <= (value - feed.at_0) / (feed.at_10 - feed.at_0) <= 1:
            yield Problem(Wrong.OFF_THE_SCALE, line.number, feed.column, cell)


def _day(cell: str, *, dated: bool) -> int | None:
    if not dated:
        return int(cell) if _WHOLE.fullmatch(cell) else None
    try:
        return date.fromisoformat(cell).toordinal() if _DATE.fullmatch(cell) else None
    except ValueError:
        return None


def _by(column: str, lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.cells.get(column, ""), []).append(line)
    return found


def _finest(lines: list[Line], how: DiaryMap) -> dict[SeriesName, float]:
    """What the file's own values say; a mean of several items has its neighbours so many times as near."""
    found = dict(FINEST)
    for name in SERIES:
        itself = [feed for feed in how.feeds if feed.item == name]
        feeds = itself or [feed for feed in how.feeds if _series_of(feed.item) == name]
        if feeds:
            found[name] = min(_step(lines, feed) for feed in feeds) / len(feeds)
    return found


def _step(lines: list[Line], feed: Feed) -> float:
    """The distance between neighbouring values of a column, in points: one, of whole numbers, or else the least there
    is between any two in the file."""
    values = sorted({value for line in lines if (value := number(line.cells[feed.column])) is not None})
    whole = all(value.denominator == 1 for value in values)
    step = 1 if whole else min((later - value for value, later in pairwise(values)), default=1)
    return float(step / abs(feed.at_10 - feed.at_0) * int(HIGHEST))


def _couple(couple: str, lines: list[Line], how: DiaryMap, finest: dict[SeriesName, float]) -> CoupleDiary:
    dated = any(_DATE.fullmatch(line.cells[how.day]) for line in lines)
    days = {line.number: _day(line.cells[how.day], dated=dated) or 0 for line in lines}
    first, count = min(days.values()), max(days.values()) - min(days.values()) + 1
    people = tuple(sorted(_by(how.person, lines), key=_in_order))
    if count > MAX_DAYS:
        raise Unusable([Problem(Wrong.TOO_LONG, 0, how.day, str(count))])
    if len(people) != 2:
        return CoupleDiary(couple, people, first, dated, None, finest)
    ratings = {feed.item: np.full((count, 2), np.nan) for feed in how.feeds}
    for line in lines:
        for feed in how.feeds:
            where = days[line.number] - first, people.index(line.cells[how.person])
            ratings[feed.item][where] = _points(line.cells[feed.column], feed)
    return CoupleDiary(couple, people, first, dated, _diary(count, ratings), finest)


def _points(cell: str, feed: Feed) -> float:
    value = number(cell)
    return math.nan if value is None else float((value - feed.at_0) / (feed.at_10 - feed.at_0) * int(HIGHEST))


def _diary(count: int, ratings: dict[str, FloatArray]) -> Diary:
    made = diary_of(days=count, ratings=ratings)
    series = {name: ratings.get(name, made.series(name)) for name in SERIES}
    return Diary(days=count, **series)


def _series_of(key: str) -> str:
    return key if key in SERIES else _SERIES_OF.get(key, "")


_SERIES_OF = {item: name for name, items in ITEMS_OF.items() for item in items}


def _in_order(person: str) -> tuple[bool, float, str]:
    counted = number(person)
    return counted is None, float(counted or 0), person
