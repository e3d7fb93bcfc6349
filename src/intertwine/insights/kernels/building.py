"""From parameters to the state-space model a filter starts with, LANES of them side by side. See `model.py`."""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import compiled
from intertwine.insights.kernels.filtering import predict
from intertwine.insights.kernels.rows import (
    C00,
    C01,
    C10,
    C11,
    DYNAMICS,
    F00,
    F01,
    F10,
    F11,
    G00,
    G01,
    G10,
    G11,
    KEPT,
    LANES,
    LEVEL,
    P00,
    P11,
    P22,
    P33,
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
    R1,
    R2,
    R3,
    Z0,
)

FloatArray = NDArray[np.float64]

FAR_ENOUGH = 1e-9
MAX_DOUBLINGS = 13
"""A start is found by doubling until what is left of the first day is below FAR_ENOUGH, and its square below 1e-17."""


@compiled
def square_transition(n: int, s: FloatArray) -> float:
    """Φ ← ΦΦ in its block rows; gives the largest entry of it in any lane."""
    largest = 0.0
    for i in range(n):
        f0, f1, f2, f3 = s[F00 + i], s[F01 + i], s[F10 + i], s[F11 + i]
        g0, g1, g2, g3 = s[G00 + i], s[G01 + i], s[G10 + i], s[G11 + i]
        c0, c1, c2, c3 = s[C00 + i], s[C01 + i], s[C10 + i], s[C11 + i]
        s[F00 + i], s[F01 + i] = f0 * f0 + f1 * f2, f0 * f1 + f1 * f3
        s[F10 + i], s[F11 + i] = f2 * f0 + f3 * f2, f2 * f1 + f3 * f3
        s[G00 + i], s[G01 + i] = g0 * f0 + g1 * f2 + c0 * g0 + c1 * g2, g0 * f1 + g1 * f3 + c0 * g1 + c1 * g3
        s[G10 + i], s[G11 + i] = g2 * f0 + g3 * f2 + c2 * g0 + c3 * g2, g2 * f1 + g3 * f3 + c2 * g1 + c3 * g3
        s[C00 + i], s[C01 + i] = c0 * c0 + c1 * c2, c0 * c1 + c1 * c3
        s[C10 + i], s[C11 + i] = c2 * c0 + c3 * c2, c2 * c1 + c3 * c3
    for row in range(F00, Q00, LANES):
        for i in range(n):
            largest = max(largest, abs(s[row + i]))
    return largest


@compiled
def start(n: int, s: FloatArray) -> None:
    """P with P = ΦPΦᵀ + Q, by doubling, and a state of 0."""
    for i in range(DYNAMICS):
        s[KEPT + i] = s[F00 + i]
    for i in range(10 * LANES):
        s[P00 + i] = s[Q00 + i]
    for _ in range(MAX_DOUBLINGS):
        for i in range(10 * LANES):
            s[Q00 + i] = s[P00 + i]
        predict(n, s)
        if square_transition(n, s) < FAR_ENOUGH:
            break
    for i in range(DYNAMICS):
        s[F00 + i] = s[KEPT + i]
    for i in range(4 * LANES):
        s[Z0 + i] = 0.0


@compiled
def build(n: int, x: FloatArray, s: FloatArray, smallest_error: float) -> None:
    """From parameters x, (28 · LANES), to the state-space model in s, stationary start included, levels not."""
    for i in range(n):
        f0, f1, f2, f3 = x[i], x[8 + i], x[16 + i], x[24 + i]
        b0, b1, b2, b3 = x[32 + i], x[40 + i], x[48 + i], x[56 + i]
        w0, w1 = np.exp(x[128 + i]), np.exp(x[136 + i])
        q0, q1 = np.exp(x[144 + i]), np.exp(x[152 + i])
        o0, o1, o2 = w0 * w0, np.tanh(x[160 + i]) * w0 * w1, w1 * w1
        s[F00 + i], s[F01 + i], s[F10 + i], s[F11 + i] = f0, f1, f2, f3
        s[G00 + i] = b0 * f0 + b1 * f2 + x[64 + i]
        s[G01 + i] = b0 * f1 + b1 * f3 + x[72 + i]
        s[G10 + i] = b2 * f0 + b3 * f2 + x[80 + i]
        s[G11 + i] = b2 * f1 + b3 * f3 + x[88 + i]
        s[C00 + i], s[C01 + i], s[C10 + i], s[C11 + i] = x[96 + i], x[104 + i], x[112 + i], x[120 + i]
        m0, m1, m2, m3 = o0 * b0 + o1 * b1, o0 * b2 + o1 * b3, o1 * b0 + o2 * b1, o1 * b2 + o2 * b3  # ΩBᵀ
        s[Q00 + i], s[Q01 + i], s[Q11 + i] = o0, o1, o2
        s[Q02 + i], s[Q03 + i], s[Q12 + i], s[Q13 + i] = m0, m1, m2, m3
        s[Q22 + i] = q0 * q0 + b0 * m0 + b1 * m2
        s[Q23 + i] = np.tanh(x[168 + i]) * q0 * q1 + b0 * m1 + b1 * m3
        s[Q33 + i] = q1 * q1 + b2 * m1 + b3 * m3
    start(n, s)
    for i in range(n):
        driver, outcome = np.exp(-x[208 + i]), np.exp(-x[216 + i])  # (1 − ρ)/ρ
        s[R0 + i] = max(s[P00 + i] * driver, smallest_error)
        s[R1 + i] = max(s[P11 + i] * driver, smallest_error)
        s[R2 + i] = max(s[P22 + i] * outcome, smallest_error)
        s[R3 + i] = max(s[P33 + i] * outcome, smallest_error)


