"""Fit a model to a file of any size, on this machine or over a cluster.

A Parquet file is read in parts. What a part keeps of its couples is their sums; the rows of its first and its last
couple, which may go on in the neighbour, are handed back and put together in between. So the couples stand in the order
of the file however it was cut, and leaves of a fixed number of couples are added along one tree: the answer does not
depend on who computed what.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it brings no types
from numpy.typing import NDArray

from intertwine.insights.cohort import Columns, Fit, fit
from intertwine.insights.cohort.analyse import (
    carries,
    centers_of,
    design_with,
    fit_couples,
    fit_days,
    passes_over,
    roles_if_needed,
    who_columns,
)
from intertwine.insights.cohort.carry import Carried, Days, carried, days_of
from intertwine.insights.cohort.couples import Couples, couples_of, together
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design, Value, design_of
from intertwine.insights.cohort.errors import EmptyColumnError, NotSortedError
from intertwine.insights.cohort.estimate import Place
from intertwine.insights.cohort.fit import Seconds
from intertwine.insights.cohort.local import Centers, central_sums, central_values, local_of
from intertwine.insights.cohort.table import Table, check_columns, numbers, table_of
from intertwine.insights.cohort.types import Frame, Model
from intertwine.studies.reading import (
    Part,
    as_parquet,
    is_large,
    is_parquet,
    parquet_columns,
    parts_of,
    read_csv,
    read_parquet,
    roles_in,
)

FloatArray = NDArray[np.float64]
Told = Callable[[int, int], None]
"""Told how many parts of how many are done."""

Labels = NDArray[Any]


def silent(_done: int, _of: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What every part is asked: the same for all of them, and small."""

    design: Design
    columns: Columns
    centers: Centers
    roles: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The columns that are read."""
        c = self.columns
        who = c.names if self.design.members == 2 else (c.couple, c.day)
        return tuple(dict.fromkeys((*who, *self.design.columns)))

    def sums(self, frame: Frame) -> Couples:
        """The sums of a frame of whole couples."""
        return couples_of(local_of(self._table(frame), self.design, self.centers))

    def days(self, frame: Frame) -> Days:
        """The days themselves of a frame of whole couples."""
        return days_of(local_of(self._table(frame), self.design, self.centers), self.design)

    def central(self, frame: Frame) -> dict[Value, tuple[float, float]]:
        """What everybody's means are made of."""
        return central_sums(self._table(frame), self.design)

    def _table(self, frame: Frame) -> Table:
        design = self.design
        return table_of(frame, self.columns, needs=design.columns, roles=self.roles, members=design.members)


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """A part, cut where couples may go on: the rows of its first couple, whole couples, the rows of its last one."""

    first: Any
    inner: Any
    last: Any
    firsts: Labels
    filled: frozenset[str]


def cut(part: Part, task: Task) -> Cut:
    """Read a part and cut it."""
    frame = part.frame(task.needs)
    labels = np.asarray(frame[task.columns.couple])
    changes = np.flatnonzero(_differ(labels)) + 1
    start, end = (int(changes[0]), int(changes[-1])) if len(changes) else (len(labels), len(labels))
    filled = frozenset(name for name in task.design.columns if np.isfinite(numbers(frame[name])[0]).any())
    return Cut(
        first=_copied(frame, 0, start),
        inner=frame.slice(start, end - start),
        last=_copied(frame, end, len(labels)),
        firsts=labels[np.concatenate([[0], changes])] if len(labels) else labels,
        filled=filled,
    )


def _copied(frame: Any, start: int, end: int) -> Any:
    """Rows of their own: a slice would keep the whole part in memory."""
    return frame.take(np.arange(start, end))


def _differ(labels: Labels) -> NDArray[np.bool_]:
    """Where a label is not the one before it; two missing ones are alike."""
    different = np.asarray(labels[1:] != labels[:-1])
    if labels.dtype.kind == "f":
        different &= ~(np.isnan(labels[1:]) & np.isnan(labels[:-1]))
    return different


