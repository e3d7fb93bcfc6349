"""Exact draws from the posterior of one edge: generalised elliptical slice sampling.

Nishihara, Murray & Adams (2014), *Parallel MCMC with generalized elliptical slice sampling*, JMLR 15:2087–2112. A
multivariate t is laid around the posterior; a step draws an ellipse through the current point as if the t were the
prior, and slides along it until the rest of the density, posterior over t, accepts. There is nothing to tune, no
rejection of whole steps, and no bias: the t only decides how quickly the chains move.

Many walkers move at once on the batched likelihood, each at its own pace. They begin in groups, every walker of a group
at the same far-flung point; the t is fitted to the pooled walkers while they warm up and then frozen. Draws are taken
until R-hat between the groups and bulk ESS pass, or the cap is hit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.diagnostics import bulk_ess, split_rhat
from intertwine.insights.posterior import Peak

FloatArray = NDArray[np.float64]

GROUPS, WALKERS = 4, 32
FREEDOM = 6.0
"""Degrees of freedom of the base: heavy enough tails that no far point is hard to come back from."""

STARTING_WIDTH = 2.0
"""Groups begin at draws of a base this many times as wide as the curvature at the peak says."""

WARM_UP = (15, 25, 40)
"""Steps of each walker before the base is fitted anew."""

BLOCK = 40
MAX_BLOCKS = 10
ENOUGH_ESS = 400.0
GOOD_RHAT = 1.01

LogDensity = Callable[[FloatArray], FloatArray]
Quantities = Callable[[FloatArray], FloatArray]
"""From draws (size, m) to what will be shown of them (quantities, m)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """A multivariate t: centre (d,) and the lower root of its scale matrix (d, d)."""

    centre: FloatArray
    root: FloatArray

    @classmethod
    def fitted(cls, draws: FloatArray) -> Self:
        """To draws (d, m), by their mean and covariance."""
        return cls(centre=draws.mean(axis=1), root=lower_root(np.cov(draws)))

    def out(self, white: FloatArray) -> FloatArray:
        """From whitened to real coordinates, (d, m)."""
        return self.centre[:, None] + self.root @ white

    def into(self, theta: FloatArray) -> FloatArray:
        """From real to whitened coordinates, (d, m)."""
        return np.asarray(np.linalg.solve(self.root, theta - self.centre[:, None]), dtype=np.float64)


def lower_root(covariance: FloatArray) -> FloatArray:
    """The Cholesky factor."""
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """theta: (d, groups, walkers, steps). `min_ess` and `max_rhat` over the gated quantities; `passed`: both fine."""

    theta: FloatArray
    min_ess: float
    max_rhat: float
    passed: bool

    @property
    def flat(self) -> FloatArray:
        """All draws as (d, m)."""
        return self.theta.reshape(len(self.theta), -1)


