"""A made-up cohort from known numbers: for tests, for planning a study, and for measuring.

Every couple has a day table of `days` days; the driver is a stationary VAR(1) of the two; the outcome follows it with
effects of that couple's own. Then days are left out.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class CohortTruth:
    """What is true of a cohort. Pairs: the first member, the second. sds: of intercept, actor and partner effect
    between couples, the same for both members; together: the correlation of any two of a couple's random effects;
    residual: standard deviations of a day's residuals, rho their correlation, phi their carry-over from day to day;
    driver: within-person standard deviation of the driver, inertia its carry-over, shared the correlation of the
    two's news."""

    intercept: tuple[float, float] = (6.0, 5.6)
    actor: tuple[float, float] = (0.40, 0.30)
    partner: tuple[float, float] = (0.18, 0.10)
    sds: tuple[float, float, float] = (1.0, 0.15, 0.12)
    together: float = 0.15
    residual: tuple[float, float] = (1.0, 0.9)
    rho: float = 0.3
    phi: float = 0.0
    driver: float = 1.2
    inertia: float = 0.3
    shared: float = 0.2


ALIKE = CohortTruth(intercept=(6.0, 6.0), actor=(0.35, 0.35), partner=(0.14, 0.14), residual=(1.0, 1.0))
"""A cohort of exchangeable members."""


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Shares of days left out: by each member alone, by both together, only of the outcome (so that the partner's row
    still counts); and of whole couples' later days (`early`: the shortest share of the study a couple stays)."""

    each: float = 0.0
    both: float = 0.0
    outcome: float = 0.0
    early: float = 1.0


EVERYBODY = Absent()


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawn:
    """A cohort as it was drawn. mind, closeness: (couples, days, 2), NaN where left out."""

    mind: FloatArray
    closeness: FloatArray


def draw_cohort(*, couples: int, days: int, seed: int, truth: CohortTruth, absent: Absent = EVERYBODY) -> Drawn:
    """Every couple's days, as a block."""
    rng = np.random.default_rng(seed)
    x = _drivers(couples, days, truth, rng)
    b = _effects(couples, truth, rng)
    y = (
        b[:, None, :, 0]
        + b[:, None, :, 1] * x
        + b[:, None, :, 2] * x[:, :, ::-1]
        + _residuals(couples, days, truth, rng)
    )
    gone = rng.random((couples, days, 2)) < absent.each
    gone |= rng.random((couples, days, 1)) < absent.both
    gone |= (np.arange(days) >= days * rng.uniform(absent.early, 1.0, (couples, 1)))[:, :, None]
    silent = gone | (rng.random(gone.shape) < absent.outcome) if absent.outcome else gone
    return Drawn(mind=np.where(gone, np.nan, x), closeness=np.where(silent, np.nan, y))


def simulate_cohort(
    *, couples: int, days: int, seed: int, truth: CohortTruth, absent: Absent = EVERYBODY
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """One row per couple, member and day: couple, day, role (0, 1), mind, closeness; NaN where left out."""
    drawn = draw_cohort(couples=couples, days=days, seed=seed, truth=truth, absent=absent)
    couple, day, role = np.meshgrid(np.arange(couples), np.arange(days), np.arange(2), indexing="ij")
    return {
        "couple": couple.ravel(),
        "day": day.ravel(),
        "role": role.ravel(),
        "mind": drawn.mind.ravel(),
        "closeness": drawn.closeness.ravel(),
    }


def pair_root(sd: tuple[float, float], correlation: float) -> FloatArray:
    """The root of the covariance of two."""
    root = np.array([[1.0, 0.0], [correlation, np.sqrt(1 - correlation**2)]])
    return np.asarray(np.array(sd)[:, None] * root)


def random_root(sds: FloatArray, together: float) -> FloatArray:
    """The root of the covariance of effects any two of which correlate alike."""
    correlation = np.full((len(sds), len(sds)), together)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(sds[:, None] * np.linalg.cholesky(correlation))


def _carried(couples: int, days: int, root: FloatArray, carry: float, rng: np.random.Generator) -> FloatArray:
    """A stationary process of two with this root of its covariance on any day: (couples, days, 2)."""
    news = rng.standard_normal((couples, days, 2))
    carry_over(news, root, carry)
    return news


@njit(cache=True, error_model="numpy")
def carry_over(news: FloatArray, root: FloatArray, carry: float) -> None:
    """From independent standard news to the process itself, in place."""
    share = np.sqrt(1 - carry * carry)
    for c in range(news.shape[0]):
        before, beside = 0.0, 0.0
        for d in range(news.shape[1]):
            first, second = news[c, d]
            weight = share if d else 1.0
            before = carry * before + weight * root[0, 0] * first
            beside = carry * beside + weight * (root[1, 0] * first + root[1, 1] * second)
            news[c, d, 0], news[c, d, 1] = before, beside


def _drivers(couples: int, days: int, truth: CohortTruth, rng: np.random.Generator) -> FloatArray:
    return _carried(couples, days, pair_root((truth.driver, truth.driver), truth.shared), truth.inertia, rng)


def _residuals(couples: int, days: int, truth: CohortTruth, rng: np.random.Generator) -> FloatArray:
    return _carried(couples, days, pair_root(truth.residual, truth.rho), truth.phi, rng)


def _effects(couples: int, truth: CohortTruth, rng: np.random.Generator) -> FloatArray:
    """(couples, 2, 3): each member's intercept, actor and partner effect."""
    means = np.array([truth.intercept, truth.actor, truth.partner]).T
    root = random_root(np.tile(truth.sds, 2), truth.together)
    return np.asarray(means + (rng.standard_normal((couples, 6)) @ root.T).reshape(couples, 2, 3))
