"""The log posterior of one edge, whole and compiled: from 28 numbers through prior, state-space model and filter.

The same number as `Prior.log_density`, `models` and `reference.kalman_log_likelihood` give one after the other, to
1e-8; see `model.py` for what the parameters are. What makes it fast:

- LANES parameter vectors go through the diary side by side. What was answered when is the same for all of them, so the
  inner loops are the same arithmetic on neighbouring numbers, which the compiler turns into vector instructions.
- Φ = [[F, 0], [G, C]] is block-triangular and covariances are symmetric: a day costs some 170 operations, an answer
  some 36, where dense 4 × 4 matrices would take 300 and 60.
- Logarithms are taken once for four days: until then the variances are multiplied.

Everything of a lane lives in one flat workspace, row after row of LANES numbers; the names below say where a row
begins. One array with distances the compiler can see is what lets it vectorise: it would not dare with many.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import Kernel, compiled

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LANES = 8

P00, P01, P11, P02, P03, P12, P13, P22, P23, P33 = range(0, 10 * LANES, LANES)  # covariance of the state
Z0, Z1, Z2, Z3 = range(10 * LANES, 14 * LANES, LANES)  # the state
F00, F01, F10, F11 = range(14 * LANES, 18 * LANES, LANES)  # the transition's blocks
G00, G01, G10, G11 = range(18 * LANES, 22 * LANES, LANES)  # BF + L
C00, C01, C10, C11 = range(22 * LANES, 26 * LANES, LANES)
Q00, Q01, Q11, Q02, Q03, Q12, Q13, Q22, Q23, Q33 = range(26 * LANES, 36 * LANES, LANES)  # covariance of a day's news
R0, R1, R2, R3 = range(36 * LANES, 40 * LANES, LANES)  # error variances
LEVEL_0, LEVEL_1, LEVEL_2, LEVEL_3 = range(40 * LANES, 44 * LANES, LANES)
PRODUCT, MISFIT = range(44 * LANES, 46 * LANES, LANES)  # of variances, since the last logarithm; of squared surprises
DYNAMICS = (
    22 * LANES
)  # F, G, C and Q together, from F00 on, which wait at KEPT while their rows serve to find the start
KEPT = 46 * LANES
SIZE = KEPT + DYNAMICS

LOG_SD, LEVEL, LOGIT = 16, 22, 26
"""Where in the 28 parameters: innovation standard deviations, usual levels, logit reliabilities."""

COLUMNS = ((P00, P01, P02, P03), (P01, P11, P12, P13), (P02, P12, P22, P23), (P03, P13, P23, P33))
"""Of the covariance, which is stored as its upper triangle."""

FAR_ENOUGH = 1e-9
MAX_DOUBLINGS = 13
"""A start is found by doubling until what is left of the first day is below FAR_ENOUGH, and its square below 1e-17."""

DAYS_PER_LOGARITHM = 4
"""16 variances multiplied stay far within what a double can hold, for every parameter that is let in."""

Update: TypeAlias = Kernel[[int, FloatArray, float], None]


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
    """The scalar step for one answered value of this series."""
    row0, row1, row2, row3 = COLUMNS[series]
    own, error = COLUMNS[series][series], R0 + LANES * series
    level, state = LEVEL_0 + LANES * series, Z0 + LANES * series

    def update(n: int, s: FloatArray, value: float) -> None:
        for i in range(n):
            variance = s[own + i] + s[error + i]
            surprise = value - s[level + i] - s[state + i]
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

    return compiled(update)


update_0, update_1, update_2, update_3 = UPDATES = tuple(_update(series) for series in range(4))


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


@compiled
def add_log_likelihood(n: int, s: FloatArray, values: FloatArray, present: BoolArray, out: FloatArray) -> None:
    """Filters the diary (days, 4) with the models in s, from their start; adds log p(diary) but for its constant."""
    for i in range(n):
        s[PRODUCT + i], s[MISFIT + i] = 1.0, 0.0
    for day in range(values.shape[0]):
        if day > 0:
            predict(n, s)
        if present[day, 0]:
            update_0(n, s, values[day, 0])
        if present[day, 1]:
            update_1(n, s, values[day, 1])
        if present[day, 2]:
            update_2(n, s, values[day, 2])
        if present[day, 3]:
            update_3(n, s, values[day, 3])
        if day % DAYS_PER_LOGARITHM == DAYS_PER_LOGARITHM - 1:
            for i in range(n):
                out[i] -= 0.5 * np.log(s[PRODUCT + i])
                s[PRODUCT + i] = 1.0
    for i in range(n):
        out[i] -= 0.5 * (np.log(s[PRODUCT + i]) + s[MISFIT + i])


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
    values, present: the diary (days, 4), in steps; per_answer: 1 / the number of answers, centre: where the straight
    levels are 0, (4,). mean, sd: the prior's (28,). shape: a and b of the reliabilities' Beta. smallest_error: of an
    error variance. farthest: in prior standard deviations, what is not computed beyond. limit: of the spectral radius.
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
        add_log_likelihood(n, s, values, present, heights)
        for i in range(n):
            out[first + i] = heights[i] if heights[i] > -np.inf else -np.inf  # a level that is not a number
    return out
