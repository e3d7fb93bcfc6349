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
    def totals(self) -> Counts:
        """Over all couples."""
        pairs, first, second = (float(n) for n in self.counts.sum(axis=0))
        return Counts(pairs=pairs, first=first, second=second, couples=len(self.counts))


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
    would add by itself shares the other half."""
    x, z = design.wiring.x, design.wiring.z
    inner, outer = plain[np.ix_(x[:-1], x[:-1])], plain[x[:-1], x[-1]]
    misfit = float(plain[x[-1], x[-1]] - outer @ np.linalg.lstsq(inner, outer, rcond=None)[0])
    variance = max(misfit, 1e-12 * float(plain[x[-1], x[-1]])) / rows
    sizes = np.maximum(np.diag(plain)[z] / rows, np.finfo(float).tiny)
    random = np.sqrt((1 - START_SHARE) * variance / max(len(z), 1) / sizes)
    return start_roots(design.structure, random, np.sqrt(START_SHARE * variance))


def start_roots(structure: Structure, random: FloatArray, residual: float) -> Roots:
    """Diagonal roots."""
    blocks = [np.diag(random[block]) for block in structure.random]
    return [*blocks, *(residual * np.eye(along.shape[1]) for along in structure.residual)]
