"""Exact draws from the posterior of one edge: two kinds of steps around one base.

A multivariate t is laid around the posterior. A *leap* proposes a fresh draw of it and takes or leaves it by how the
posterior compares with the t there and here (independence Metropolis; Tierney 1994, *Annals of Statistics* 22): cheap,
and all proposals are known beforehand, so that their densities are found in one batch. Where the t is a poor likeness a
leap would stay too long at points the t thinks little of. So every few leaps there is a *walk*: generalised elliptical
slice sampling (Nishihara, Murray & Adams 2014, *Parallel MCMC with generalized elliptical slice sampling*, JMLR
15:2087–2112) draws an ellipse through the current point as if the t were the prior, and slides along it until the rest
of the density, posterior over t, accepts. Both leave the posterior as it is, so their alternation does: there is
nothing to tune and no bias. The t only decides how quickly the chains move.

Many walkers move at once on the batched density, each at its own pace. They begin in groups, every walker of a group
at the same far-flung point; the t is fitted to the pooled walkers while they warm up and then frozen. Draws are taken
until R-hat between the groups and bulk ESS pass, or the cap is hit.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.diagnostics import judged
from intertwine.insights.kernels.walking import REST, begin, into, leap, out, propose, settle
from intertwine.insights.posterior import Peak

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

GROUPS, WALKERS = 4, 16
FREEDOM = 30.0
"""Degrees of freedom of the base: heavier tails than a posterior has whose priors are normal."""

STARTING_WIDTH = 2.0
"""Groups begin at draws of a base this many times as wide as the curvature at the peak says."""

SETTLING = 8
"""Steps of walking from there."""

LEAPS = 7
"""Between two steps of walking."""

WARM_UP = 24
"""Steps of each walker before the base is fitted to where they are."""

TRUST = 5000
"""How many draws the curvature at the peak is worth then: some hundred free draws know a covariance of 28 worse."""

BLOCK = 64
MAX_BLOCKS = 32
"""Where the first block of draws is not enough, as many again are added, and again."""

ENOUGH_ESS = 400.0
GOOD_RHAT = 1.01


class Landscape(Protocol):
    """A log density in which each walker may have something of its own that is drawn along with it."""

    def heights(self, points: FloatArray, whose: IntArray) -> FloatArray:
        """Of points (d, m), up to a constant; whose: the walker each one belongs to, (m,)."""

    def renewed(self, points: FloatArray, rng: np.random.Generator) -> "Landscape":
        """With what is drawn along drawn once more where the walkers are (d, walkers); itself if nothing is."""


Quantities = Callable[[FloatArray], FloatArray]
"""From draws (size, m) to what will be shown of them (quantities, m)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """A multivariate t: centre (d,) and the lower root of its scale matrix (d, d)."""

    centre: FloatArray
    root: FloatArray

    @classmethod
    def fitted(cls, draws: FloatArray, peak: Peak) -> Self:
        """To draws (d, m), by their mean and covariance; that of the peak counts as TRUST draws."""
        count, centre = draws.shape[1], draws.mean(axis=1)
        around = draws - centre[:, None]
        covariance = (np.einsum("im,jm->ij", around, around) + TRUST * peak.covariance) / (count + TRUST)
        return cls(centre=centre, root=lower_root(covariance))

    def out(self, white: FloatArray) -> FloatArray:
        """From whitened to real coordinates, (d, m)."""
        return out(self.centre, self.root, white)

    def into(self, theta: FloatArray) -> FloatArray:
        """From real to whitened coordinates, (d, m)."""
        return into(self.centre, self.root, theta)


