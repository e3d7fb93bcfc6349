"""Posterior predictive checks: would diaries made by the fitted model look like this one?

Two looks per series: how much a day resembles the day before (lag-1 autocorrelation), and how many answers sit at an
end of the slider. Replicates have the diary's own missing days and its slider.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights import ends
from intertwine.insights.kernels.replicas import replicas
from intertwine.insights.model import POINTS_PER_STEP, SERIES_COUNT, Batch, Prior, models
from intertwine.insights.series import HIGHEST, LOWEST
from intertwine.insights.types import Edge

FloatArray = NDArray[np.float64]

REPLICATES = 400
MIN_PAIRS = 7
"""Pairs of adjacent answered days, below which an autocorrelation is not looked at."""


def checks(
    theta: FloatArray,
    observed: FloatArray,
    edge: Edge,
    *,
    moved: FloatArray,
    finest: FloatArray,
    prior: Prior,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Two-sided tail probabilities by "check.series.member", from draws (28, m) and a diary (days, 4) in points.

    `moved` (days, 4): how far usual levels were from their mean on each day, which the draws know nothing of. `finest`
    (4,): the distance between neighbouring values of each series, in points.
    """
    some = theta[:, rng.choice(theta.shape[1], REPLICATES, replace=False)]
    batch = models(some, smallest_error_variance=prior.smallest_error_variance)
    replicas, sides = _replicas(batch, moved, rng), ends.sides(observed)
    found: dict[str, float] = {}
    for column in range(SERIES_COUNT):
        series, member = (edge.driver, edge.outcome)[column // 2], column % 2
        there, near = ~np.isnan(observed[:, column]), float(finest[column]) / 2
        real = np.where(there, observed[:, column], 0.0)[:, None]
        made = _piled_up(replicas[:, column], sides[:, column], near)
        if (there[1:] & there[:-1]).sum() >= MIN_PAIRS:
            found[f"autocorrelation.{series}.{member}"] = _tail(
                _autocorrelation(real, there), _autocorrelation(made, there)
            )
        found[f"ends.{series}.{member}"] = _tail(_at_ends(real, there, 0.0), _at_ends(made, there, near))
    return found


def _replicas(batch: Batch, moved: FloatArray, rng: np.random.Generator) -> FloatArray:
    """A diary made by each model, in points and within the slider: (days, 4, m)."""
    normals = rng.standard_normal((len(moved), 2, *batch.mean.shape))
    first, later = _roots(batch.start), _roots(batch.innovation)
    made = replicas(batch.transition, first, later, batch.mean, np.sqrt(batch.error), normals)
    return np.clip(POINTS_PER_STEP * made + moved[..., None], LOWEST, HIGHEST)


def _piled_up(made: FloatArray, side: NDArray[np.int8], near: float) -> FloatArray:
    """Replicas (days, m) of a series whose answers at an end are bounds: within `near` points of it they are there."""
    if (side > 0).any():
        made = np.where(made >= HIGHEST - near, HIGHEST, made)
    return np.where(made <= LOWEST + near, LOWEST, made) if (side < 0).any() else made


def _roots(covariances: FloatArray) -> FloatArray:
    roots = np.moveaxis(np.linalg.cholesky(np.moveaxis(covariances, -1, 0)), 0, -1)
    return np.ascontiguousarray(roots, dtype=np.float64)


def _autocorrelation(values: FloatArray, there: NDArray[np.bool_]) -> FloatArray:
    """At lag 1 over adjacent answered days, of columns (days, m): (m,). 0 where a column is constant."""
    around = np.where(there[:, None], values - values[there].mean(axis=0), 0.0)
    pairs = there[1:] & there[:-1]
    spread = (around**2).sum(axis=0) / there.sum()
    together = (around[1:] * around[:-1])[pairs].mean(axis=0)
    return np.asarray(together / np.where(spread > 0, spread, np.inf))


def _at_ends(values: FloatArray, there: NDArray[np.bool_], near: float) -> FloatArray:
    """Share of answers within `near` points of an end: (m,)."""
    seen = values[there]
    return np.asarray(((seen <= LOWEST + near) | (seen >= HIGHEST - near)).mean(axis=0))


def _tail(real: FloatArray, made: FloatArray) -> float:
    """How far out the real figure lies among the made ones, both sides; ties never make it extreme."""
    above, below = (made >= real).sum() + 1, (made <= real).sum() + 1
    return float(min(1.0, 2 * min(above, below) / (len(made) + 1)))
