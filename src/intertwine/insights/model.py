"""One edge of the map for one couple: from a vector of 28 numbers to a state-space model, and its prior.

    x_t = F x_{t−1} + ω_t                      ω ~ N(0, Ω)    the driver, both members
    y_t = B x_t + L x_{t−1} + C y_{t−1} + ψ_t  ψ ~ N(0, Ψ)    the outcome, both members
    o_t = μ + (x_t, y_t) + e_t                 e ~ N(0, R)    what was answered

Series in the order x of member 0, x of member 1, y of member 0, y of member 1; in steps of 2 points. Matrices have the
outcome's member in the row and the driver's in the column: B[0, 0] is member 0's actor effect, B[0, 1] the partner
effect on member 0. Stacked, Φ = [[F, 0], [BF + L, C]] and Q = [[Ω, ΩBᵀ], [BΩ, Ψ + BΩBᵀ]].

The error variance of a series is what its reliability ρ leaves: r = v (1 − ρ) with v the whole variance of the
answers, true and error, so r = P (1 − ρ)/ρ with P the stationary variance; never below rounding alone. One ρ per
series, the same for both members. Parameters come in batches, (28, m), the batch last.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.reference import DOUBLINGS, MAX_SPECTRAL_RADIUS
from intertwine.insights.priors import Normal, Priors
from intertwine.insights.types import SeriesName

FloatArray = NDArray[np.float64]

POINTS_PER_STEP = 2.0
SERIES_COUNT = 4

F = slice(0, 4)  # row by row, as B, L and C
B = slice(4, 8)
L = slice(8, 12)
C = slice(12, 16)
LOG_SD = slice(16, 20)  # innovation standard deviations: ω of member 0 and 1, ψ of member 0 and 1
ATANH = slice(20, 22)  # correlation between the members of ω, of ψ
LEVEL = slice(22, 26)
LOGIT_RELIABILITY = slice(26, 28)  # of the driver, of the outcome
SIZE = 28

FARTHEST = 20.0
"""Prior standard deviations; the prior's density out there is below 1e-86 of its height."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Batch:
    """m state-space models of k series, each of which is a state. transition, innovation, start: (k, k, m); mean,
    error: (k, m)."""

    transition: FloatArray
    innovation: FloatArray
    start: FloatArray
    mean: FloatArray
    error: FloatArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Prior:
    """Independent normals for all but the reliabilities, whose logit has the density of a Beta variable's.

    mean, sd: (28,); for the logit reliabilities they are a normal of like place and width, for starting points only.
    """

    mean: FloatArray
    sd: FloatArray
    reliability: tuple[float, float]
    smallest_error_variance: float  # in steps squared

    @classmethod
    def of(cls, priors: Priors, *, driver: SeriesName) -> "Prior":
        """The prior of an edge with this driver: only mind has an inertia of its own."""
        inertia = priors.mind_inertia if driver == "mind" else priors.own_carry_over
        a, b = priors.reliability
        usual, spread = priors.level_points
        normals: list[Normal] = [
            *_matrix(inertia, priors.partner_carry_over),
            *_matrix(priors.same_day_actor, priors.same_day_partner),
            *_matrix(priors.next_day_actor, priors.next_day_partner),
            *_matrix(priors.own_carry_over, priors.partner_carry_over),
            *[priors.log_innovation_sd] * 4,
            *[priors.atanh_innovation_correlation] * 2,
            *[(usual / POINTS_PER_STEP, spread / POINTS_PER_STEP)] * 4,
            *[(float(np.log(a / b)), float(np.sqrt(1 / a + 1 / b)))] * 2,
        ]
        mean, sd = np.array(normals).T
        floor = priors.smallest_error_variance_points / POINTS_PER_STEP**2
        return cls(mean=mean, sd=sd, reliability=priors.reliability, smallest_error_variance=floor)

    def log_density(self, theta: FloatArray) -> FloatArray:
        """Up to a constant, of parameters (28, m): (m,). The stationarity it is cut off at is `models`'s to refuse."""
        normal = slice(0, LOGIT_RELIABILITY.start)
        z = (theta[normal] - self.mean[normal, None]) / self.sd[normal, None]
        logit = theta[LOGIT_RELIABILITY]
        a, b = self.reliability
        return np.asarray(-0.5 * (z**2).sum(axis=0) + (a * logit - (a + b) * np.logaddexp(0, logit)).sum(axis=0))

    def thinkable(self, theta: FloatArray) -> NDArray[np.bool_]:
        """Which parameters may be filtered with: stationary, and nowhere so far out that a number overflows: (m,)."""
        near = np.abs(theta - self.mean[:, None]) < FARTHEST * self.sd[:, None]
        return np.asarray(near.all(axis=0) & stationary(theta))

    def sceptical_weights(self, theta: FloatArray) -> FloatArray:
        """How much each draw (28, m) counts for someone who expects no link: same widths, but B and L around 0: (m,).

        They sum to 1.
        """
        links = slice(B.start, L.stop)
        mean, sd = self.mean[links, None], self.sd[links, None]
        log_weights = ((((theta[links] - mean) / sd) ** 2 - (theta[links] / sd) ** 2) / 2).sum(axis=0)
        weights = np.exp(log_weights - log_weights.max())
        return np.asarray(weights / weights.sum())

    def draw(self, rng: np.random.Generator, size: int) -> FloatArray:
        """Draws of the prior before it is cut off at stationarity: (28, size)."""
        theta = self.mean[:, None] + self.sd[:, None] * rng.standard_normal((SIZE, size))
        reliability = rng.beta(*self.reliability, (2, size))
        theta[LOGIT_RELIABILITY] = np.log(reliability / (1 - reliability))
        return theta


