"""The Kalman filter, LANES models side by side: from day to day, and one scalar step for every answer that is there."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import Kernel, compiled
from intertwine.insights.kernels.rows import (
    C00,
    C01,
    C10,
    C11,
    COLUMNS,
    F00,
    F01,
    F10,
    F11,
    G00,
    G01,
    G10,
    G11,
    LANES,
    LEVEL_0,
    MISFIT,
    P00,
    P01,
    P02,
    P03,
    P11,
    P12,
    P13,
    P22,
    P23,
    P33,
    PRODUCT,
    Q00,
    Q01,
    Q02,
    Q03,
    Q11,
    Q12,
    Q13,
    Q22,
    Q23,
    Q33,
    R0,
    VALUE_0,
    Z0,
    Z1,
    Z2,
    Z3,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
SideArray = NDArray[np.int8]

BEND = 0.4
"""With it, w³/(w² + 1) is within an eighth of a normal variable's hazard from 1½ below its mean on."""

DAYS_PER_LOGARITHM = 4
"""16 variances multiplied stay far within what a double can hold, for every parameter that is let in."""

Update: TypeAlias = Kernel[[int, FloatArray], None]
Place: TypeAlias = Kernel[[int, FloatArray, int, float], None]


@compiled
def predict(n: int, s: FloatArray) -> None:
    """From one day to the next: state ← Φ state, P ← ΦPΦᵀ + Q."""
    for i in range(n):
        p0, p1, p2, p3, p4 = s[P00 + i], s[P01 + i], s[P11 + i], s[P02 + i], s[P03 + i]
        p5, p6, p7, p8, p9 = s[P12 + i], s[P13 + i], s[P22 + i], s[P23 + i], s[P33 + i]
        f0, f1, f2, f3 = s[F00 + i], s[F01 + i], s[F10 + i], s[F11 + i]
        g0, g1, g2, g3 = s[G00 + i], s[G01 + i], s[G10 + i], s[G11 + i]
        c0, c1, c2, c3 = s[C00 + i], s[C01 + i], s[C10 + i], s[C11 + i]
        a0, a1, a2, a3 = f0 * p0 + f1 * p1, f0 * p1 + f1 * p2, f2 * p0 + f3 * p1, f2 * p1 + f3 * p2
        b0, b1, b2, b3 = f0 * p3 + f1 * p5, f0 * p4 + f1 * p6, f2 * p3 + f3 * p5, f2 * p4 + f3 * p6
        u0 = g0 * p0 + g1 * p1 + c0 * p3 + c1 * p4
        u1 = g0 * p1 + g1 * p2 + c0 * p5 + c1 * p6
        u2 = g2 * p0 + g3 * p1 + c2 * p3 + c3 * p4
        u3 = g2 * p1 + g3 * p2 + c2 * p5 + c3 * p6
        v0 = g0 * p3 + g1 * p5 + c0 * p7 + c1 * p8
        v1 = g0 * p4 + g1 * p6 + c0 * p8 + c1 * p9
        v2 = g2 * p3 + g3 * p5 + c2 * p7 + c3 * p8
        v3 = g2 * p4 + g3 * p6 + c2 * p8 + c3 * p9
        s[P00 + i] = a0 * f0 + a1 * f1 + s[Q00 + i]
        s[P01 + i] = a0 * f2 + a1 * f3 + s[Q01 + i]
        s[P11 + i] = a2 * f2 + a3 * f3 + s[Q11 + i]
        s[P02 + i] = a0 * g0 + a1 * g1 + b0 * c0 + b1 * c1 + s[Q02 + i]
        s[P03 + i] = a0 * g2 + a1 * g3 + b0 * c2 + b1 * c3 + s[Q03 + i]
        s[P12 + i] = a2 * g0 + a3 * g1 + b2 * c0 + b3 * c1 + s[Q12 + i]
        s[P13 + i] = a2 * g2 + a3 * g3 + b2 * c2 + b3 * c3 + s[Q13 + i]
        s[P22 + i] = u0 * g0 + u1 * g1 + v0 * c0 + v1 * c1 + s[Q22 + i]
        s[P23 + i] = u0 * g2 + u1 * g3 + v0 * c2 + v1 * c3 + s[Q23 + i]
        s[P33 + i] = u2 * g2 + u3 * g3 + v2 * c2 + v3 * c3 + s[Q33 + i]
        z0, z1, z2, z3 = s[Z0 + i], s[Z1 + i], s[Z2 + i], s[Z3 + i]
        s[Z0 + i] = f0 * z0 + f1 * z1
        s[Z1 + i] = f2 * z0 + f3 * z1
        s[Z2 + i] = g0 * z0 + g1 * z1 + c0 * z2 + c1 * z3
        s[Z3 + i] = g2 * z0 + g3 * z1 + c2 * z2 + c3 * z3


