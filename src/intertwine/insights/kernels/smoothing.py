"""The filter's way forth with its gains kept, and the way back: how all other answers pull on each one.

A diary is one normal vector y with precision Λ. Given the rest of it an answer is normal with mean y_i − u_i / D_i and
variance 1 / D_i, where u = Λ (y − mean) and D = diag Λ. Neither Λ nor the true states are ever made: the gains give u
and D on the way back (de Jong 1989, *JASA* 84:1085–1088; Durbin & Koopman 2012, section 4.5 and 6.4).
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import compiled
from intertwine.insights.kernels.filtering import (
    place_0,
    place_1,
    place_2,
    place_3,
    predict,
    update_0,
    update_1,
    update_2,
    update_3,
)
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
    R0,
    VALUE_0,
    Z0,
    Z1,
    Z2,
    Z3,
)

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SideArray = NDArray[np.int8]

PRECISION, SURPRISE, K0, K1, K2, K3 = range(0, 6 * LANES, LANES)  # of one answer, on the way forth
GAINS = 6 * LANES
DIAGONAL, PULL, B0, B1, B2, B3 = range(0, 6 * LANES, LANES)  # D, K·r and NK of a stand-in, on the way back
BACK = 6 * LANES


@compiled
def note(n: int, s: FloatArray, series: int, gains: FloatArray, at: int) -> None:
    """What the way back needs of the update that comes next."""
    row0, row1, row2, row3 = COLUMNS[series]
    own, error = COLUMNS[series][series], R0 + LANES * series
    level, state, value = LEVEL_0 + LANES * series, Z0 + LANES * series, VALUE_0 + LANES * series
    for i in range(n):
        precision = 1.0 / (s[own + i] + s[error + i])
        gains[at + PRECISION + i] = precision
        gains[at + SURPRISE + i] = s[value + i] - s[level + i] - s[state + i]
        gains[at + K0 + i], gains[at + K1 + i] = s[row0 + i] * precision, s[row1 + i] * precision
        gains[at + K2 + i], gains[at + K3 + i] = s[row2 + i] * precision, s[row3 + i] * precision


@compiled
def forth(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int,
    s: FloatArray,
    first: int,
    values: FloatArray,
    present: BoolArray,
    side: SideArray,
    bound: FloatArray,
    gains: FloatArray,
) -> None:
    """Filters the diaries of the walkers from `first` on and keeps (days · 4 · GAINS) of it. Turns stand-ins' depths
    into the answers they stand for."""
    for i in range(n):
        s[PRODUCT + i], s[MISFIT + i] = 1.0, 0.0
    for day in range(values.shape[0]):
        if day > 0:
            predict(n, s)
        for series in range(4):
            if not present[day, series]:
                continue
            at, row = (4 * day + series) * GAINS, VALUE_0 + LANES * series
            for i in range(n):
                s[row + i] = values[day, series, first + i]
            if side[day, series] != 0:
                place(n, s, series, side[day, series], bound[day, series])
                for i in range(n):
                    values[day, series, first + i] = s[row + i]
            note(n, s, series, gains, at)
            update(n, s, series)


@compiled
def place(n: int, s: FloatArray, series: int, side: int, bound: float) -> None:
    """Of the series with this number."""
    if series == 0:
        place_0(n, s, side, bound)
    elif series == 1:
        place_1(n, s, side, bound)
    elif series == 2:
        place_2(n, s, side, bound)
    else:
        place_3(n, s, side, bound)


@compiled
def update(n: int, s: FloatArray, series: int) -> None:
    """Of the series with this number."""
    if series == 0:
        update_0(n, s)
    elif series == 1:
        update_1(n, s)
    elif series == 2:
        update_2(n, s)
    else:
        update_3(n, s)


@compiled
def the_day_before(n: int, s: FloatArray) -> None:
    """r ← Φᵀr and N ← ΦᵀNΦ, r in the rows of the state and N in those of its covariance."""
    for i in range(n):
        f0, f1, f2, f3 = s[F00 + i], s[F01 + i], s[F10 + i], s[F11 + i]
        g0, g1, g2, g3 = s[G00 + i], s[G01 + i], s[G10 + i], s[G11 + i]
        c0, c1, c2, c3 = s[C00 + i], s[C01 + i], s[C10 + i], s[C11 + i]
        n00, n01, n11 = s[P00 + i], s[P01 + i], s[P11 + i]
        n02, n03, n12, n13 = s[P02 + i], s[P03 + i], s[P12 + i], s[P13 + i]
        n22, n23, n33 = s[P22 + i], s[P23 + i], s[P33 + i]
        # NΦ: rows of the first two states times F and G (w), rows of the other two (u), and times C (v).
        w0, w1 = n00 * f0 + n01 * f2 + n02 * g0 + n03 * g2, n00 * f1 + n01 * f3 + n02 * g1 + n03 * g3
        w2, w3 = n01 * f0 + n11 * f2 + n12 * g0 + n13 * g2, n01 * f1 + n11 * f3 + n12 * g1 + n13 * g3
        u0, u1 = n02 * f0 + n12 * f2 + n22 * g0 + n23 * g2, n02 * f1 + n12 * f3 + n22 * g1 + n23 * g3
        u2, u3 = n03 * f0 + n13 * f2 + n23 * g0 + n33 * g2, n03 * f1 + n13 * f3 + n23 * g1 + n33 * g3
        v0, v1, v2, v3 = n22 * c0 + n23 * c2, n22 * c1 + n23 * c3, n23 * c0 + n33 * c2, n23 * c1 + n33 * c3
        s[P00 + i] = f0 * w0 + f2 * w2 + g0 * u0 + g2 * u2
        s[P01 + i] = f0 * w1 + f2 * w3 + g0 * u1 + g2 * u3
        s[P11 + i] = f1 * w1 + f3 * w3 + g1 * u1 + g3 * u3
        s[P02 + i], s[P03 + i] = u0 * c0 + u2 * c2, u0 * c1 + u2 * c3
        s[P12 + i], s[P13 + i] = u1 * c0 + u3 * c2, u1 * c1 + u3 * c3
        s[P22 + i], s[P23 + i], s[P33 + i] = c0 * v0 + c2 * v2, c0 * v1 + c2 * v3, c1 * v1 + c3 * v3
        r0, r1, r2, r3 = s[Z0 + i], s[Z1 + i], s[Z2 + i], s[Z3 + i]
        s[Z0 + i] = f0 * r0 + f2 * r1 + g0 * r2 + g2 * r3
        s[Z1 + i] = f1 * r0 + f3 * r1 + g1 * r2 + g3 * r3
        s[Z2 + i] = c0 * r2 + c2 * r3
        s[Z3 + i] = c1 * r2 + c3 * r3


@compiled
def back_over(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int, s: FloatArray, series: int, gains: FloatArray, at: int, kept: FloatArray, into: int
) -> None:
    """The step back over one answer of this series, and what drawing it needs."""
    row0, row1, row2, row3 = COLUMNS[series]
    own, mine, of_own = COLUMNS[series][series], Z0 + LANES * series, B0 + LANES * series
    for i in range(n):
        k0, k1, k2, k3 = gains[at + K0 + i], gains[at + K1 + i], gains[at + K2 + i], gains[at + K3 + i]
        b0 = s[P00 + i] * k0 + s[P01 + i] * k1 + s[P02 + i] * k2 + s[P03 + i] * k3
        b1 = s[P01 + i] * k0 + s[P11 + i] * k1 + s[P12 + i] * k2 + s[P13 + i] * k3
        b2 = s[P02 + i] * k0 + s[P12 + i] * k1 + s[P22 + i] * k2 + s[P23 + i] * k3
        b3 = s[P03 + i] * k0 + s[P13 + i] * k1 + s[P23 + i] * k2 + s[P33 + i] * k3
        pull = k0 * s[Z0 + i] + k1 * s[Z1 + i] + k2 * s[Z2 + i] + k3 * s[Z3 + i]
        diagonal = gains[at + PRECISION + i] + k0 * b0 + k1 * b1 + k2 * b2 + k3 * b3
        kept[into + DIAGONAL + i], kept[into + PULL + i] = diagonal, pull
        kept[into + B0 + i], kept[into + B1 + i], kept[into + B2 + i], kept[into + B3 + i] = b0, b1, b2, b3
        s[mine + i] += gains[at + SURPRISE + i] * gains[at + PRECISION + i] - pull
        s[row0 + i] -= b0
        s[row1 + i] -= b1
        s[row2 + i] -= b2
        s[row3 + i] -= b3
        s[own + i] += diagonal - kept[into + of_own + i]


@compiled
def back(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int, s: FloatArray, present: BoolArray, side: SideArray, gains: FloatArray, kept: FloatArray
) -> None:
    """From the last day to the first: r, the pull of all later answers on the state, and N, its precision. Fills kept,
    (stand-ins + 1, BACK), in the order of days; what is at its end is of no use to anybody."""
    for i in range(P00, F00):
        s[i] = 0.0
    no_use = kept.size - BACK
    into = no_use
    for day in range(present.shape[0] - 1, -1, -1):
        for series in range(3, -1, -1):
            if not present[day, series]:
                continue
            stands_in = side[day, series] != 0
            into -= BACK if stands_in else 0
            back_over(n, s, series, gains, (4 * day + series) * GAINS, kept, into if stands_in else no_use)
        the_day_before(n, s)
