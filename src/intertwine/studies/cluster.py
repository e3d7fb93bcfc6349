"""The same fit over the workers of a `dask.distributed` cluster.

Every worker reads its parts and keeps the sums of whole leaves of couples; what lies across the cuts, less than two
leaves a part, is kept here. A pass sends every worker the covariances and gets back one set of moments for each leaf,
which are added along the same tree as on one machine: bit for bit the same answer with one worker or a hundred. A
worker that dies takes nothing along: its parts are read again by another, and the fit goes on. Where residuals carry
over workers keep the days themselves, too, and add up what they find in a part of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort import Columns, Fit
from intertwine.insights.cohort.analyse import carries, fit_days, fit_passes, leaves
from intertwine.insights.cohort.carry import Carried, Days, DaysPass, carried
from intertwine.insights.cohort.couples import Couples, CouplesSummary
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.estimate import Pass, Place, Roots
from intertwine.insights.cohort.local import central_values
from intertwine.insights.cohort.moments import LEAF, Moments, Weights, Wiring, leaf, tree
from intertwine.insights.cohort.types import Model
from intertwine.studies.errors import OneMachineError
from intertwine.studies.fitting import (
    Done,
    Task,
    Told,
    between,
    central,
    check_filled_in,
    check_order,
    done,
    shared_out,
    silent,
    task_for,
)
from intertwine.studies.reading import Part, is_parquet, parts_of

if TYPE_CHECKING:
    from distributed import Client, Future

FloatArray = NDArray[np.float64]

TRIES = 5
"""How often a piece of work may lose its worker before the fit gives up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """Where the sums are. there: futures of whole leaves, with the index of their first leaf; here: leaves by index."""

    there: tuple[tuple[int, "Future[Any]"], ...]
    here: tuple[tuple[int, FloatArray], ...]


def fit_on(
    client: "Client",
    path: Path,
    model: Model,
    columns: Columns | None = None,
    *,
    part_rows: int | None = None,
    leaf_couples: int = LEAF,
    told: Told = silent,
) -> Fit:
    """Fit a model to a Parquet file that every worker can read at the same path. Raises OneMachineError."""
    if not is_parquet(path):
        raise OneMachineError(f"A cluster reads Parquet in parts, and {path.name} is none.")
    began = perf_counter()
    task = task_for(path, model, columns or Columns())
    parts = parts_of(path) if part_rows is None else parts_of(path, part_rows)
    if central_values(task.design):
        task = replace(task, centers=central(_fetched(client, _mapped(client, _central, parts, task=task)), task))
    held = _mapped(client, _sums, parts, task=task)
    slim = _gathered(_mapped(client, _without_inner, held), told)
    check_filled_in([one.filled for one in slim], task)
    check_order([one.firsts for one in slim])
    ends = between(slim, task, Task.sums)
    spread = _spread(client, held, slim, ends, leaf_couples)
    del held
    summary = _summary([one.summary for one in slim], ends)
    added = perf_counter()
    over = _passes(client, spread, task.design, leaf_couples)
    if carries(model):
        days = _mapped(client, _days, parts, task=task)
        over_days = _days_passes(client, days, between(slim, task, Task.days), task.design)
        found = fit_days(summary, task.design, model, over=over, over_days=over_days)
    else:
        found = fit_passes(summary, task.design, model, over=over)
    return replace(found, seconds=shared_out([one.seconds for one in slim], added - began, perf_counter() - added))


def _mapped(client: "Client", function: Any, over: Sequence[Any], **same: Any) -> list["Future[Any]"]:
    """One future each, kept apart from any other fit's."""
    futures: list[Future[Any]] = client.map(function, over, pure=False, retries=TRIES, **same)
    return futures


def _fetched(client: "Client", futures: list["Future[Any]"]) -> list[Any]:
    return list(client.gather(futures))  # type: ignore[no-untyped-call]  # distributed has not typed it


def _gathered(futures: list["Future[Any]"], told: Told) -> list["Slim"]:
    found = []
    for future in futures:
        found.append(future.result())
        told(len(found), len(futures))
    return found


# --- on the workers ---


@dataclass(frozen=True, kw_only=True, eq=False)
class Slim:
    """A part without its sums: what is needed of it here."""

    first: Any
    last: Any
    firsts: NDArray[Any]
    filled: frozenset[str]
    seconds: tuple[float, float]
    summary: CouplesSummary