T = TypeVar("T")
Work = Callable[[Task, Frame], T]
"""Something made of whole couples."""


class Ends(Protocol):
    """What is left of a part's ends."""

    @property
    def first(self) -> Any:
        """The rows of its first couple."""

    @property
    def last(self) -> Any:
        """Those of its last, if that is another."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Done(Generic[T]):
    """What was made of a part's couples but for those at its ends, whose rows are still there."""

    first: Any
    inner: T
    last: Any
    firsts: Labels
    filled: frozenset[str]
    seconds: tuple[float, float]


def done(part: Part, task: Task, work: Work[T]) -> Done[T]:
    """Read a part and do the work on its inner couples."""
    began = perf_counter()
    pieces = cut(part, task)
    seen = perf_counter()
    inner = work(task, pieces.inner)
    seconds = seen - began, perf_counter() - seen
    return Done(
        first=pieces.first,
        inner=inner,
        last=pieces.last,
        firsts=pieces.firsts,
        filled=pieces.filled,
        seconds=seconds,
    )


def between(parts: Sequence[Ends], task: Task, work: Work[T]) -> list[T]:
    """The work on the couples at the parts' ends: before the inside of each part, and after the last. A couple may go
    on through whole parts, which then have no `last`."""
    found: list[T] = []
    waiting = parts[0].first.slice(0, 0)
    for part in parts:
        waiting = pa.concat_tables([waiting, part.first], promote_options="permissive")
        ends_here = part.last.num_rows > 0
        found.append(work(task, waiting if ends_here else waiting.slice(0, 0)))
        waiting = part.last if ends_here else waiting
    return [*found, work(task, waiting)]


def in_file_order(parts: Sequence[Done[T]], task: Task, work: Work[T]) -> list[T]:
    """Everything, in the order of the file. Raises for empty columns and for couples that are in two places."""
    check_filled_in([part.filled for part in parts], task)
    check_order([part.firsts for part in parts])
    ends = between(parts, task, work)
    return [piece for pair in zip(ends[:-1], [part.inner for part in parts], strict=True) for piece in pair] + ends[-1:]


def check_order(firsts: Sequence[Labels]) -> None:
    """Raise if a couple appears in two places."""
    goes_on = [at > 0 and _same(firsts[at - 1][-1:], part[:1]) for at, part in enumerate(firsts)]
    labels = np.concatenate([part[1:] if on else part for on, part in zip(goes_on, firsts, strict=True)])
    names = np.array([str(label) for label in labels]) if labels.dtype.kind == "O" else labels
    kinds, counts = np.unique(names, return_counts=True)
    if (counts > 1).any():
        raise NotSortedError(str(kinds[counts > 1][0]))


def _same(one: Labels, other: Labels) -> bool:
    return bool(len(one) and len(other) and not _differ(np.concatenate([one, other]))[0])


def task_for(path: Path, model: Model, columns: Columns) -> Task:
    """The task of a Parquet file. Raises NoSuchColumnError, RolesError."""
    there = parquet_columns(path)
    check_columns(who_columns(model, columns), there)
    roles = roles_if_needed(model, columns, lambda: roles_in(path, columns))
    design = design_with(model, roles, there)
    return Task(design=design, columns=columns, centers={}, roles=roles)


def fit_file(
    path: Path, model: Model, columns: Columns | None = None, *, threads: int | None = None, told: Told = silent
) -> Fit:
    """Fit a model to a CSV or Parquet file. Parquet and large CSV files are streamed and must have each couple's rows
    together; memory then holds the sums of all couples (about half a kilobyte each) and the rows of one part per
    thread; where residuals carry over the days of all couples, too."""
    columns = columns or Columns()
    if not (is_parquet(path) or is_large(path)):
        return _fit_whole(path, model, columns)
    if not is_parquet(path):
        return _fit_csv(path, model, columns, threads, told)
    return _fit_parquet(path, model, columns, threads, told)


