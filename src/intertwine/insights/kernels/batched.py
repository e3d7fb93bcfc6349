"""The Kalman filter of `reference`, for many parameter vectors and one diary at once.

The batch is the last axis of every array, so that one NumPy call does one scalar operation of all filters and its
fixed cost is shared; what was observed when is the same for the whole batch and is worked out once (`Observed`).
Every state is observed directly (loading = identity) and the start is stationary.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.reference import DOUBLINGS

FloatArray = NDArray[np.float64]

LOG_2PI = float(np.log(2 * np.pi))


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """A diary ready for filtering: `values` (days, k), 0 where not `present`, and per day which are there."""

    values: FloatArray
    present: NDArray[np.bool_]
    there: tuple[tuple[int, ...], ...]
    count: int

    @classmethod
    def of(cls, observed: FloatArray) -> "Observed":
        """From an array of shape (days, k) with NaN for missing."""
        present = ~np.isnan(observed)
        there = tuple(tuple(int(series) for series in np.flatnonzero(row)) for row in present)
        return cls(values=np.where(present, observed, 0.0), present=present, there=there, count=int(present.sum()))


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """m models. transition, innovation, start: (k, k, m); mean, error: (k, m). All finite; Φ stationary."""

    transition: FloatArray
    innovation: FloatArray
    start: FloatArray
    mean: FloatArray
    error: FloatArray


def multiply(left: FloatArray, right: FloatArray) -> FloatArray:
    """Matrix products along the last axis: (i, j, m) times (j, k, m) is (i, k, m)."""
    return np.asarray(np.einsum("ijm,jkm->ikm", left, right))


def stationary_covariances(transition: FloatArray, innovation: FloatArray) -> FloatArray:
    """P with P = ΦPΦᵀ + Q for every model of the batch, by doubling. The caller has refused what is not stationary."""
    power, total = transition, innovation
    for _ in range(DOUBLINGS):
        total = total + np.einsum("ijm,kjm->ikm", multiply(power, total), power)
        power = multiply(power, power)
    return total


def batched_log_likelihood(models: Batch, observed: Observed) -> FloatArray:
    """log p(observed) under each model: (m,)."""
    k, m = models.mean.shape
    # One array holds the covariance and, as a last column, (predicted mean − what was observed): a scalar update is
    # then the same subtraction for both. Columns of missing values hold the mean itself, their day's offset being 0.
    joint = np.zeros((k, k + 1, m))
    joint[:, :k] = models.start
    covariance, gap = joint[:, :k], joint[:, k]
    step = np.empty((k, k + 1, m))
    gain = np.empty((k, m))
    variances, surprises = np.empty((observed.count, m)), np.empty((observed.count, m))
    offsets = np.where(observed.present[:, :, None], observed.values[:, :, None] - models.mean, 0.0)
    row = 0
    for day, there in enumerate(observed.there):
        if day > 0:
            np.einsum("ijm,jkm->ikm", models.transition, joint, out=step)
            np.einsum("ijm,kjm->ikm", step[:, :k], models.transition, out=covariance)
            covariance += models.innovation
            gap[:] = step[:, k]
        if not there:
            continue
        gap -= offsets[day]
        for series in there:
            np.add(covariance[series, series], models.error[series], out=variances[row])
            surprises[row] = gap[series]
            np.divide(covariance[:, series], variances[row], out=gain)
            np.multiply(gain[:, None], joint[series][None], out=step)
            joint -= step
            row += 1
        gap += offsets[day]
    misfit = (np.log(variances) + surprises**2 / variances).sum(axis=0)
    return np.asarray(-0.5 * (misfit + observed.count * LOG_2PI))
