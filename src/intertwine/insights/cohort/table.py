"""From the rows of a file, as they come, to a table of days: who is whose partner, what is doubled or unreadable.

Nothing is dropped silently: every row gets a reason not to count or goes on.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.errors import EmptyColumnError, NoSuchColumnError, RolesError
from intertwine.insights.cohort.types import BoolArray, Columns, FloatArray, Frame, IntArray, Left

Labels = NDArray[Any]

MISSING_WORDS = {"", "na", "nan", "null", "none", ".", "<na>", "nat"}
"""What people, and pandas, write for "nothing here". A number such as −999 is a number; declare it missing in the
file."""

NAMELESS = ["", "nan", "<NA>", "NaT"]
"""No name of a couple or a member."""

TRUTHS = {True: "1", False: "0", None: ""}

REASONS: tuple[Left, ...] = tuple(Left)
CODE: Mapping[Left, int] = {reason: code for code, reason in enumerate(Left, start=1)}
COUNTS = 0
"""The code of a row that counts."""

DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\b")

EPOCH = date(1970, 1, 1).toordinal()
"""The day that numbers of dates begin at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """Days in order of couple and day. couple: (days,) 0 … couples−1; day: (days,); index: (days, 2), the row of each
    member or −1; values, unreadable: by column, of the rows; left: (rows,) why a row does not count so far;
    row_couple: (rows,), −1 where no couple is named; labels: (couples,) the couples' names."""

    couple: IntArray
    day: IntArray
    index: IntArray
    values: Mapping[str, FloatArray]
    unreadable: BoolArray
    left: NDArray[np.int8]
    row_couple: IntArray
    labels: Labels

    @property
    def couples(self) -> int:
        """How many there are, whether or not a row of them counts."""
        return len(self.labels)


def column_names(frame: Frame) -> tuple[str, ...]:
    """The names of a frame's columns."""
    names = getattr(frame, "column_names", None) or getattr(frame, "columns", None)
    return tuple(str(name) for name in (frame if names is None else names))


def check_columns(wanted: Sequence[str], there: Sequence[str]) -> None:
    """Raise for the first that is not there."""
    for name in wanted:
        if name not in there:
            raise NoSuchColumnError(name, there)


def numbers(column: Any) -> tuple[FloatArray, BoolArray]:
    """As floats, NaN for missing; and where something stood that is no number."""
    array = np.asarray(column)
    if array.dtype.kind in "fiub":
        floats = array.astype(np.float64)
        infinite = np.isinf(floats)
        return (np.where(infinite, np.nan, floats) if infinite.any() else floats), infinite
    cells = [TRUTHS[cell] if cell is None or isinstance(cell, bool) else str(cell).strip() for cell in array.tolist()]
    words, inverse = np.unique(np.array(cells, dtype=str), return_inverse=True)
    read = [_number(word) for word in words]
    floats = np.array([np.nan if value is None else value for value in read])
    unreadable = np.array([value is None for value in read])
    return floats[inverse], unreadable[inverse]


def _number(word: str) -> float | None:
    """None for what is no number; NaN for nothing."""
    if word.lower() in MISSING_WORDS:
        return float("nan")
    try:
        value = float(word)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def day_numbers(column: Any) -> tuple[IntArray, BoolArray]:
    """Whole days from numbers or dates; and where there is none."""
    array = np.asarray(column)
    if array.dtype.kind in "iu":
        return array.astype(np.int64), np.zeros(len(array), dtype=bool)
    if array.dtype.kind == "M":
        return array.astype("datetime64[D]").astype(np.int64), np.isnat(array)
    floats, unreadable = numbers(array)
    if unreadable.any() and array.dtype.kind in "OUT":
        dates = _dates(array)
        floats = dates if np.isfinite(dates).sum() > np.isfinite(floats).sum() else floats
    fine = np.isfinite(floats) & (np.abs(floats) < 2**53)
    fine &= np.where(fine, floats, 0.5) == np.floor(np.where(fine, floats, 0))
    return np.where(fine, floats, 0).astype(np.int64), ~fine


