"""Residuals that carry over to the next day: e_t = φ^k e_{t−k} + news, the two of a day going together as before.

    Cov(e_gs, e_ht) = Σ_gh φ^|t−s|        k days apart: news ~ N(0, (1 − φ^2k) Σ)

No sums of days suffice once a partner may be alone on a day, so every couple's days go through a Kalman filter of two
states, the residuals themselves, observed exactly where there is a row. What it leaves of each row, divided by its
standard deviation, is white: products of white rows are R⁻¹ products, and from there on all is as without carry-over.
Gaps of any length are k steps at once. For single people this is nlme's corAR1 on days (its corCAR1 with φ ≥ 0).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.estimate import At, Counts, Method, Place, Point
from intertwine.insights.cohort.kernels import BLOCKS
from intertwine.insights.cohort.local import Local
from intertwine.insights.cohort.moments import Moments, Weights, Wiring, leaf

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

SMALL = 1e-5
"""Step of central differences, relative to the size of a variance."""

CURVATURE = 0.05
"""Steps in which the fall of the slope around the top is taken, in standard errors: shorter ones drown in the rounding
of the many days that a slope is a difference of."""


@njit(cache=True, nogil=True, error_model="numpy")
def whitened_grams(  # noqa: PLR0912, PLR0917 - one loop over days that stays in the first cache
    rows: FloatArray,
    whole: BoolArray,
    day: IntArray,
    start: IntArray,
    sigma: FloatArray,
    phi: float,
    grams: FloatArray,
) -> float:
    """Products of white rows for every couple, and Σ log|R|.

    rows: (days, 2, m); whole: (days, 2); day: (days,); start: (couples + 1,); sigma: (2, 2). Written: grams
    (couples, m, m).
    """
    m = rows.shape[2]
    expected = np.zeros((2, m))
    news = np.empty(m)
    log_det = 0.0
    for c in range(len(start) - 1):
        grams[c] = 0.0
        expected[:, :] = 0.0
        p00, p01, p11 = sigma[0, 0], sigma[0, 1], sigma[1, 1]
        last = day[start[c]] if start[c] < start[c + 1] else 0
        for d in range(start[c], start[c + 1]):
            gap = day[d] - last
            if gap > 0:
                keep = phi**gap
                kept = keep * keep
                for j in range(m):
                    expected[0, j] *= keep
                    expected[1, j] *= keep
                p00 = kept * p00 + (1.0 - kept) * sigma[0, 0]
                p01 = kept * p01 + (1.0 - kept) * sigma[0, 1]
                p11 = kept * p11 + (1.0 - kept) * sigma[1, 1]
                last = day[d]
            for g in range(2):
                if not whole[d, g]:
                    continue
                own = p00 if g == 0 else p11
                gain0 = (p00 if g == 0 else p01) / own
                gain1 = (p01 if g == 0 else p11) / own
                log_det += np.log(own)
                for j in range(m):
                    news[j] = rows[d, g, j] - expected[g, j]
                for i in range(m):
                    if news[i] != 0.0:
                        scaled = news[i] / own
                        for j in range(i + 1):
                            grams[c, i, j] += scaled * news[j]
                for j in range(m):
                    expected[0, j] += gain0 * news[j]
                    expected[1, j] += gain1 * news[j]
                a, b = (p00, p01) if g == 0 else (p01, p11)
                p00 -= gain0 * a
                p01 -= gain0 * b
                p11 -= gain1 * b
        for i in range(m):
            for j in range(i):
                grams[c, j, i] = grams[c, i, j]
    return log_det


@dataclass(frozen=True, kw_only=True, eq=False)
class Days:
    """Every member's row in global columns, and which day it was."""

    rows: FloatArray
    whole: BoolArray
    day: IntArray
    start: IntArray

    def grams(self, sigma: FloatArray, phi: float) -> tuple[FloatArray, float]:
        """R⁻¹ products of every couple, and Σ log|R|; not a number where there is no such process."""
        m = self.rows.shape[2]
        grams = np.zeros((len(self.start) - 1, m, m))
        if not np.linalg.eigvalsh(sigma[: 1 + (sigma[1, 1] > 0), : 1 + (sigma[1, 1] > 0)])[0] > 0 or abs(phi) >= 1:
            return grams, np.nan
        return grams, float(whitened_grams(self.rows, self.whole, self.day, self.start, sigma, phi, grams))


def days_of(local: Local, design: Design) -> Days:
    """From local to global columns; couples without a row that counts have no days."""
    used = local.whole.any(axis=1)
    columns, whole, day = local.columns[used], local.whole[used], local.day[used]
    rows = np.stack([columns[:, member] @ design.maps[member].T for member in (0, 1)], axis=1)
    before = np.concatenate([[0], np.cumsum(used)])
    start = np.unique(before[local.start])
    return Days(rows=rows, whole=whole, day=day, start=start)