def _fit_csv(path: Path, model: Model, columns: Columns, threads: int | None, told: Told) -> Fit:
    began = perf_counter()
    needs = (*who_columns(model, columns), *design_of(model, ("one", "other")).columns)
    with as_parquet(path, tuple(dict.fromkeys(needs))) as parquet:
        seconds = perf_counter() - began
        found = _fit_parquet(parquet, model, columns, threads, told)
    return replace(found, seconds=replace(found.seconds, read=found.seconds.read + seconds))


def _fit_parquet(path: Path, model: Model, columns: Columns, threads: int | None, told: Told) -> Fit:
    task = task_for(path, model, columns)
    pool = ThreadPoolExecutor(threads or cpu_count() or 1)
    try:
        return _fit_parts(path, model, task, pool, told)
    finally:
        pool.shutdown(cancel_futures=True)  # whoever presses Ctrl-C waits for what is under way, and for no more


def _fit_whole(path: Path, model: Model, columns: Columns) -> Fit:
    began = perf_counter()
    if is_parquet(path):
        frame: Frame = read_parquet(path)
    else:
        frame = read_csv(path)
    seconds = perf_counter() - began
    found = fit(frame, model, columns)
    return replace(found, seconds=replace(found.seconds, read=found.seconds.read + seconds))


def _fit_parts(path: Path, model: Model, task: Task, pool: ThreadPoolExecutor, told: Told) -> Fit:
    began = perf_counter()
    parts = parts_of(path)
    if central_values(task.design):
        task = replace(task, centers=central([done(part, task, Task.central) for part in parts], task))
    finished: list[Done[Couples]] = []
    for one in pool.map(lambda part: done(part, task, Task.sums), parts):
        finished.append(one)
        told(len(finished), len(parts))
    couples = together(in_file_order(finished, task, Task.sums))
    days: list[Days] = []
    if carries(model):
        again = list(pool.map(lambda part: done(part, task, Task.days), parts))
        days = in_file_order(again, task, Task.days)
    added = perf_counter()
    found = _fitted(couples, days, task.design, model, pool)
    return replace(found, seconds=shared_out([one.seconds for one in finished], added - began, perf_counter() - added))


def _fitted(couples: Couples, days: Sequence[Days], design: Design, model: Model, pool: ThreadPoolExecutor) -> Fit:
    """From sums, or, where residuals carry over, from the days of every part."""
    if not carries(model):
        return fit_couples(couples, design, model, pool=pool)

    def over(structure: Structure, place: Place) -> Carried:
        ask = partial(carried, wiring=design.wiring, structure=structure, place=place)
        return reduce(add, pool.map(ask, days))

    return fit_days(couples.summary, design, model, over=passes_over(couples, design, pool), over_days=over)


def shared_out(parts: Sequence[tuple[float, float]], before: float, fitting: float) -> Seconds:
    """What reading and adding took by the clock: they overlap, so their time is shared out as they asked for it."""
    reading, adding = np.array(parts).sum(axis=0)
    share = before / max(reading + adding, 1e-9)
    return Seconds(read=float(reading * share), sums=float(adding * share), fit=fitting)


def central(parts: Sequence[Done[dict[Value, tuple[float, float]]]], task: Task) -> Centers:
    """Everybody's means, from all parts."""
    total: dict[Value, tuple[float, float]] = {}
    for piece in in_file_order(parts, task, Task.central):
        for value, (more, count) in piece.items():
            was, of = total.get(value, (0.0, 0.0))
            total[value] = was + more, of + count
    return centers_of(total)


def check_filled_in(filled: Iterable[frozenset[str]], task: Task) -> None:
    """Raise for a column that is empty in every part."""
    seen = frozenset[str]().union(*filled)
    for name in task.design.columns:
        if name not in seen:
            raise EmptyColumnError(name)
