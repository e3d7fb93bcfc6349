"""The log posterior of one edge, whole and compiled: from 28 numbers through prior, state-space model and filter.

The same number as `Prior.log_density`, `models` and `reference.kalman_log_likelihood` give one after the other, to
1e-8; see `model.py` for what the parameters are. What makes it fast:

- LANES parameter vectors go through the diary side by side. What was answered when is the same for all of them, so the
  inner loops are the same arithmetic on neighbouring numbers, which the compiler turns into vector instructions.
- Φ = [[F, 0], [G, C]] is block-triangular and covariances are symmetric: a day costs some 170 operations, an answer
  some 36, where dense 4 × 4 matrices would take 300 and 60.
- Logarithms are taken once for four days: until then the variances are multiplied.

Where everything of a lane lies is said in `rows.py`.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.building import build, level_widths, radius
from intertwine.insights.kernels.compiling import compiled
from intertwine.insights.kernels.filtering import add_log_likelihood
from intertwine.insights.kernels.rows import (
    LANES,
    LEVEL,
    LEVEL_0,
    LOG_SD,
    LOGIT,
    SIZE,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
SideArray = NDArray[np.int8]


@compiled
def log_prior(  # noqa: PLR0917 - numba knows no keyword-only arguments
    lane: int,
    x: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    shape: tuple[float, float],
    farthest: float,
    limit: float,
) -> float:
    """Log density of all but the levels, up to a constant; −inf where it is refused. shape: a and b of the Beta."""
    total = 0.0
    for j in range(28):
        value = x[LANES * j + lane]
        far = (value - mean[j]) / sd[j]
        if LEVEL <= j < LOGIT:
            continue
        if not abs(far) < farthest:
            return -np.inf
        if j < LEVEL:
            total -= 0.5 * far * far
        else:
            total += shape[0] * value - (shape[0] + shape[1]) * np.log1p(np.exp(value))
    if not radius(x[lane], x[8 + lane], x[16 + lane], x[24 + lane]) < limit:
        return -np.inf
    if not radius(x[96 + lane], x[104 + lane], x[112 + lane], x[120 + lane]) < limit:
        return -np.inf
    return total


@compiled
def unshear(n: int, x: FloatArray) -> None:
    """Straight coordinates hold log sd − ½ log ρ where parameters hold log sd."""
    for i in range(n):
        driver = 0.5 * np.log1p(np.exp(-x[LANES * LOGIT + i]))
        outcome = 0.5 * np.log1p(np.exp(-x[LANES * (LOGIT + 1) + i]))
        x[LANES * LOG_SD + i] -= driver
        x[LANES * (LOG_SD + 1) + i] -= driver
        x[LANES * (LOG_SD + 2) + i] -= outcome
        x[LANES * (LOG_SD + 3) + i] -= outcome


@compiled
def unscale_levels(n: int, x: FloatArray, centre: FloatArray, widths: FloatArray, heights: FloatArray) -> None:
    """From straight levels to levels, and the Jacobian of that onto the heights."""
    for series in range(4):
        for i in range(n):
            width = widths[LANES * series + i]
            x[LANES * (LEVEL + series) + i] = centre[series] + width * x[LANES * (LEVEL + series) + i]
            heights[i] += np.log(width)


@compiled
def place_levels(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int, x: FloatArray, s: FloatArray, mean: FloatArray, sd: FloatArray, farthest: float, heights: FloatArray
) -> None:
    """The levels into the model, and their prior onto the heights."""
    for series in range(4):
        for i in range(n):
            value = x[LANES * (LEVEL + series) + i]
            far = (value - mean[LEVEL + series]) / sd[LEVEL + series]
            s[LEVEL_0 + LANES * series + i] = value
            heights[i] -= 0.5 * far * far if abs(far) < farthest else np.inf


@compiled
def bend(  # noqa: PLR0917 - numba knows no keyword-only arguments
    points: FloatArray,
    days: int,
    per_answer: FloatArray,
    centre: FloatArray,
    sd: FloatArray,
    smallest_error: float,
) -> FloatArray:
    """From straight coordinates that have a density to parameters, (28, m) both. For the rest see `log_posterior`."""
    m = points.shape[1]
    theta = np.empty((28, m))
    x, s, heights, widths = np.empty(28 * LANES), np.empty(SIZE), np.zeros(LANES), np.empty(4 * LANES)
    for first in range(0, m, LANES):
        n = min(LANES, m - first)
        for i in range(n):
            x[i::LANES] = points[:, first + i]
        unshear(n, x)
        build(n, x, s, smallest_error)
        level_widths(n, s, sd, per_answer, days, widths)
        unscale_levels(n, x, centre, widths, heights)
        for i in range(n):
            theta[:, first + i] = x[i::LANES]
    return theta


@compiled
def log_posterior(  # noqa: PLR0917 - numba knows no keyword-only arguments
    points: FloatArray,
    straight: bool,
    values: FloatArray,
    present: BoolArray,
    side: SideArray,
    bound: FloatArray,
    whose: IntArray,
    per_answer: FloatArray,
    centre: FloatArray,
    mean: FloatArray,
    sd: FloatArray,
    shape: tuple[float, float],
    smallest_error: float,
    farthest: float,
    limit: float,
) -> FloatArray:
    """Of points (28, m), up to a constant: (m,), −inf where the model is refused.

    straight: whether the points are straight coordinates (`posterior.py`), with the density there, or parameters.
    values, present, side, bound: see `Observed`; whose: the walker each point belongs to, (m,). per_answer: 1 / the
    number of answers, centre: where the straight levels are 0, (4,). mean, sd: the prior's (28,). shape: a and b of the
    reliabilities' Beta. smallest_error: of an error variance. farthest: in prior standard deviations, what is not
    computed beyond. limit: of the spectral radius.
    """
    m = points.shape[1]
    out = np.empty(m)
    x, s, heights, widths = np.empty(28 * LANES), np.empty(SIZE), np.empty(LANES), np.empty(4 * LANES)
    for first in range(0, m, LANES):
        n = min(LANES, m - first)
        for i in range(n):
            x[i::LANES] = points[:, first + i]
        if straight:
            unshear(n, x)
        for i in range(n):
            heights[i] = log_prior(i, x, mean, sd, shape, farthest, limit)
            if heights[i] == -np.inf:  # something finite in its lane, that it may not slow down or stop the others
                x[i::LANES] = mean
        build(n, x, s, smallest_error)
        if straight:
            level_widths(n, s, sd, per_answer, values.shape[0], widths)
            unscale_levels(n, x, centre, widths, heights)
        place_levels(n, x, s, mean, sd, farthest, heights)
        add_log_likelihood(n, s, values, present, side, bound, whose[first:], heights)
        for i in range(n):
            out[first + i] = heights[i] if heights[i] > -np.inf else -np.inf  # a level that is not a number
    return out
