"""What stands in for an answer that is only a bound: drawn anew, each given the parameters and all other answers.

A stand-in is normal given the rest of its diary (`smoothing.py`), and lies beyond its bound (Chib 1992, *Journal of
Econometrics* 51:79–99). They are drawn day by day; what a new one changes for those after it is carried along: by how
much the filter's state lies elsewhere. One way forth, one back and one forth is one sweep of Gibbs sampling with the
true states integrated out, which hangs less on where it was than drawing states and then answers would.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.building import build, level_widths
from intertwine.insights.kernels.compiled import unscale_levels, unshear
from intertwine.insights.kernels.compiling import compiled
from intertwine.insights.kernels.filtering import bent
from intertwine.insights.kernels.rows import (
    C00,
    C01,
    C10,
    C11,
    F00,
    F01,
    F10,
    F11,
    G00,
    G01,
    G10,
    G11,
    LANES,
    LEVEL,
    LEVEL_0,
    SIZE,
    Z0,
    Z1,
    Z2,
    Z3,
)
from intertwine.insights.kernels.smoothing import B0, BACK, DIAGONAL, GAINS, K0, PRECISION, PULL, SURPRISE, back, forth

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SideArray = NDArray[np.int8]


@compiled
def the_day_after(n: int, s: FloatArray) -> None:
    """How far the state lies elsewhere: shift ← Φ shift."""
    for i in range(n):
        z0, z1, z2, z3 = s[Z0 + i], s[Z1 + i], s[Z2 + i], s[Z3 + i]
        s[Z0 + i] = s[F00 + i] * z0 + s[F01 + i] * z1
        s[Z1 + i] = s[F10 + i] * z0 + s[F11 + i] * z1
        s[Z2 + i] = s[G00 + i] * z0 + s[G01 + i] * z1 + s[C00 + i] * z2 + s[C01 + i] * z3
        s[Z3 + i] = s[G10 + i] * z0 + s[G11 + i] * z1 + s[C10 + i] * z2 + s[C11 + i] * z3


@compiled
def beyond(least: float, rng: np.random.Generator) -> float:
    """A standard normal variable that happens to be `least` or more, however far out that is (Robert 1995, *Statistics
    and Computing* 5:121–125)."""
    if least < 0:
        found = rng.standard_normal()
        while found < least:
            found = rng.standard_normal()
        return float(found)
    rate = (least + np.sqrt(least * least + 4)) / 2
    found = least + rng.standard_exponential() / rate
    while rng.random() > np.exp(-0.5 * (found - rate) * (found - rate)):
        found = least + rng.standard_exponential() / rate
    return float(found)


@compiled
def depth(answer: float, side: int, bound: float, expected: float, precision: float) -> float:
    """The way back of `filtering.place`: of an answer that the filter expected there, as precisely."""
    root = np.sqrt(precision)
    least, w = bent(side * (bound - expected) * root), bent(side * (answer - expected) * root)
    return float(0.5 * (w - least) * (w + least))


@compiled
def draw(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int,
    s: FloatArray,
    first: int,
    values: FloatArray,
    present: BoolArray,
    side: SideArray,
    bound: FloatArray,
    gains: FloatArray,
    kept: FloatArray,
    rng: np.random.Generator,
) -> None:
    """Every stand-in anew, from the first day to the last; its depth goes into the diaries of the walkers from `first`
    on."""
    for i in range(Z0, F00):
        s[i] = 0.0
    place = 0
    for day in range(values.shape[0]):
        the_day_after(n, s)
        for series in range(4):
            if not present[day, series]:
                continue
            at, which = (4 * day + series) * GAINS, side[day, series]
            for i in range(n):
                shift = s[Z0 + LANES * series + i]
                for row in range(0, 4 * LANES, LANES):
                    s[Z0 + row + i] -= gains[at + K0 + row + i] * shift
                if which == 0:
                    continue
                pull = (gains[at + SURPRISE + i] - shift) * gains[at + PRECISION + i] - kept[place + PULL + i]
                for row in range(0, 4 * LANES, LANES):
                    pull += kept[place + B0 + row + i] * s[Z0 + row + i]
                before, diagonal = values[day, series, first + i], kept[place + DIAGONAL + i]
                least, mean, width = bound[day, series], before - pull / diagonal, 1.0 / np.sqrt(diagonal)
                after = mean + which * width * beyond(which * (least - mean) / width, rng)
                expected = before - gains[at + SURPRISE + i] + shift
                values[day, series, first + i] = depth(after, which, least, expected, gains[at + PRECISION + i])
                for row in range(0, 4 * LANES, LANES):
                    s[Z0 + row + i] += gains[at + K0 + row + i] * (after - before)
            place += BACK if which != 0 else 0


@compiled
def stand_ins(  # noqa: PLR0917 - numba knows no keyword-only arguments
    points: FloatArray,
    values: FloatArray,
    present: BoolArray,
    side: SideArray,
    bound: FloatArray,
    per_answer: FloatArray,
    centre: FloatArray,
    sd: FloatArray,
    smallest_error: float,
    rng: np.random.Generator,
) -> FloatArray:
    """Diaries (days, 4, m) like `values`, with every stand-in drawn once more where each walker is.

    points: straight coordinates that have a density, (28, m). side, bound: see `Observed`. For the rest see
    `compiled.log_posterior`.
    """
    days, m = values.shape[0], values.shape[2]
    values = values.copy()
    x, s, heights, widths = np.empty(28 * LANES), np.empty(SIZE), np.zeros(LANES), np.empty(4 * LANES)
    gains, kept = np.empty(days * 4 * GAINS), np.empty(((side != 0).sum() + 1) * BACK)
    for first in range(0, m, LANES):
        n = min(LANES, m - first)
        for i in range(n):
            x[i::LANES] = points[:, first + i]
        unshear(n, x)
        build(n, x, s, smallest_error)
        level_widths(n, s, sd, per_answer, days, widths)
        unscale_levels(n, x, centre, widths, heights)
        for row in range(4 * LANES):
            s[LEVEL_0 + row] = x[LANES * LEVEL + row]
        forth(n, s, first, values, present, side, bound, gains)
        back(n, s, present, side, gains, kept)
        draw(n, s, first, values, present, side, bound, gains, kept, rng)
    return values