def _dates(array: Labels) -> FloatArray:
    """Days since 1970 of dates written year-month-day or day.month.year, NaN for others: of 3/4/2026 nobody but who
    wrote it knows which is the month."""
    words, inverse = np.unique(np.array([str(cell) for cell in array], dtype=str), return_inverse=True)
    days = np.full(len(words), np.nan)
    for i, word in enumerate(words):
        with suppress(ValueError):
            days[i] = _date(word.strip()).toordinal() - EPOCH
    return days[inverse]


def _date(word: str) -> date:
    """Raises ValueError."""
    if dotted := DOTTED.match(word):
        day, month, year = map(int, dotted.groups())
        return date(year, month, day)
    return date.fromisoformat(word[:10])


def named(column: Any) -> tuple[Labels, BoolArray]:
    """Labels that can be compared and sorted; and where there is none."""
    array = np.asarray(column)
    if array.dtype.kind in "iub":
        return array, np.zeros(len(array), dtype=bool)
    if array.dtype.kind == "f":
        whole = np.where(np.isfinite(array), array, 0)
        if (whole == np.floor(whole)).all():
            return whole.astype(np.int64), ~np.isfinite(array)
    texts = np.array(["" if cell is None else str(cell).strip() for cell in array.tolist()], dtype=str)
    return texts, np.isin(texts, NAMELESS)


def grouped(labels: Labels) -> tuple[IntArray, Labels]:
    """Codes 0 … n−1 in order of appearance, and the label of each."""
    if not len(labels):
        return np.zeros(0, dtype=np.int64), labels
    changes = np.flatnonzero(labels[1:] != labels[:-1]) + 1
    firsts = labels[np.concatenate([[0], changes])]
    if len(np.unique(firsts)) == len(firsts):
        codes = np.zeros(len(labels), dtype=np.int64)
        codes[changes] = 1
        return np.cumsum(codes), firsts
    kinds, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[inverse].astype(np.int64), kinds[order]


def roles_of(frame: Frame, columns: Columns) -> tuple[str, str]:
    """The two roles of a frame, as they are to be reported. Raises RolesError unless there are exactly two, or the two
    that were named."""
    assert columns.role is not None
    labels, absent = named(frame[columns.role])
    kinds = [str(kind) for kind in np.unique(labels[~absent])]
    if columns.roles is not None and set(columns.roles) <= set(kinds):
        return columns.roles
    if columns.roles is not None or len(kinds) != 2:
        raise RolesError(kinds[:6], columns.roles)
    return kinds[0], kinds[1]


def table_of(frame: Frame, columns: Columns, *, needs: Sequence[str], roles: Sequence[str], members: int) -> Table:
    """Read a frame whose couples are whole. `needs`: columns of numbers; `roles`: the two labels of distinguishable
    members, empty where members are told apart within their couple only."""
    who = columns.names if members == 2 else (columns.couple, columns.day)
    check_columns((*who, *needs), column_names(frame))
    labels, no_couple = named(frame[columns.couple])
    day, no_day = day_numbers(frame[columns.day])
    left = np.zeros(len(labels), dtype=np.int8)
    _leave(left, no_couple, Left.NO_COUPLE)
    _leave(left, no_day, Left.NO_DAY)
    row_couple = np.full(len(labels), -1, dtype=np.int64)
    row_couple[~no_couple], names = grouped(labels[~no_couple])
    member = np.zeros(len(labels), dtype=np.int64)
    if members == 2:
        assert columns.role is not None
        member = _members(frame[columns.role], roles, row_couple, left)
    if columns.person is not None and members == 2:
        _check_persons(frame[columns.person], row_couple, member, left, len(names))
    read = {name: numbers(frame[name]) for name in needs}
    unreadable = np.zeros(len(labels), dtype=bool)
    for _, bad in read.values():
        unreadable |= bad
    values = {name: floats for name, (floats, _) in read.items()}
    table = Table(
        couple=row_couple, day=day, index=np.empty((0, 2), dtype=np.int64), values=values, unreadable=unreadable,
        left=left, row_couple=row_couple, labels=names,
    )  # fmt: skip
    return _by_day(table, member)


def check_filled(frame: Frame, needs: Sequence[str]) -> None:
    """Raise for a column that has no usable value anywhere."""
    for name in needs:
        if not np.isfinite(numbers(frame[name])[0]).any():
            raise EmptyColumnError(name)


