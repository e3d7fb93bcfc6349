"""The data as the estimator keeps them: a row of sums for every couple, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.estimate import Counts, Roots
from intertwine.insights.cohort.kernels import sum_blocks
from intertwine.insights.cohort.local import Local
from intertwine.insights.cohort.moments import Wiring, day_weights
from intertwine.insights.cohort.types import Flow

FloatArray = NDArray[np.float64]

STILL = 1e-12
"""A variance below this share of the mean square is rounding."""

START_SHARE = 0.5
"""Of the outcome's variance around the fixed effects that the climb begins by giving to the residuals."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Couples:
    """sums: (couples, blocks) as kernels.sum_blocks writes them; counts: (couples, 3). Couples without a row that
    counts are not here."""

    sums: FloatArray
    counts: FloatArray
    flow: Flow

    @property
    def summary(self) -> "CouplesSummary":
        """Over all couples."""
        return CouplesSummary(
            total=self.sums.sum(axis=0),
            days=self.counts.sum(axis=0),
            couples=len(self.sums),
            flow=self.flow,
            still=self._still,
        )

    @property
    def _still(self) -> int:
        """Members with several rows whose outcome is the same in all of them."""
        width = self.sums.shape[1]
        k = round((np.sqrt(1 + 3 * width) - 1) / 3)  # the blocks hold 3k² + 2k sums
        triangle, square = k * (k + 1) // 2, k * k
        blocks = ((0, 2 * triangle + square), (triangle + square, 3 * triangle + square))
        last = triangle - k  # where the outcome's row of a block begins: its product with the intercept, which is first
        found = 0
        for member, (both, alone) in enumerate(blocks):
            days = self.counts[:, 0] + self.counts[:, 1 + member]
            total, squares = (self.sums[:, both + at] + self.sums[:, alone + at] for at in (last, triangle - 1))
            found += int(((days > 1) & (squares * days - total**2 <= STILL * squares * days)).sum())
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class CouplesSummary:
    """All that must be known of all couples together. total: the sum of their sums; days: of both, of one alone; still:
    members whose outcome never changes."""

    total: FloatArray
    days: FloatArray
    couples: int
    flow: Flow
    still: int

    @property
    def counts(self) -> Counts:
        """The days and couples, named."""
        pairs, first, second = (float(n) for n in self.days)
        return Counts(pairs=pairs, first=first, second=second, couples=self.couples)

    def __add__(self, other: "CouplesSummary") -> "CouplesSummary":
        return CouplesSummary(
            total=self.total + other.total,
            days=self.days + other.days,
            couples=self.couples + other.couples,
            flow=self.flow + other.flow,
            still=self.still + other.still,
        )


def couples_of(local: Local) -> Couples:
    """Add up every couple's days."""
    k = local.columns.shape[2]
    sums = np.zeros((len(local.start) - 1, 2 * k * (k + 1) + k * k))
    counts = np.zeros((len(sums), 3))
    sum_blocks(local.columns, local.whole, local.start, sums, counts)
    used = counts.any(axis=1)
    return Couples(sums=sums[used], counts=counts[used], flow=local.flow)


def together(parts: Sequence[Couples]) -> Couples:
    """One after another."""
    flow = parts[0].flow
    for part in parts[1:]:
        flow = flow + part.flow
    return Couples(
        sums=np.concatenate([part.sums for part in parts]),
        counts=np.concatenate([part.counts for part in parts]),
        flow=flow,
    )


def gram(totals: FloatArray, wiring: Wiring) -> FloatArray:
    """The plain Gram matrix of all global columns over all rows: from the sums of sums."""
    weights = day_weights(np.eye(2), np.ones(2))
    m = int(max(wiring.x.max(), wiring.z.max(initial=0))) + 1
    result = np.zeros((m, m))
    values = weights[wiring.place[:, 1]] * wiring.sign * totals[wiring.place[:, 0]]
    np.add.at(result, (wiring.place[:, 2], wiring.place[:, 3]), values)
    return result + np.tril(result, -1).T


def start_of(design: Design, plain: FloatArray, rows: int) -> Roots:
    """Where the climb begins: half the variance around the fixed effects is the days', and what each random effect
    would add by itself shares the other half. In few digits, so that it is the same start however the couples were cut
    into parts before they were added up."""
    x, z = design.wiring.x, design.wiring.z
    inner, outer = plain[np.ix_(x[:-1], x[:-1])], plain[x[:-1], x[-1]]
    misfit = float(plain[x[-1], x[-1]] - outer @ np.linalg.lstsq(inner, outer, rcond=None)[0])
    variance = max(misfit, 1e-12 * float(plain[x[-1], x[-1]])) / rows
    sizes = np.maximum(np.diag(plain)[z] / rows, np.finfo(float).tiny)
    random = np.sqrt((1 - START_SHARE) * variance / max(len(z), 1) / sizes)
    return start_roots(design.structure, few_digits(random), float(few_digits(np.sqrt(START_SHARE * variance))))


def few_digits(values: FloatArray) -> FloatArray:
    """The nearest numbers of 16 binary digits."""
    whole, power = np.frexp(values)
    return np.asarray(np.ldexp(np.round(whole * 2.0**16), power - 16))


def start_roots(structure: Structure, random: FloatArray, residual: float) -> Roots:
    """Diagonal roots."""
    blocks = [np.diag(random[block]) for block in structure.random]
    return [*blocks, *(residual * np.eye(along.shape[1]) for along in structure.residual)]