def lower_root(covariance: FloatArray) -> FloatArray:
    """The Cholesky factor."""
    return np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Where walkers are, (d, m), in what, and the log density there, (m,)."""

    theta: FloatArray
    height: FloatArray
    landscape: Landscape

    @classmethod
    def at(cls, theta: FloatArray, landscape: Landscape) -> Self:
        """These points, one for each walker."""
        theta = np.ascontiguousarray(theta)
        return cls(theta=theta, height=landscape.heights(theta, np.arange(theta.shape[1])), landscape=landscape)

    def moved(self, path: FloatArray, height: FloatArray) -> Self:
        """At the end of a path (d, m, steps), in the same landscape."""
        return replace(self, theta=np.ascontiguousarray(path[:, :, -1]), height=height)

    def renewed(self, rng: np.random.Generator) -> Self:
        """At the same points, with what is drawn along drawn once more."""
        landscape = self.landscape.renewed(self.theta, rng)
        return self if landscape is self.landscape else self.at(self.theta, landscape)


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


def sample(landscape: Landscape, peak: Peak, *, shown: Quantities, rng: np.random.Generator) -> Draws:
    """Draws of the posterior, gated on `shown`; `passed` is False where the cap came first."""
    base = Base(centre=peak.mode, root=lower_root(peak.covariance))
    start = Places.at(_starts(landscape, base, rng), landscape)
    path, here = walk(base, start, steps=SETTLING, rng=rng)
    path, here = alternate(base, here, steps=WARM_UP, rng=rng)
    base = Base.fitted(path.reshape(len(path), -1), peak)
    paths, blocks = [], 0
    while True:
        path, here = alternate(base, here, steps=BLOCK * max(blocks, 1), rng=rng)
        paths.append(path)
        blocks += max(blocks, 1)
        found = _judged(np.concatenate(paths, axis=2), shown)
        if found.passed or blocks >= MAX_BLOCKS:
            return found


def alternate(base: Base, start: Places, *, steps: int, rng: np.random.Generator) -> tuple[FloatArray, Places]:
    """LEAPS leaps and one step of walking, over and over: the path (d, m, steps), and where it ends."""
    paths, here = [], start
    for _ in range(steps // (LEAPS + 1)):
        here = here.renewed(rng)
        leapt, here = jump(base, here, steps=LEAPS, rng=rng)
        walked, here = walk(base, here, steps=1, rng=rng)
        paths += [leapt, walked]
    return np.concatenate(paths, axis=2), here


def _starts(landscape: Landscape, base: Base, rng: np.random.Generator) -> FloatArray:
    """One far-flung point for each group, drawn in towards the centre until the model there is not refused."""
    white = STARTING_WIDTH * rng.standard_normal((len(base.centre), GROUPS))
    while True:
        refused = ~np.isfinite(landscape.heights(base.out(white), np.arange(GROUPS)))
        if not refused.any():
            return np.repeat(base.out(white), WALKERS, axis=1)
        white[:, refused] *= 0.7


def _judged(path: FloatArray, shown: Quantities) -> Draws:
    draws = path.reshape(len(path), GROUPS, WALKERS, -1)
    quantities = shown(draws.reshape(len(draws), -1))
    every_ess, every_rhat = judged(quantities.reshape(-1, *draws.shape[1:]))
    ess, rhat = float(every_ess.min()), float(every_rhat.max())
    return Draws(theta=draws, min_ess=ess, max_rhat=rhat, passed=ess >= ENOUGH_ESS and rhat < GOOD_RHAT)


def jump(base: Base, start: Places, *, steps: int, rng: np.random.Generator) -> tuple[FloatArray, Places]:
    """Every walker takes `steps` leaps: the path (d, m, steps), and where it ends."""
    d, m = start.theta.shape
    white = rng.standard_normal((d, steps * m)) * np.sqrt(FREEDOM / rng.chisquare(FREEDOM, steps * m))
    proposed = base.out(white)
    heights = start.landscape.heights(proposed, np.tile(np.arange(m), steps))
    proposed_rest = (heights - _log_t(white)).reshape(steps, m)
    rest = start.height - _log_t(base.into(start.theta))
    bars = np.log(rng.random((steps, m)))
    path, last = leap(start.theta, rest, proposed.reshape(d, steps, m), proposed_rest, bars)
    height = np.where(last < 0, start.height, heights.reshape(steps, m)[last, np.arange(m)])
    return path, start.moved(path, height)


def walk(base: Base, start: Places, *, steps: int, rng: np.random.Generator) -> tuple[FloatArray, Places]:
    """Every walker takes `steps` steps of generalised elliptical slice sampling: the path (d, m, steps), and its end.

    Walkers do not wait for each other: each evaluation tries one point for every walker that still has steps to take.
    """
    d, m = start.theta.shape
    others = rng.standard_normal((steps, d, m))
    gammas, depths = rng.gamma((d + FREEDOM) / 2, size=(steps, m)), rng.exponential(size=(steps, m))
    news = np.stack([gammas, depths, rng.random((steps, m))], axis=1)
    white, across, now = base.into(start.theta), np.empty((d, m)), np.empty((5, m))
    now[REST] = start.height - _log_t(white)
    for walker in range(m):
        begin(walker, 0, white, across, now, others, news, FREEDOM)
    path, taken, moving = np.empty((d, m, steps)), np.zeros(m, dtype=np.int64), np.arange(m)
    while moving.size:
        tried, theta = propose(moving, white, across, now, base.centre, base.root)
        heights, chances = start.landscape.heights(theta, moving), rng.random(moving.size)
        moving = settle(moving, tried, theta, heights, chances, white, across, now, others, news, taken, path, FREEDOM)
    return path, start.moved(path, now[REST] + _log_t(white))


def _log_t(white: FloatArray) -> FloatArray:
    """Log density of the base up to a constant."""
    d = len(white)
    return np.asarray(-(FREEDOM + d) / 2 * np.log1p((white**2).sum(axis=0) / FREEDOM))