@compiled
def radius(a: float, b: float, c: float, d: float) -> float:
    """Spectral radius of a matrix of two by two."""
    half_trace, determinant = (a + d) / 2, a * d - b * c
    gap = half_trace * half_trace - determinant
    if gap >= 0:
        return float(abs(half_trace) + np.sqrt(gap))
    return float(np.sqrt(determinant))


@compiled
def level_widths(  # noqa: PLR0917 - numba knows no keyword-only arguments
    n: int, s: FloatArray, sd: FloatArray, per_answer: FloatArray, days: int, widths: FloatArray
) -> None:
    """About how widely the days leave each level open, (4 · LANES): the variance of a mean of answers that carry over,
    which is the long-run variance (I − Φ)⁻¹ Q (I − Φ)⁻ᵀ, and the prior's."""
    share = 1.0 / days
    for i in range(n):
        f0, f1, f2, f3 = 1.0 - s[F00 + i], -s[F01 + i], -s[F10 + i], 1.0 - s[F11 + i]
        c0, c1, c2, c3 = 1.0 - s[C00 + i], -s[C01 + i], -s[C10 + i], 1.0 - s[C11 + i]
        f, c = 1.0 / (f0 * f3 - f1 * f2), 1.0 / (c0 * c3 - c1 * c2)
        m0, m1, m2, m3 = f3 * f, -f1 * f, -f2 * f, f0 * f  # (I − F)⁻¹
        k0, k1, k2, k3 = c3 * c, -c1 * c, -c2 * c, c0 * c  # (I − C)⁻¹
        g0 = s[G00 + i] * m0 + s[G01 + i] * m2
        g1 = s[G00 + i] * m1 + s[G01 + i] * m3
        g2 = s[G10 + i] * m0 + s[G11 + i] * m2
        g3 = s[G10 + i] * m1 + s[G11 + i] * m3
        n0, n1, n2, n3 = k0 * g0 + k1 * g2, k0 * g1 + k1 * g3, k2 * g0 + k3 * g2, k2 * g1 + k3 * g3
        for series in range(4):
            if series == 0:
                a0, a1, a2, a3 = m0, m1, 0.0, 0.0
                own = s[P00 + i]
            elif series == 1:
                a0, a1, a2, a3 = m2, m3, 0.0, 0.0
                own = s[P11 + i]
            elif series == 2:
                a0, a1, a2, a3 = n0, n1, k0, k1
                own = s[P22 + i]
            else:
                a0, a1, a2, a3 = n2, n3, k2, k3
                own = s[P33 + i]
            long_run = a0 * a0 * s[Q00 + i] + a1 * a1 * s[Q11 + i] + a2 * a2 * s[Q22 + i] + a3 * a3 * s[Q33 + i]
            long_run += 2 * (a0 * a1 * s[Q01 + i] + a0 * a2 * s[Q02 + i] + a0 * a3 * s[Q03 + i])
            long_run += 2 * (a1 * a2 * s[Q12 + i] + a1 * a3 * s[Q13 + i] + a2 * a3 * s[Q23 + i])
            each = per_answer[series]
            variance = share * long_run + each * s[R0 + LANES * series + i] + (each - share) * own
            prior = sd[LEVEL + series] * sd[LEVEL + series]
            widths[LANES * series + i] = np.sqrt(variance * prior / (variance + prior))