def _leave(left: NDArray[np.int8], where: BoolArray, reason: Left) -> None:
    """The first reason stays."""
    if where.any():
        left[where & (left == COUNTS)] = CODE[reason]


def _members(column: Any, roles: Sequence[str], couple: IntArray, left: NDArray[np.int8]) -> IntArray:
    """0 or 1 for every row, by role, or by the order of labels within the couple."""
    labels, absent = named(column)
    _leave(left, absent, Left.NO_ROLE)
    if roles:
        kinds, codes = np.unique(labels, return_inverse=True)
        seats = [{roles[0]: 0, roles[1]: 1}.get(str(kind), 2) for kind in kinds]
        known = np.array(seats, dtype=np.int64)[codes]
    else:
        known = _within_couple(labels, absent, couple)
    _leave_couples(left, (known > 1) & ~absent, couple, Left.THIRD_MEMBER)
    return np.asarray(np.minimum(known, 1))


def _within_couple(labels: Labels, absent: BoolArray, couple: IntArray) -> IntArray:
    """The rank of a label among those of its couple."""
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    pairs = (couple + 1) * (codes.max(initial=0) + 1) + codes
    pairs[absent] = -1
    kinds, first = np.unique(pairs, return_inverse=True)
    owner = kinds // (codes.max(initial=0) + 1)
    start = np.searchsorted(owner, owner)
    return np.asarray((np.arange(len(kinds)) - start)[first])


def _leave_couples(left: NDArray[np.int8], where: BoolArray, couple: IntArray, reason: Left) -> None:
    """All rows of every couple in which it happens."""
    if where.any():
        _leave(left, np.isin(couple, np.unique(couple[where & (couple >= 0)])), reason)


def _check_persons(column: Any, couple: IntArray, member: IntArray, left: NDArray[np.int8], couples: int) -> None:
    labels, absent = named(column)
    usable = ~absent & (left == COUNTS)
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    wide = codes.max(initial=0) + 1
    persons = np.unique(couple[usable] * wide + codes[usable])
    crowded = np.bincount(persons // wide, minlength=couples) > 2
    seats = np.unique((couple[usable] * wide + codes[usable]) * 2 + member[usable])
    twice = seats[1:][seats[1:] // 2 == seats[:-1] // 2] // 2 // wide
    changing = np.zeros(couples, dtype=bool)
    changing[twice] = True
    known = couple >= 0
    _leave(left, known & crowded[couple], Left.THIRD_MEMBER)
    _leave(left, known & changing[couple], Left.ROLE_CHANGES)


def _by_day(rows: Table, member: IntArray) -> Table:
    """Rows that go on, sorted and paired."""
    going = np.flatnonzero(rows.left == COUNTS)
    couple, day, who = rows.row_couple[going], rows.day[going], member[going]
    first_day = int(day.min(initial=0))
    span = int(day.max(initial=0)) - first_day + 1
    key = (couple * span + (day - first_day)) * 2 + who
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key, going = key[order], going[order]
    if (key[1:] == key[:-1]).any():
        kept = _once(rows, key, going)
        key, going = key[kept], going[kept]
    days = key // 2
    new = np.concatenate([[True], days[1:] != days[:-1]]) if len(days) else np.zeros(0, dtype=bool)
    at = np.cumsum(new) - 1
    index = np.full((int(new.sum()), 2), -1, dtype=np.int64)
    index[at, key % 2] = going
    return replace(rows, couple=days[new] // span, day=days[new] % span + first_day, index=index)


def _once(rows: Table, key: IntArray, going: IntArray) -> BoolArray:
    """Of a day told twice, the first if both say the same, none if they do not."""
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    ends = np.append(starts[1:], len(key))
    kept = np.ones(len(key), dtype=bool)
    for start, end in zip(starts, ends, strict=True):
        if end - start > 1:
            told = np.array([values[going[start:end]] for values in rows.values.values()])
            same = np.array_equal(told, np.repeat(told[:, :1], end - start, axis=1), equal_nan=True)
            first = start + 1 if same else start
            kept[first:end] = False
            rows.left[going[first:end]] = CODE[Left.SAME_TWICE if same else Left.CONTRADICTS]
    return kept
