"""The one-couple model as a hierarchy: what is typical of a cohort's couples, by Monte-Carlo EM on the exact sampler.

    θ_c ~ N(γ, diag τ²)          diary_c ~ the state-space model of `insights.model` at θ_c

θ are the parameters of one edge, 28 numbers per couple; the reliabilities keep their prior. Partners are exchangeable
and effects of one kind share their γ and τ (own carry-over, partner carry-over, same-day actor, …: the fields of
`priors.Priors`), so what comes out is a prior for one couple and can be read back by the engine.

E-step, a map over couples: exact draws of θ_c given the diary and (γ, τ), seeded by couple and iteration; home come
n, E θ and E θθᵀ's diagonal. M-step, closed form, from their sums along a fixed tree:

    γ ← Σ E θ / n          v ← Σ E (θ − γ)² / n          τ² ← (√(n² + 4 n v/κ²) − n) κ²/2,  the half-normal(κ) penalty

κ = .2 for effects; levels have none. Steps in γ and log τ are over-relaxed by RELAX, and the last iterations averaged,
which takes the sampling noise out. That a draw's dynamics must be stationary is in every couple's posterior, as it is
in the engine's; of the normalising constant it adds to the prior the M-step takes no account (it is above .99 for the
cohorts this is for).

Wei & Tanner (1990), JASA 85:699–704, for EM by Monte Carlo.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from intertwine.insights import edge as one_edge
from intertwine.insights import model
from intertwine.insights.cohort.drawing import Line, forest
from intertwine.insights.cohort.errors import NoCohortError
from intertwine.insights.cohort.profile import NORMAL_95
from intertwine.insights.cohort.table import check_columns, check_filled, column_names, table_of
from intertwine.insights.cohort.types import Columns, Frame, IntArray
from intertwine.insights.model import Prior
from intertwine.insights.priors import Normal, Priors, priors

FloatArray = NDArray[np.float64]

RELAX = 1.6
AVERAGED = 0.4
"""The share of iterations, the last ones, whose steps are averaged."""

HALF_NORMAL = 0.2
FEWEST = 10
FEW_DRAWS = 512

F_OWN, F_CROSS, OWN, CROSS = [0, 3], [1, 2], [12, 15], [13, 14]
GROUPS: dict[str, list[int]] = {
    "mind_inertia": F_OWN,
    "own_carry_over": OWN,
    "partner_carry_over": [*F_CROSS, *CROSS],
    "same_day_actor": [4, 7],
    "same_day_partner": [5, 6],
    "next_day_actor": [8, 11],
    "next_day_partner": [9, 10],
    "log_innovation_sd": [16, 17, 18, 19],
    "atanh_innovation_correlation": [20, 21],
    "level_points": [22, 23, 24, 25],
}
"""Which of the 28 share what is typical, where the driver is mind."""

EFFECTS = tuple(name for name in GROUPS if name != "level_points")


@dataclass(frozen=True, kw_only=True, eq=False)
class Expected:
    """What a couple, or any number of them, sends home: how many, Σ E θ and Σ E θ², (28,) each."""

    couples: int
    first: FloatArray
    second: FloatArray

    def __add__(self, other: "Expected") -> "Expected":
        return Expected(
            couples=self.couples + other.couples, first=self.first + other.first, second=self.second + other.second
        )


@dataclass(frozen=True, kw_only=True)
class Typical:
    """What is typical: mean and standard deviation by the fields of `Priors`, and how it came about. `path`: of every
    iteration, for looking at how it settled."""

    normals: dict[str, Normal]
    couples: int
    days: int
    path: tuple[dict[str, Normal], ...]

    def to_priors(self, *, name: str, provenance: str, start: Priors | None = None) -> Priors:
        """As a prior for one couple; what was not learnt is taken from `start` (the typical one)."""
        base = start or priors("typical")
        told = (
            f"{provenance.strip()} Monte-Carlo EM over {self.couples} couples and {self.days} joint days, "
            f"{len(self.path)} iterations; reliability kept from “{base.name}”."
        )
        return msgspec.structs.replace(base, name=name, provenance=told, **self.normals)

    @property
    def _lines(self) -> list[Line]:
        return [(name, mean, mean - NORMAL_95 * sd, mean + NORMAL_95 * sd) for name, (mean, sd) in self.normals.items()]

    def summary(self) -> str:
        """What is typical, as a table. In steps of 2 points unless the name says points."""
        head = f"What is typical of {self.couples} couples on {self.days:,} joint days, {len(self.path)} iterations"
        rows = [f"  {name:<29}{mean:>9.4f}{sd:>9.4f}" for name, (mean, sd) in self.normals.items()]
        return "\n".join([head, "", f"  {'':<29}{'mean':>9}{'SD':>9}", *rows]) + "\n"

    def to_frame(self) -> Any:
        """Mean, standard deviation, and where 95 % of couples lie, one kind of parameter a row, as a polars frame."""
        import polars  # noqa: PLC0415 - only who asks for a frame needs it

        rows = [(name, *self.normals[name], low, high) for name, _, low, high in self._lines]
        return polars.DataFrame(rows, schema=["name", "mean", "sd", "low", "high"], orient="row")

    def plot(self) -> Any:
        """The same, as a matplotlib figure."""
        return forest([line for line in self._lines if line[0] in EFFECTS], below="mean, and where 95 % of couples lie")


def diaries_of(frame: Frame, *, driver: str, outcome: str, columns: Columns | None = None) -> list[FloatArray]:
    """Each couple's diary, from its first day to its last, as `learn_typical` takes it. `frame`: one row per member and
    day, in points. Raises a CohortError for columns that are not there or hold nothing."""
    columns = columns or Columns()
    check_columns((*columns.names, driver, outcome), column_names(frame))
    check_filled(frame, (driver, outcome))
    table = table_of(frame, columns, needs=(driver, outcome), roles=(), members=2)
    told = np.concatenate([np.append(table.values[name], np.nan)[table.index] for name in (driver, outcome)], axis=1)
    starts = np.flatnonzero(np.diff(table.couple, prepend=-1))
    ends = np.append(starts[1:], len(table.couple))
    return [_day_by_day(table.day[s:e], told[s:e]) for s, e in zip(starts, ends, strict=True)]


def _day_by_day(day: IntArray, told: FloatArray) -> FloatArray:
    """With the days on which neither said anything."""
    diary = np.full((int(day[-1] - day[0]) + 1, told.shape[1]), np.nan)
    diary[day - day[0]] = told
    return diary


Couple = tuple[int, FloatArray]
"""A couple's number, and its diary: driver of the two, outcome of the two, in points (days, 4)."""