def _matrix(own: Normal, partner: Normal) -> list[Normal]:
    return [own, partner, partner, own]


def square(block: FloatArray) -> FloatArray:
    """Four numbers row by row, (4, m), as matrices (2, 2, m)."""
    return np.asarray(block.reshape(2, 2, -1))


def stationary(theta: FloatArray) -> NDArray[np.bool_]:
    """Which parameters have a spectral radius below the limit: (m,). Φ is block-triangular, so F and C decide it."""
    return np.asarray((_radius(theta[F]) < MAX_SPECTRAL_RADIUS) & (_radius(theta[C]) < MAX_SPECTRAL_RADIUS))


def _radius(block: FloatArray) -> FloatArray:
    half_trace = (block[0] + block[3]) / 2
    determinant = block[0] * block[3] - block[1] * block[2]
    gap = half_trace**2 - determinant
    real = np.abs(half_trace) + np.sqrt(np.maximum(gap, 0))
    return np.asarray(np.where(gap >= 0, real, np.sqrt(np.maximum(determinant, 0))))


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


def models(theta: FloatArray, *, smallest_error_variance: float) -> Batch:
    """The state-space models of stationary parameters (28, m)."""
    f, b, lagged, c = square(theta[F]), square(theta[B]), square(theta[L]), square(theta[C])
    omega = _covariance(theta[LOG_SD][:2], theta[ATANH][0])
    psi = _covariance(theta[LOG_SD][2:], theta[ATANH][1])
    transition = np.zeros((SERIES_COUNT, SERIES_COUNT, theta.shape[1]))
    transition[:2, :2], transition[2:, 2:] = f, c
    transition[2:, :2] = multiply(b, f) + lagged
    innovation = np.empty_like(transition)
    across = multiply(b, omega)
    innovation[:2, :2], innovation[2:, :2], innovation[:2, 2:] = omega, across, across.swapaxes(0, 1)
    innovation[2:, 2:] = psi + multiply(across, b.swapaxes(0, 1))
    start = stationary_covariances(transition, innovation)
    noise_share = np.repeat(np.exp(-theta[LOGIT_RELIABILITY]), 2, axis=0)  # (1 − ρ)/ρ
    error = np.maximum(np.einsum("iim->im", start) * noise_share, smallest_error_variance)
    return Batch(transition=transition, innovation=innovation, start=start, mean=theta[LEVEL], error=error)


def _covariance(log_sd: FloatArray, atanh: FloatArray) -> FloatArray:
    first, second = np.exp(log_sd)
    between = np.tanh(atanh) * first * second
    return np.array([[first**2, between], [between, second**2]])


def next_day(theta: FloatArray) -> FloatArray:
    """The total response tomorrow to one step more today, L + BF + CB: (4, m), row by row."""
    f, b, c = square(theta[F]), square(theta[B]), square(theta[C])
    return np.asarray(theta[L] + (multiply(b, f) + multiply(c, b)).reshape(4, -1))


def driver_sd(theta: FloatArray) -> FloatArray:
    """Each member's true within-person standard deviation of the driver, in steps: (2, m). Φ leaves it to F and Ω, and
    P = FPFᵀ + Ω of two by two is three equations, solved by Cramer's rule."""
    a, b, c, d = theta[F]
    omega = _covariance(theta[LOG_SD][:2], theta[ATANH][0])
    first, between, second = omega[0, 0], omega[0, 1], omega[1, 1]
    m00, m01, m02 = 1 - a * a, -2 * a * b, -b * b
    m10, m11, m12 = -a * c, 1 - a * d - b * c, -b * d
    m20, m21, m22 = -c * c, -2 * c * d, 1 - d * d
    c0, c1, c2 = m11 * m22 - m12 * m21, m12 * m20 - m10 * m22, m10 * m21 - m11 * m20
    determinant = m00 * c0 + m01 * c1 + m02 * c2
    of_the_first = first * c0 + between * (m02 * m21 - m01 * m22) + second * (m01 * m12 - m02 * m11)
    of_the_second = first * c2 + between * (m01 * m20 - m00 * m21) + second * (m00 * m11 - m01 * m10)
    return np.asarray(np.sqrt(np.array([of_the_first, of_the_second]) / determinant))