def _sums(part: Part, *, task: Task) -> Done[Couples]:
    return done(part, task, Task.sums)


def _days(part: Part, *, task: Task) -> Days:
    return done(part, task, Task.days).inner


def _central(part: Part, *, task: Task) -> Done[Any]:
    return done(part, task, Task.central)


def _without_inner(whole: Done[Couples]) -> Slim:
    return Slim(
        first=whole.first,
        last=whole.last,
        firsts=whole.firsts,
        filled=whole.filled,
        seconds=whole.seconds,
        summary=whole.inner.summary,
    )


def _rows(whole: Done[Couples], start: int, end: int) -> FloatArray:
    return whole.inner.sums[start:end]


def _leaves(sums: FloatArray, *, wiring: Wiring, weights: Weights, leaf_couples: int) -> list[Moments]:
    return [leaf(part, wiring, weights) for part in leaves(sums, leaf_couples)]


# --- here ---


def _summary(inner: Sequence[CouplesSummary], ends: Sequence[Couples]) -> CouplesSummary:
    total = ends[0].summary
    for part, end in zip(inner, ends[1:], strict=True):
        total = total + part + end.summary
    return total


def _spread(
    client: "Client", held: Sequence["Future[Any]"], slim: Sequence[Slim], ends: Sequence[Couples], size: int
) -> Spread:
    """Leave whole leaves where they are and fetch the rest."""
    there: list[tuple[int, Future[Any]]] = []
    here: dict[int, FloatArray] = {}
    away: dict[int, Future[Any]] = {}
    at = 0

    def rows(whole: "Future[Any]", start: int, end: int) -> "Future[Any]":
        return client.submit(_rows, whole, start, end, pure=False, retries=TRIES)

    for whole, part, end in zip(held, slim, ends[:-1], strict=True):
        here[at] = end.sums
        at += len(end.sums)
        n = part.summary.couples
        first, last = -(-at // size) * size - at, (at + n) // size * size - at
        if last > first:
            there.append(((at + first) // size, rows(whole, first, last)))
        cuts = [(0, first), (last, n)] if last > first else [(0, n)]
        away |= {at + a: rows(whole, a, b) for a, b in cuts if b > a}
        at += n
    here[at] = ends[-1].sums
    fetched = _fetched(client, list(away.values()))
    here |= dict(zip(away, fetched, strict=True))
    return Spread(there=tuple(there), here=tuple(_own_leaves(here, size)))


def _own_leaves(rows: dict[int, FloatArray], size: int) -> list[tuple[int, FloatArray]]:
    """The leaves that are put together here, by index: runs of rows that touch, cut at the leaves' edges."""
    found: dict[int, list[FloatArray]] = {}
    for start in sorted(rows):
        piece = rows[start]
        for index in range(start // size, -(-(start + len(piece)) // size)):
            found.setdefault(index, []).append(piece[max(index * size - start, 0) : (index + 1) * size - start])
    return [(index, np.concatenate(parts)) for index, parts in found.items() if sum(map(len, parts))]


def _passes(client: "Client", spread: Spread, design: Design, size: int) -> Pass:
    def over(roots: Roots) -> Moments:
        weights = Weights.of(design.structure, roots)
        away = _mapped(
            client,
            _leaves,
            [future for _, future in spread.there],
            wiring=design.wiring,
            weights=weights,
            leaf_couples=size,
        )
        found = {index: leaf(sums, design.wiring, weights) for index, sums in spread.here}
        for (first, _), moments in zip(spread.there, _fetched(client, away), strict=True):
            found |= {first + i: one for i, one in enumerate(moments)}
        return tree([found[index] for index in sorted(found)])

    return over


def _days_passes(client: "Client", there: list["Future[Any]"], here: Sequence[Days], design: Design) -> DaysPass:
    """Where residuals carry over: every worker filters the days it holds, those across the cuts are filtered here."""

    def over(structure: Structure, place: Place) -> Carried:
        ask = partial(carried, wiring=design.wiring, structure=structure, place=place)
        away = _mapped(client, ask, there)
        found: list[Carried] = [*map(ask, here), *_fetched(client, away)]
        return reduce(add, found)

    return over