Map = Callable[[Callable[[Couple], Expected], Iterable[Couple]], Iterable[Expected]]
"""The built-in map, a pool's, or one over a cluster: results in the order of the couples."""


def learn_typical(
    diaries: Sequence[FloatArray],
    *,
    start: Priors | None = None,
    iterations: int = 25,
    seed: int = 1,
    over: Map = map,
) -> Typical:
    """What is typical for these couples. diaries: (days, 4) in points, NaN where missing, drivers before outcomes.

    Raises NoCohortError under FEWEST couples.
    """
    if len(diaries) < FEWEST:
        raise NoCohortError(len(diaries), FEWEST)
    known = start or priors("typical")
    here = {name: getattr(known, name) for name in GROUPS}
    path: list[dict[str, Normal]] = []
    couples = list(enumerate(diaries))
    for iteration in range(iterations):
        ask = EStep(prior=_prior(known, here), seed=seed, iteration=iteration)
        total = added(list(over(ask, couples)))
        here = relaxed(here, m_step(total))
        path.append(here)
    joint = sum(int(np.isfinite(diary).all(axis=1).sum()) for diary in diaries)
    return Typical(normals=averaged(path), couples=len(diaries), days=joint, path=tuple(path))


@dataclass(frozen=True, kw_only=True, eq=False)
class EStep:
    """Asked of one couple: exact draws under what is typical so far. Can be sent to other processes."""

    prior: Prior
    seed: int
    iteration: int

    def __call__(self, couple: Couple) -> Expected:
        number, diary = couple
        rng = np.random.default_rng([self.seed, self.iteration, number])
        theta = one_edge.fit(diary, prior=self.prior, rng=rng).flat
        return Expected(couples=1, first=theta.mean(axis=1), second=(theta**2).mean(axis=1))


def added(parts: Sequence[Expected]) -> Expected:
    """Along a fixed binary tree."""
    level = list(parts)
    while len(level) > 1:
        pairs = [level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def m_step(total: Expected) -> dict[str, Normal]:
    """γ and τ of every group, in the units of `Priors`."""
    found = {}
    for name, members in GROUPS.items():
        n = total.couples * len(members)
        mean = float(total.first[members].sum()) / n
        variance = max(float(total.second[members].sum()) / n - mean**2, 1e-8)
        if name in EFFECTS:
            variance = penalised(variance, n)
        unit = model.POINTS_PER_STEP if name == "level_points" else 1.0
        found[name] = (unit * mean, unit * float(np.sqrt(variance)))
    return found


def penalised(variance: float, n: int) -> float:
    """The variance that is most likely once a half-normal(HALF_NORMAL) weighs on its root."""
    square = HALF_NORMAL**2
    return float((np.sqrt(n**2 + 4 * n * variance / square) - n) * square / 2)


def relaxed(here: dict[str, Normal], there: dict[str, Normal]) -> dict[str, Normal]:
    """Further than EM goes, in γ and log τ."""

    def further(a: Normal, b: Normal) -> Normal:
        log_sd = np.log(a[1]) + RELAX * (np.log(b[1]) - np.log(a[1]))
        return a[0] + RELAX * (b[0] - a[0]), float(np.exp(log_sd))

    return {name: further(here[name], there[name]) for name in GROUPS}


def averaged(path: Sequence[dict[str, Normal]]) -> dict[str, Normal]:
    """Over the last iterations."""
    last = path[-max(1, round(AVERAGED * len(path))) :]

    def middle(name: str) -> Normal:
        means, sds = np.array([step[name] for step in last]).T
        return float(means.mean()), float(np.exp(np.log(sds).mean()))

    return {name: middle(name) for name in GROUPS}


def _prior(known: Priors, here: dict[str, Normal]) -> Prior:
    return Prior.of(msgspec.structs.replace(known, **here), driver="mind")