def _update(series: int) -> Update:
    """The scalar step for today's answer of this series, which stands in its row VALUE."""
    row0, row1, row2, row3 = COLUMNS[series]
    own, error = COLUMNS[series][series], R0 + LANES * series
    level, state, value = LEVEL_0 + LANES * series, Z0 + LANES * series, VALUE_0 + LANES * series

    def update(n: int, s: FloatArray) -> None:
        for i in range(n):
            variance = s[own + i] + s[error + i]
            surprise = s[value + i] - s[level + i] - s[state + i]
            precision = 1.0 / variance
            p0, p1, p2, p3 = s[row0 + i], s[row1 + i], s[row2 + i], s[row3 + i]
            k0, k1, k2, k3 = p0 * precision, p1 * precision, p2 * precision, p3 * precision
            s[P00 + i] -= k0 * p0
            s[P01 + i] -= k0 * p1
            s[P11 + i] -= k1 * p1
            s[P02 + i] -= k0 * p2
            s[P03 + i] -= k0 * p3
            s[P12 + i] -= k1 * p2
            s[P13 + i] -= k1 * p3
            s[P22 + i] -= k2 * p2
            s[P23 + i] -= k2 * p3
            s[P33 + i] -= k3 * p3
            s[Z0 + i] += k0 * surprise
            s[Z1 + i] += k1 * surprise
            s[Z2 + i] += k2 * surprise
            s[Z3 + i] += k3 * surprise
            s[PRODUCT + i] *= variance
            s[MISFIT + i] += surprise * surprise * precision

    return compiled(update, name=f"update_{series}")


update_0, update_1, update_2, update_3 = UPDATES = tuple(_update(series) for series in range(4))


@compiled
def bent(far: float) -> float:
    """w with w − 1/w = far + BEND: above 0, rising, and without loss of digits on either side."""
    turned = far + BEND
    wide = 0.5 * (abs(turned) + np.sqrt(turned * turned + 4.0))
    return float(wide if turned > 0.0 else 1.0 / wide)


def _place(series: int) -> Place:
    """From a stand-in's depth to the answer it stands for, which lies beyond the bound.

    Of a normal variable X that lies beyond a, −log P(X > x) + log P(X > a) has an exponential distribution whatever a
    is. ½ w², with w as in `bent`, is near −log P(X > x), and can be turned round. A stand-in's depth is by how much it
    grows beyond the bound. Depths stay what they are while parameters move: the answers they stand for move along, and
    the density takes what that stretches. So it is exact, and parameters are not held where stand-ins once were, as
    they would be by the answers themselves.
    """
    own, error = COLUMNS[series][series], R0 + LANES * series
    level, state, value = LEVEL_0 + LANES * series, Z0 + LANES * series, VALUE_0 + LANES * series

    def place(n: int, s: FloatArray, side: int, bound: float) -> None:
        for i in range(n):
            expected, width = s[level + i] + s[state + i], np.sqrt(s[own + i] + s[error + i])
            least = bent(side * (bound - expected) / width)
            w = np.sqrt(least * least + 2.0 * s[value + i])
            stretch = width * (w * w + 1.0) / (w * w * w)
            s[value + i] = expected + side * width * (w - 1.0 / w - BEND)
            s[PRODUCT + i] /= stretch * stretch

    return compiled(place, name=f"place_{series}")


place_0, place_1, place_2, place_3 = PLACES = tuple(_place(series) for series in range(4))


@compiled
def add_log_likelihood(  # noqa: PLR0912, PLR0917 - numba knows no keyword-only arguments, and unrolls no functions
    n: int,
    s: FloatArray,
    values: FloatArray,
    present: BoolArray,
    side: SideArray,
    bound: FloatArray,
    whose: IntArray,
    out: FloatArray,
) -> None:
    """Filters diaries (days, 4, walkers) with the models in s, from their start; adds log p(diary) but for its
    constant. whose: the walker whose diary each lane reads. side, bound: see `Observed`."""
    for i in range(n):
        s[PRODUCT + i], s[MISFIT + i] = 1.0, 0.0
    walkers = values.shape[2]
    for day in range(values.shape[0]):
        if day > 0:
            predict(n, s)
        for series in range(4):
            for i in range(n):
                s[VALUE_0 + LANES * series + i] = values[day, series, 0 if walkers == 1 else whose[i]]
        if present[day, 0]:
            if side[day, 0] != 0:
                place_0(n, s, side[day, 0], bound[day, 0])
            update_0(n, s)
        if present[day, 1]:
            if side[day, 1] != 0:
                place_1(n, s, side[day, 1], bound[day, 1])
            update_1(n, s)
        if present[day, 2]:
            if side[day, 2] != 0:
                place_2(n, s, side[day, 2], bound[day, 2])
            update_2(n, s)
        if present[day, 3]:
            if side[day, 3] != 0:
                place_3(n, s, side[day, 3], bound[day, 3])
            update_3(n, s)
        if day % DAYS_PER_LOGARITHM == DAYS_PER_LOGARITHM - 1:
            for i in range(n):
                out[i] -= 0.5 * np.log(s[PRODUCT + i])
                s[PRODUCT + i] = 1.0
    for i in range(n):
        out[i] -= 0.5 * (np.log(s[PRODUCT + i]) + s[MISFIT + i])
