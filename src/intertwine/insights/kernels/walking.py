"""The bookkeeping of the sampler, compiled: where each walker is, its ellipse, its bracket. What it walks on is not
known here: `propose` says where the density is wanted, `settle` takes what it is there. See `sampler.py`.

Arrays have the walkers last. white: positions in the coordinates of the base, (d, m). Drawn beforehand for each step:
others, (steps, d, m), points that span the ellipse; news, (steps, 3, m), a gamma variable, how far the bar lies below
where the walker is, and the first angle as a share of the circle.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import compiled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

TURN = 2 * np.pi
REST, BAR, ANGLE, LOW, HIGH = range(5)
"""Rows of `now`, (5, m): log density over the base's where the walker is; the slice's height; the bracket."""


@compiled
def log_t(white: FloatArray, column: int, freedom: float) -> float:
    """Log density of the base up to a constant."""
    total = 0.0
    for row in range(white.shape[0]):
        total += white[row, column] * white[row, column]
    return float(-(freedom + white.shape[0]) / 2 * np.log1p(total / freedom))


@compiled
def out(centre: FloatArray, root: FloatArray, white: FloatArray) -> FloatArray:
    """From the base's coordinates to real ones, (d, m): centre + root · white, root lower triangular. Not NumPy's
    product, whose last digit may hang on the number of threads."""
    d, m = white.shape
    real = np.empty((d, m))
    for row in range(d):
        real[row] = centre[row]
        for column in range(row + 1):
            factor = root[row, column]
            for i in range(m):
                real[row, i] += factor * white[column, i]
    return real


@compiled
def into(centre: FloatArray, root: FloatArray, real: FloatArray) -> FloatArray:
    """The way back, by forward substitution."""
    d, m = real.shape
    white = np.empty((d, m))
    for row in range(d):
        white[row] = real[row] - centre[row]
        for column in range(row):
            factor = root[row, column]
            for i in range(m):
                white[row, i] -= factor * white[column, i]
        white[row] /= root[row, row]
    return white


@compiled
def begin(  # noqa: PLR0917 - numba knows no keyword-only arguments
    w: int,
    step: int,
    white: FloatArray,
    across: FloatArray,
    now: FloatArray,
    others: FloatArray,
    news: FloatArray,
    freedom: float,
) -> None:
    """A new ellipse: given where a walker is, the t is a normal whose variance has an inverse-gamma distribution."""
    d = white.shape[0]
    total = freedom
    for row in range(d):
        total += white[row, w] * white[row, w]
    spread = np.sqrt(total / 2 / news[step, 0, w])
    for row in range(d):
        across[row, w] = spread * others[step, row, w]
    angle = TURN * news[step, 2, w]
    now[BAR, w] = now[REST, w] - news[step, 1, w]
    now[ANGLE, w], now[LOW, w], now[HIGH, w] = angle, angle - TURN, angle


@compiled
def propose(  # noqa: PLR0917 - numba knows no keyword-only arguments
    moving: IntArray, white: FloatArray, across: FloatArray, now: FloatArray, centre: FloatArray, root: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The next point of each moving walker, in the base's coordinates and in real ones: (d, k) each."""
    d, k = white.shape[0], moving.size
    tried = np.empty((d, k))
    for c in range(k):
        w = moving[c]
        cosine, sine = np.cos(now[ANGLE, w]), np.sin(now[ANGLE, w])
        for row in range(d):
            tried[row, c] = white[row, w] * cosine + across[row, w] * sine
    return tried, out(centre, root, tried)


@compiled
def settle(  # noqa: PLR0917 - numba knows no keyword-only arguments
    moving: IntArray,
    tried: FloatArray,
    theta: FloatArray,
    heights: FloatArray,
    chances: FloatArray,
    white: FloatArray,
    across: FloatArray,
    now: FloatArray,
    others: FloatArray,
    news: FloatArray,
    taken: IntArray,
    path: FloatArray,
    freedom: float,
) -> IntArray:
    """Accept what lies above the bar and begin anew there; elsewhere shrink the bracket towards where the walker is.
    Gives those that still have steps to take."""
    d, steps = white.shape[0], path.shape[2]
    left = 0
    for c in range(moving.size):
        w = moving[c]
        rest = heights[c] - log_t(tried, c, freedom)
        if rest > now[BAR, w]:
            for row in range(d):
                white[row, w] = tried[row, c]
                path[row, w, taken[w]] = theta[row, c]
            now[REST, w] = rest
            taken[w] += 1
            if taken[w] == steps:
                continue
            begin(w, taken[w], white, across, now, others, news, freedom)
        else:
            angle = now[ANGLE, w]
            if angle < 0:
                now[LOW, w] = angle
            else:
                now[HIGH, w] = angle
            now[ANGLE, w] = now[LOW, w] + (now[HIGH, w] - now[LOW, w]) * chances[c]
        moving[left] = w
        left += 1
    return moving[:left].copy()


@compiled
def leap(
    here: FloatArray, rest: FloatArray, proposed: FloatArray, proposed_rest: FloatArray, bars: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Independence Metropolis: each walker takes its proposals one after the other, or stays. The path (d, m, steps),
    and the number of the last one it took, −1 for none, (m,).

    here: (d, m). rest: log density over the base's, (m,), which moves along. proposed: (d, steps, m). bars: logarithms
    of uniform variables, (steps, m).
    """
    d, steps, m = proposed.shape
    path, taken = np.empty((d, m, steps)), np.empty(m, dtype=np.int64)
    for w in range(m):
        last = -1
        for step in range(steps):
            if bars[step, w] < proposed_rest[step, w] - rest[w]:
                last, rest[w] = step, proposed_rest[step, w]
            for row in range(d):
                path[row, w, step] = here[row, w] if last < 0 else proposed[row, last, w]
        taken[w] = last
    return path, taken