@dataclass(frozen=True, kw_only=True, eq=False)
class CarriedPoint(Point):
    """A point where the residuals carry over. log_r, residual_traces: by the filter, traces from differences of it."""

    filtered: float
    differences: FloatArray

    @cached_property
    def log_r(self) -> float:
        """Σ log|R|."""
        return self.filtered

    @cached_property
    def residual_traces(self) -> FloatArray:
        """tr R⁻¹R_h of Σ's entries and of φ."""
        return self.differences

    @cached_property
    def residual_information(self) -> FloatArray:
        """As if every day of every couple followed the last and nothing else were estimated: only a first guess, which
        the climb corrects as it learns."""
        h = len(self.moments.qr)
        information = np.empty((h, h))
        days, phi = self.counts.days, self.place.phi
        patterns = self.structure.patterns
        information[:-1, :-1] = self._traces(patterns[:, None], patterns) / 2
        members = self.counts.observations / days
        information[-1, -1] = days * members * (1 + phi**2) / (1 - phi**2) ** 2
        information[-1, :-1] = information[:-1, -1] = -phi / (1 - phi**2) * self._traces(patterns)
        return information

    @cached_property
    def jacobian(self) -> FloatArray:
        """With φ = tanh of its coordinate."""
        of_roots = self.structure.jacobian(self.roots)
        n = len(of_roots)
        jacobian = np.zeros((n + 1, n + 1))
        jacobian[:n, :n] = of_roots
        jacobian[n, n] = 1 - self.place.phi**2
        return jacobian

    @cached_property
    def bend(self) -> FloatArray:
        """Expected downward curvature."""
        bend = self.jacobian.T @ self.information @ self.jacobian
        bend[:-1, :-1] += self.structure.bend(self.gradient[:-1])
        return np.asarray(bend)


@dataclass(frozen=True, kw_only=True, eq=False)
class Carried:
    """What a pass over days brings home, to be added up: moments, Σ log|R|, and its slopes."""

    moments: Moments
    log_r: float
    traces: FloatArray

    def __add__(self, other: "Carried") -> "Carried":
        return Carried(
            moments=self.moments + other.moments,
            log_r=self.log_r + other.log_r,
            traces=self.traces + other.traces,
        )


DaysPass = Callable[[Structure, Place], Carried]
"""One pass over the days of all couples, wherever they are."""


def carried(days: Days, *, wiring: Wiring, structure: Structure, place: Place) -> Carried:
    """The map: one filtering of these couples' days, and two more for each number of the residuals."""
    sigma, phi = structure.sigma(place.roots), place.phi
    here, log_r = days.grams(sigma, phi)
    grams = [here]
    traces = []
    size = max(float(np.max(np.diag(sigma))), SMALL) * SMALL
    moves = [(size * pattern, 0.0, size) for pattern in structure.patterns]
    for change, turn, step in [*moves, (np.zeros((2, 2)), SMALL, SMALL)]:
        above, log_above = days.grams(sigma + change, phi + turn)
        below, log_below = days.grams(sigma - change, phi - turn)
        grams.append((below - above) / (2 * step))
        traces.append((log_above - log_below) / (2 * step))
    weights = Weights(
        of_r=np.zeros(BLOCKS), of_each=np.zeros((len(traces), BLOCKS)), root=structure.root_of_g(place.roots)
    )
    moments = leaf(np.zeros((len(here), 0)), wiring, weights, np.stack(grams, axis=1))
    return Carried(moments=moments, log_r=log_r, traces=np.array(traces))


def carried_at(over: DaysPass, structure: Structure, *, counts: Counts, method: Method, held: int | None = None) -> At:
    """Everything at a place, from one pass over the days."""

    def at(place: Place) -> Point:
        found = over(structure, place)
        return CarriedPoint(
            place=place, structure=structure, moments=found.moments, counts=counts, method=method, held=held,
            filtered=found.log_r, differences=found.traces,
        )  # fmt: skip

    return at


def observed_spread(top: Point, at: At) -> FloatArray:
    """The covariance of the estimated entries: the inverse of how the slope falls around the top."""
    n = len(top.in_roots[0])
    scale = 1 / np.sqrt(np.maximum(np.diag(top.in_roots[1]), np.finfo(float).tiny))
    fall = np.empty((n, n))
    for i in range(n):
        step = np.zeros(n)
        step[i] = CURVATURE * min(scale[i], 1.0)
        ahead, behind = (at(top.place.moved(top.structure, sign * step)).in_roots[0] for sign in (1, -1))
        fall[i] = (behind - ahead) / (2 * step[i])
    spread = np.linalg.pinv((fall + fall.T) / 2, hermitian=True)
    return np.asarray(top.jacobian @ spread @ top.jacobian.T)
