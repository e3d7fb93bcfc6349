"""The log posterior of one edge, its highest point, and its curvature there.

Only a starting point comes from here: the curvature's normal approximation is too narrow on short diaries and is never
shown to anyone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels import Observed, log_posterior
from intertwine.insights.kernels.reference import MAX_SPECTRAL_RADIUS
from intertwine.insights.model import FARTHEST, LEVEL, SIZE, Prior

FloatArray = NDArray[np.float64]

Height = Callable[[FloatArray], FloatArray]
"""A function of points (28, m) giving (m,)."""

SLOPE_STEP, CURVATURE_STEP = 1e-4, 1e-2
"""Of central differences, in prior standard deviations."""

MAX_CLIMB = 200
ENOUGH = 1e-4
"""A climb ends when a whole step gains less than this in log density."""

STRIDES = 2.0 ** np.arange(1, -14, -1)
"""Tried all at once along the way up."""

FLATTEST, STEEPEST = 0.25, 1e4
"""The curvature is kept between that of a normal twice as wide as the prior and one a hundred times as narrow."""

CHUNK = 256


@dataclass(frozen=True, kw_only=True, eq=False)
class Posterior:
    """Callable on parameters (28, m); gives log densities up to a constant (m,), −inf where the model is refused."""

    prior: Prior
    observed: Observed

    def __call__(self, theta: FloatArray) -> FloatArray:
        """Log prior + log likelihood."""
        return log_posterior(
            np.ascontiguousarray(theta),
            self.observed.values,
            self.observed.present,
            self.prior.mean,
            self.prior.sd,
            self.prior.reliability,
            self.prior.smallest_error_variance,
            FARTHEST,
            MAX_SPECTRAL_RADIUS,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Peak:
    """The mode (28,) and the inverse negative curvature there (28, 28), positive definite."""

    mode: FloatArray
    covariance: FloatArray


def find_peak(posterior: Posterior) -> Peak:
    """Climb by BFGS from the prior's centre and the observed levels, in units of the prior's standard deviations."""
    start = posterior.prior.mean.copy()
    there = posterior.observed.present.sum(axis=0)
    start[LEVEL] = posterior.observed.values.sum(axis=0) / np.maximum(there, 1)
    scale = posterior.prior.sd

    def height(z: FloatArray) -> FloatArray:
        return posterior(start[:, None] + scale[:, None] * z)

    top = _climb(height)
    spread = np.linalg.inv(_curvature(height, top))
    return Peak(mode=start + scale * top, covariance=spread * np.outer(scale, scale))


def _climb(height: Height) -> FloatArray:
    """BFGS with all strides tried in one batch; never leaves a point for a lower one. From 0, returns (28,)."""
    here, inverse = np.zeros(SIZE), np.eye(SIZE)
    level, slope = float(height(here[:, None])[0]), _slope(height, here)
    for _ in range(MAX_CLIMB):
        tried = here[:, None] + np.outer(inverse @ slope, STRIDES)
        heights = height(tried)
        best = int(np.argmax(heights))
        if not heights[best] > level + ENOUGH:
            break
        move = tried[:, best] - here
        here, level = tried[:, best], float(heights[best])
        fell = slope - (slope := _slope(height, here))
        inverse = _updated(inverse, move=move, fell=fell)
    return here


def _updated(inverse: FloatArray, *, move: FloatArray, fell: FloatArray) -> FloatArray:
    """The BFGS update of the inverse curvature; none where the slope did not fall along the way."""
    bend = float(move @ fell)
    if bend <= 0:
        return inverse
    shear = np.eye(SIZE) - np.outer(move, fell) / bend
    return np.asarray(shear @ inverse @ shear.T + np.outer(move, move) / bend)


def _slope(height: Height, at: FloatArray) -> FloatArray:
    steps = np.eye(SIZE) * SLOPE_STEP
    values = height(at[:, None] + np.hstack([steps, -steps]))
    return _finite((values[:SIZE] - values[SIZE:]) / (2 * SLOPE_STEP))


def _curvature(height: Height, at: FloatArray) -> FloatArray:
    """Minus the second derivatives by central differences, its eigenvalues kept within FLATTEST … STEEPEST."""
    rows, columns = np.triu_indices(SIZE)
    unit = np.eye(SIZE) * CURVATURE_STEP
    total = np.zeros(len(rows))
    for first, second in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        points = at[:, None] + first * unit[:, rows] + second * unit[:, columns]
        values = [height(points[:, start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]
        total += first * second * np.concatenate(values)
    curvature = np.zeros((SIZE, SIZE))
    curvature[rows, columns] = curvature[columns, rows] = _finite(-total / (4 * CURVATURE_STEP**2))
    bends, axes = np.linalg.eigh(curvature)
    return np.asarray(axes * np.clip(bends, FLATTEST, STEEPEST) @ axes.T)


def _finite(values: FloatArray) -> FloatArray:
    """At the rim of what is refused a difference is infinite or undefined: take it as flat."""
    return np.where(np.isfinite(values), values, 0.0)