def sample(log_density: LogDensity, peak: Peak, *, shown: Quantities, rng: np.random.Generator) -> Draws:
    """Draws of the posterior, gated on `shown`; `passed` is False where the cap came first."""
    base = Base(centre=peak.mode, root=lower_root(peak.covariance))
    here = _starts(log_density, base, rng)
    for steps in WARM_UP:
        path = walk(log_density, base, here, steps=steps, rng=rng)
        here = path[:, :, -1]
        base = Base.fitted(path[:, :, steps // 3 :].reshape(len(here), -1))
    draws = np.empty((len(here), GROUPS, WALKERS, 0))
    for _ in range(MAX_BLOCKS):
        path = walk(log_density, base, here, steps=BLOCK, rng=rng)
        here = path[:, :, -1]
        draws = np.concatenate([draws, path.reshape(len(here), GROUPS, WALKERS, BLOCK)], axis=3)
        judged = _judged(draws, shown)
        if judged.passed:
            break
    return judged


def _starts(log_density: LogDensity, base: Base, rng: np.random.Generator) -> FloatArray:
    """One far-flung point for each group, drawn in towards the centre until the model there is not refused."""
    white = STARTING_WIDTH * rng.standard_normal((len(base.centre), GROUPS))
    while True:
        refused = ~np.isfinite(log_density(base.out(white)))
        if not refused.any():
            return np.repeat(base.out(white), WALKERS, axis=1)
        white[:, refused] *= 0.7


def _judged(draws: FloatArray, shown: Quantities) -> Draws:
    quantities = shown(draws.reshape(len(draws), -1)).reshape(-1, *draws.shape[1:])
    ess = min(bulk_ess(quantity) for quantity in quantities)
    rhat = max(split_rhat(quantity) for quantity in quantities)
    return Draws(theta=draws, min_ess=ess, max_rhat=rhat, passed=ess >= ENOUGH_ESS and rhat < GOOD_RHAT)


def walk(log_density: LogDensity, base: Base, start: FloatArray, *, steps: int, rng: np.random.Generator) -> FloatArray:
    """Every walker takes `steps` steps of generalised elliptical slice sampling: from (d, m) to (d, m, steps).

    Walkers do not wait for each other: each evaluation tries one point for every walker that still has steps to take.
    """
    d, m = start.shape
    path = np.empty((d, m, steps))
    taken = np.zeros(m, dtype=np.intp)
    walkers = _Walkers.at(base.into(start), log_density(start), rng)
    while (moving := np.flatnonzero(taken < steps)).size:
        tried, theta_new = walkers.propose(moving, base)
        accepted = walkers.settle(moving, tried, log_density(theta_new), rng)
        done = moving[accepted]
        path[:, done, taken[done]] = theta_new[:, accepted]
        taken[done] += 1
    return path


@dataclass(kw_only=True, eq=False)
class _Walkers:
    """Where each walker is (whitened), and the ellipse and bracket of its current step. Last axis: walkers."""

    white: FloatArray
    rest: FloatArray  # log posterior − log t, where it is
    across: FloatArray  # the other point that spans the ellipse
    bar: FloatArray  # the slice's height
    angle: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def at(cls, white: FloatArray, log_density: FloatArray, rng: np.random.Generator) -> Self:
        m = white.shape[1]
        empty = [np.empty(m) for _ in range(4)]
        self = cls(
            white=white.copy(),
            rest=log_density - _log_t(white),
            across=np.empty_like(white),
            bar=empty[0],
            angle=empty[1],
            low=empty[2],
            high=empty[3],
        )
        self._begin(np.arange(m), rng)
        return self

    def _begin(self, which: NDArray[np.intp], rng: np.random.Generator) -> None:
        """New ellipses: given where a walker is, the t is a normal whose variance has an inverse-gamma draw."""
        here = self.white[:, which]
        d, m = here.shape
        spread = (FREEDOM + (here**2).sum(axis=0)) / 2 / rng.gamma((d + FREEDOM) / 2, size=m)
        self.across[:, which] = np.sqrt(spread) * rng.standard_normal((d, m))
        self.bar[which] = self.rest[which] - rng.exponential(size=m)
        angle = rng.uniform(0, 2 * np.pi, size=m)
        self.angle[which], self.low[which], self.high[which] = angle, angle - 2 * np.pi, angle

    def propose(self, which: NDArray[np.intp], base: Base) -> tuple[FloatArray, FloatArray]:
        """The next point on each ellipse, whitened and real."""
        angle = self.angle[which]
        tried = self.white[:, which] * np.cos(angle) + self.across[:, which] * np.sin(angle)
        return tried, base.out(tried)

    def settle(
        self, which: NDArray[np.intp], tried: FloatArray, log_density: FloatArray, rng: np.random.Generator
    ) -> NDArray[np.bool_]:
        """Accept what lies above the bar and begin anew there; elsewhere shrink the bracket towards where one is."""
        rest = log_density - _log_t(tried)
        accepted = rest > self.bar[which]
        missed, angle = which[~accepted], self.angle[which[~accepted]]
        self.low[missed] = np.where(angle < 0, angle, self.low[missed])
        self.high[missed] = np.where(angle < 0, self.high[missed], angle)
        self.angle[missed] = rng.uniform(self.low[missed], self.high[missed])
        done = which[accepted]
        self.white[:, done], self.rest[done] = tried[:, accepted], rest[accepted]
        self._begin(done, rng)
        return np.asarray(accepted)


def _log_t(white: FloatArray) -> FloatArray:
    """Log density of the base up to a constant."""
    d = len(white)
    return np.asarray(-(FREEDOM + d) / 2 * np.log1p((white**2).sum(axis=0) / FREEDOM))
