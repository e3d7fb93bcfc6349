"""The log posterior of one edge, its highest point, and its curvature there.

The sampler moves in *straight coordinates*: the parameters, but for two bends that diaries put into every posterior.
How much of a day's news is error is hardly known; what is known is log sd − ½ log ρ, the size of news and error
together, and that stands in the place of log sd. And how sure a usual level is depends on how long days carry over:
levels are counted from the mean of the answers, in units of about how sure they are (`kernels.compiled.level_widths`).
The density there is the posterior's times the Jacobian of the way back, so nothing about it is approximate.

Only a starting point comes from the curvature: its normal approximation is too narrow on short diaries and is never
shown to anyone.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels import Observed, bend, log_posterior, stand_ins
from intertwine.insights.kernels.reference import MAX_SPECTRAL_RADIUS
from intertwine.insights.model import FARTHEST, LEVEL, LOG_SD, LOGIT_RELIABILITY, SIZE, Prior

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Height = Callable[[FloatArray], FloatArray]
"""A function of points (28, m) giving (m,)."""

SLOPE_STEP, CURVATURE_STEP = 1e-4, 1e-2
"""Of central differences, in prior standard deviations."""

MAX_CLIMB = 200
ENOUGH = 1e-4
"""A climb ends when a whole step gains less than this in log density."""

TO_EACH_SIDE = SLOPE_STEP * np.hstack([np.eye(SIZE), -np.eye(SIZE)])

PAIRS = np.triu_indices(SIZE, 1)
_TWO_AT_ONCE = np.eye(SIZE)[:, PAIRS[0]] + np.eye(SIZE)[:, PAIRS[1]]
ALL_AROUND = CURVATURE_STEP * np.hstack([np.zeros((SIZE, 1)), np.eye(SIZE), -np.eye(SIZE), _TWO_AT_ONCE, -_TWO_AT_ONCE])
PARTS = np.cumsum([1, SIZE, SIZE, len(PAIRS[0])])
"""Where the density is asked for a curvature: here, up and down by one parameter, up and down by two."""

STRIDES = 2.0 ** np.arange(1, -7, -1)
SHORT_STRIDES = 2.0 ** np.arange(1, -19, -1)
"""Tried all at once along the way up; the second where bounds bend the ground."""

FLATTEST, STEEPEST = 0.25, 1e4
"""The curvature is kept between that of a normal twice as wide as the prior and one a hundred times as narrow."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Posterior:
    """Gives log densities (m,), up to a constant, −inf where the model is refused: called, of parameters (28, m)."""

    prior: Prior
    observed: Observed

    def __call__(self, theta: FloatArray) -> FloatArray:
        """Log prior + log likelihood of the first diary."""
        return self._heights(theta, np.zeros(theta.shape[1], dtype=np.int64), straight=False)

    def straight(self, points: FloatArray) -> FloatArray:
        """Of straight coordinates (28, m), the density there, with the first diary."""
        return self.heights(points, np.zeros(points.shape[1], dtype=np.int64))

    def heights(self, points: FloatArray, whose: IntArray) -> FloatArray:
        """The same with the diary of the walker each point belongs to, (m,). A lone diary is everybody's."""
        return self._heights(points, whose, straight=True)

    def renewed(self, points: FloatArray, rng: np.random.Generator) -> Self:
        """With every walker's own stand-ins for what is only a bound drawn once more, where the walkers are (28, m).

        Itself where no answer is only a bound.
        """
        prior, observed = self.prior, self.observed
        if not observed.is_bounded:
            return self
        values = np.repeat(observed.values, points.shape[1] // observed.values.shape[2], axis=2)
        drawn = stand_ins(
            np.ascontiguousarray(points),
            values,
            observed.present,
            observed.side,
            observed.bound,
            observed.per_answer,
            observed.centre,
            prior.sd,
            prior.smallest_error_variance,
            rng,
        )
        return replace(self, observed=observed.with_values(drawn))

    def parameters(self, points: FloatArray) -> FloatArray:
        """From straight coordinates to parameters, (28, m). Only for points that have a density."""
        prior, observed = self.prior, self.observed
        return bend(
            np.ascontiguousarray(points),
            len(observed.values),
            observed.per_answer,
            observed.centre,
            prior.sd,
            prior.smallest_error_variance,
        )

    def _heights(self, points: FloatArray, whose: IntArray, *, straight: bool) -> FloatArray:
        prior, observed = self.prior, self.observed
        return log_posterior(
            np.ascontiguousarray(points),
            straight,
            observed.values,
            observed.present,
            observed.side,
            observed.bound,
            whose,
            observed.per_answer,
            observed.centre,
            prior.mean,
            prior.sd,
            prior.reliability,
            prior.smallest_error_variance,
            FARTHEST,
            MAX_SPECTRAL_RADIUS,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Peak:
    """The mode (28,) and the inverse negative curvature there (28, 28), positive definite; in straight coordinates."""

    mode: FloatArray
    covariance: FloatArray


def find_peak(posterior: Posterior) -> Peak:
    """Climb from the prior's centre and the observed levels."""
    start, scale, height = _around_the_prior(posterior)
    top = _climb(height, persistent=posterior.observed.is_bounded)
    return Peak(mode=start + scale * top, covariance=_spread(height, top) * np.outer(scale, scale))


def find_mode(posterior: Posterior) -> FloatArray:
    """The parameters (28,) at the peak, without its curvature."""
    start, scale, height = _around_the_prior(posterior)
    top = _climb(height, persistent=posterior.observed.is_bounded)
    return posterior.parameters((start + scale * top)[:, None])[:, 0]


def _around_the_prior(posterior: Posterior) -> tuple[FloatArray, FloatArray, Height]:
    """The prior's centre and widths in straight coordinates, and the density in terms of these."""
    start, scale = posterior.prior.mean.copy(), posterior.prior.sd.copy()
    start[LOG_SD] += np.repeat(np.logaddexp(0, -start[LOGIT_RELIABILITY]), 2) / 2
    start[LEVEL], scale[LEVEL] = 0.0, 1.0

    def height(z: FloatArray) -> FloatArray:
        return posterior.straight(start[:, None] + scale[:, None] * z)

    return start, scale, height


def _climb(height: Height, *, persistent: bool = False) -> FloatArray:
    """BFGS from 0 and the curvature there, all strides tried in one batch; never leaves a point for a lower one.

    persistent: where no stride gains, look at the curvature once more and go on. Bounds bend the ground so much that
    what was learnt on the way can lead nowhere long before the top.
    """
    here = np.zeros(SIZE)
    inverse, afresh, strides = _spread(height, here), True, SHORT_STRIDES if persistent else STRIDES
    level, slope = float(height(here[:, None])[0]), _slope(height, here)
    for _ in range(MAX_CLIMB):
        tried = here[:, None] + np.outer(inverse @ slope, strides)
        heights = height(tried)
        best = int(np.argmax(heights))
        if not heights[best] > level + ENOUGH:
            if afresh or not persistent:
                break
            inverse, afresh = _spread(height, here), True
            continue
        move = tried[:, best] - here
        here, level = tried[:, best], float(heights[best])
        fell = slope - (slope := _slope(height, here))
        inverse, afresh = _updated(inverse, move=move, fell=fell), False
    return here


def _updated(inverse: FloatArray, *, move: FloatArray, fell: FloatArray) -> FloatArray:
    """The BFGS update of the inverse curvature; none where the slope did not fall along the way."""
    bend = float(move @ fell)
    if bend <= 0:
        return inverse
    shear = np.eye(SIZE) - np.outer(move, fell) / bend
    return np.asarray(shear @ inverse @ shear.T + np.outer(move, move) / bend)


def _slope(height: Height, at: FloatArray) -> FloatArray:
    values = height(at[:, None] + TO_EACH_SIDE)
    with np.errstate(invalid="ignore"):
        return _finite((values[:SIZE] - values[SIZE:]) / (2 * SLOPE_STEP))


def _spread(height: Height, at: FloatArray) -> FloatArray:
    """The inverse of minus the second derivatives, by central differences; eigenvalues within FLATTEST … STEEPEST."""
    middle, up, down, both_up, both_down = np.split(height(at[:, None] + ALL_AROUND), PARTS)
    rows, columns = PAIRS
    with np.errstate(invalid="ignore"):
        alone = up + down - 2 * middle
        both = (alone[rows] + alone[columns] + 2 * middle - both_up - both_down) / 2
    bends = np.diag(-alone)
    bends[rows, columns] = bends[columns, rows] = both
    values, axes = np.linalg.eigh(_finite(bends / CURVATURE_STEP**2))
    return np.asarray(axes / np.clip(values, FLATTEST, STEEPEST) @ axes.T)


def _finite(values: FloatArray) -> FloatArray:
    """At the rim of what is refused a difference is infinite or undefined: take it as flat."""
    return np.where(np.isfinite(values), values, 0.0)
