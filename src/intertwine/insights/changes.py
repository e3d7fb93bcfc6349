"""Do some weeks look different from the ones before? A break or a trend in one member's one series.

Each series is scanned for the one day that splits it best into two levels, and for a line. How clear that is depends on
chance in three ways: the many days a break could be on, how short the series is, and how much one answer resembles the
one before (a series that carries over wanders by itself). So `change_chances.json` holds, for series that never change,
how clear the better of the two gets for a given length and for what resemblance is left once the break is taken out,
whatever carry-over may be behind it. Over all series of a couple, Holm (1979) keeps those without any change who are
told of one near 5 %. The table is made by `python -m bench.calibrate changes --table`; scans for a break at an unknown
day are the subject of Andrews (1993), *Econometrica* 61:821–856.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from intertwine.insights import gate
from intertwine.insights.swap import clearest_first
from intertwine.insights.types import Change, Member, SeriesName

FloatArray = NDArray[np.float64]
Indices = NDArray[np.intp]
Kind = Literal["break", "trend"]

MAX_CHANCE = 0.05
FEWEST = 21
"""Answers, below which a series is not looked at."""

EACH_SIDE = 7
"""Answers there must be before and after a break."""

MOST_GROUPS = 125
"""A longer series is judged by the means of answers that follow each other, in so many groups at most."""

BREAK_AGAINST_TREND = 0.5
"""A break may be on any day, so it has to explain about twice as much to be as unlikely."""

LIKELY_CARRY_OVER = 0.6
"""From one answer to the next, all carry-overs up to this are thought equally likely. What carries over more wanders so
far by itself that it may be told of as a change, and may deserve it."""

MOST_CARRY_OVER = 0.8


@dataclass(frozen=True, kw_only=True, eq=False)
class Series:
    """One member's answers to one series: on which of the days looked at, and how high, both (n,)."""

    name: SeriesName
    member: Member
    days: Indices
    points: FloatArray

    @classmethod
    def of(cls, column: FloatArray, *, name: SeriesName, member: Member) -> Self:
        """From (days,) in points with NaN for missing."""
        days = np.flatnonzero(~np.isnan(column))
        return cls(name=name, member=member, days=days, points=column[days])

    @property
    def can_be_judged(self) -> bool:
        """Enough answers, that vary and do not all sit at an end."""
        return len(self.points) >= FEWEST and not gate.flat(self.points) and not gate.at_the_edge(self.points)


class Chances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """clearness[i][j][k]: what a series of lengths[i] answers that never changes, with the resemblance[j] left, exceeds
    with probability chances[k] (falling)."""

    provenance: str
    lengths: list[int]
    resemblance: list[float]
    chances: list[float]
    clearness: list[list[list[float]]]


@cache
def chances() -> Chances:
    """The table that comes with this version."""
    return msgspec.json.decode((files(__package__) / "change_chances.json").read_bytes(), type=Chances)


@dataclass(frozen=True, kw_only=True, eq=False)
class Scanned:
    """Of m series of the same length, each (m,): the better of break and line, how clear, the resemblance left."""

    is_break: NDArray[np.bool_]
    clearness: FloatArray
    resemblance: FloatArray


def scan(points: FloatArray) -> Scanned:
    """m series of n answers each, (n, m), none of them constant."""
    n = len(points)
    around = points - points.mean(axis=0)
    first, gain, total_before = _best_break(around)
    x = np.arange(n) - (n - 1) / 2
    in_line = (x @ around) ** 2 / (x @ x)
    left = around - np.where(np.arange(n)[:, None] < first, total_before / first, -total_before / (n - first))
    resemblance = (left[1:] * left[:-1]).mean(axis=0) / (left**2).mean(axis=0)
    carry_over = np.clip(resemblance, 0, MOST_CARRY_OVER)
    spread = (around**2).sum(axis=0)
    odds = [n * share / (spread - share) * (1 - carry_over) / (1 + carry_over) for share in (gain, in_line)]
    return Scanned(
        is_break=gain >= in_line,
        clearness=np.maximum(BREAK_AGAINST_TREND * odds[0], odds[1]),
        resemblance=resemblance,
    )


def _best_break(around: FloatArray) -> tuple[Indices, FloatArray, FloatArray]:
    """Of m centred series: the answer the second level begins with, the sum of squares that explains, and the sum of
    the answers before."""
    n = len(around)
    tried = np.arange(EACH_SIDE, n - EACH_SIDE + 1)
    before = np.cumsum(around, axis=0)[tried - 1]
    gains = before**2 * (n / (tried * (n - tried)))[:, None]
    best, every = gains.argmax(axis=0), np.arange(around.shape[1])
    return tried[best], gains[best, every], before[best, every]


def chance(points: FloatArray) -> float:
    """How often a series (n,) without any change would show one as clear as this one does."""
    table = chances()
    means = _group_means(points)
    scanned = scan(means[:, None])
    bars = _between(table, len(means), float(scanned.resemblance[0]))
    return float(np.exp(np.interp(float(scanned.clearness[0]), bars, np.log(table.chances))))


def _group_means(points: FloatArray) -> FloatArray:
    """Of answers that follow each other, in MOST_GROUPS at most whose sizes differ by one: the longer ones first."""
    count = min(len(points), MOST_GROUPS)
    each, longer = divmod(len(points), count)
    split = longer * (each + 1)
    parts = (points[:split].reshape(longer, each + 1), points[split:].reshape(count - longer, each))
    return np.concatenate([part.mean(axis=1) for part in parts])


def _between(table: Chances, length: int, resemblance: float) -> FloatArray:
    """The table's clearness for each of its chances, between the lengths and resemblances it has."""
    i, later = _place(np.log(table.lengths), np.log(length))
    j, higher = _place(np.array(table.resemblance), resemblance)
    corners = np.array([row[j : j + 2] for row in table.clearness[i : i + 2]])
    return np.asarray(np.einsum("i,j,ijk->k", [1 - later, later], [1 - higher, higher], corners))


def _place(grid: FloatArray, at: float) -> tuple[int, float]:
    """Between which two of a rising grid something lies, and how far along; what lies outside counts as the end."""
    i = int(np.clip(np.searchsorted(grid, at) - 1, 0, len(grid) - 2))
    return i, float(np.clip((at - grid[i]) / (grid[i + 1] - grid[i]), 0, 1))


def find(columns: Sequence[Series]) -> tuple[Change, ...]:
    """All changes of one couple, at most one of a series, clearest first. Their days count as the columns' do."""
    judged = [(chance(series.points), series) for series in columns if series.can_be_judged]
    told = [_told(series, p) for p, series in _beyond_chance(judged)]
    return tuple(sorted(told, key=clearest_first))


def _beyond_chance(judged: Sequence[tuple[float, Series]]) -> list[tuple[float, Series]]:
    """Holm's rule over all series, with his adjusted p-values."""
    standing: list[tuple[float, Series]] = []
    adjusted = 0.0
    for p, series in sorted(judged, key=lambda one: one[0]):
        adjusted = max(adjusted, min(1.0, p * (len(judged) - len(standing))))
        if adjusted > MAX_CHANCE:
            break
        standing.append((adjusted, series))
    return standing


def _told(series: Series, p: float) -> Change:
    points, days = series.points, series.days
    is_break = bool(scan(points[:, None]).is_break[0])
    first = int(_best_break((points - points.mean())[:, None])[0][0]) if is_break else 0
    before, after = _two_levels(points, first) if is_break else _line_ends(points, days)
    return Change(
        series=series.name,
        member=series.member,
        kind="break" if is_break else "trend",
        day=int(days[first]),
        before_points=before,
        after_points=after,
        p=p,
        days=len(days),
    )


def _two_levels(points: FloatArray, first: int) -> tuple[float, float]:
    return float(points[:first].mean()), float(points[first:].mean())


def _line_ends(points: FloatArray, days: Indices) -> tuple[float, float]:
    x = days - days.mean()
    slope = x @ points / (x @ x)
    return float(points.mean() + slope * x[0]), float(points.mean() + slope * x[-1])


def moved(column: FloatArray, change: Change | None) -> FloatArray:
    """How far a series' usual level lies from its mean on each day, if it may have changed then: (days,), from (days,).

    `change` may be another series': what changed for one is allowed to have changed for all, by as much as their own
    answers say. Where there are too few of them on a side, nothing is.
    """
    days, there = np.arange(len(column)), np.flatnonzero(~np.isnan(column))
    points = column[there]
    if change is None or len(points) < 2 * EACH_SIDE:
        return np.zeros(len(column))
    if change.kind == "trend":
        level = np.interp(days, there[[0, -1]], _line_ends(points, there))
        return np.asarray(level - points.mean())
    first = int(np.searchsorted(there, change.day))
    if not EACH_SIDE <= first <= len(points) - EACH_SIDE:
        return np.zeros(len(column))
    before, after = _two_levels(points, first)
    return np.where(days < change.day, before, after) - float(points.mean())


def never_changing(n: int, count: int, rng: np.random.Generator) -> FloatArray:
    """Series without a change, of every likely carry-over and of reliabilities from .7: (n, count)."""
    reliability = rng.uniform(0.7, 1.0, count)
    phi = rng.uniform(0, LIKELY_CARRY_OVER, count) / reliability
    state = rng.standard_normal(count)
    made = np.empty((n, count))
    for day in range(n):
        made[day] = np.sqrt(reliability) * state + np.sqrt(1 - reliability) * rng.standard_normal(count)
        state = phi * state + np.sqrt(1 - phi**2) * rng.standard_normal(count)
    return made
