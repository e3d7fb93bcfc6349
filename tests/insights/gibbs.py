"""The posterior of one edge, found another way: states are drawn along with the parameters.

Forward filtering and backward sampling (Carter & Kohn 1994, *Biometrika* 81:541–553) draws what was true on every day;
given that, levels have a normal distribution, F and (B, L, C) are regressions, and the rest takes random steps. A
regression's draw is accepted with the odds of what it leaves out: the first day, and the error variances, which follow
from the stationary spread. Nothing is shared with the product but the numbers of the prior. Many chains at once: arrays
begin with the chain.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtri_exp

from intertwine.insights.priors import Priors, priors

FloatArray = NDArray[np.float64]

T = TypeVar("T", "Chains", "Space")
STEP = 2.0  # points
LIMIT = 0.98


@dataclass(kw_only=True, eq=False)
class Chains:
    """Where m chains are: matrices (m, 2, 2); log_sd (m, 4); atanh (m, 2); level (m, 4); logit (m, 2)."""

    F: FloatArray
    B: FloatArray
    L: FloatArray
    C: FloatArray
    log_sd: FloatArray
    atanh: FloatArray
    level: FloatArray
    logit: FloatArray

    def vector(self) -> FloatArray:
        """All 28 numbers in the product's order: (28, m)."""
        squares = [block.reshape(len(block), 4) for block in (self.F, self.B, self.L, self.C)]
        return np.hstack([*squares, self.log_sd, self.atanh, self.level, self.logit]).T

    def with_(self, **parts: FloatArray) -> "Chains":
        return Chains(**{name: parts.get(name, value) for name, value in vars(self).items()})


@dataclass(frozen=True, kw_only=True, eq=False)
class Space:
    """The state-space form: transition, innovation, start (m, 4, 4); error variances (m, 4); ok (m,)."""

    transition: FloatArray
    innovation: FloatArray
    start: FloatArray
    error: FloatArray
    ok: NDArray[np.bool_]


def chosen(here: T, there: T, take: NDArray[np.bool_]) -> T:
    """The other's where `take`."""

    def pick(mine: FloatArray, theirs: FloatArray) -> FloatArray:
        return np.where(take.reshape(-1, *[1] * (mine.ndim - 1)), theirs, mine)

    return type(here)(**{name: pick(value, getattr(there, name)) for name, value in vars(here).items()})


def covariance(log_sd: FloatArray, atanh: FloatArray) -> FloatArray:
    sd, rho = np.exp(log_sd), np.tanh(atanh)
    between = rho * sd[:, 0] * sd[:, 1]
    return np.stack([np.stack([sd[:, 0] ** 2, between], -1), np.stack([between, sd[:, 1] ** 2], -1)], 1)


def radius(square: FloatArray) -> FloatArray:
    """The larger modulus of the two roots of λ² − trace λ + det."""
    half = np.trace(square, axis1=1, axis2=2) / 2
    root = np.emath.sqrt(half**2 - np.linalg.det(square))
    return np.maximum(np.abs(half + root), np.abs(half - root))


def space(at: Chains, smallest_error: float) -> Space:
    m = len(at.F)
    omega, psi = covariance(at.log_sd[:, :2], at.atanh[:, 0]), covariance(at.log_sd[:, 2:], at.atanh[:, 1])
    transition = np.zeros((m, 4, 4))
    transition[:, :2, :2], transition[:, 2:, 2:], transition[:, 2:, :2] = at.F, at.C, at.B @ at.F + at.L
    shock = np.zeros((m, 4, 4))
    shock[:, :2, :2], shock[:, 2:, 2:] = omega, psi
    mix = np.tile(np.eye(4), (m, 1, 1))
    mix[:, 2:, :2] = at.B
    innovation = mix @ shock @ mix.transpose(0, 2, 1)
    ok = (radius(at.F) < LIMIT) & (radius(at.C) < LIMIT)  # the transition is block-triangular
    usable = np.where(ok[:, None, None], transition, 0.0)
    # vec P = (I − Φ⊗Φ)⁻¹ vec Q
    kron = np.einsum("mij,mkl->mikjl", usable, usable).reshape(m, 16, 16)
    start = np.linalg.solve(np.eye(16) - kron, innovation.reshape(m, 16, 1)).reshape(m, 4, 4)
    start = (start + start.transpose(0, 2, 1)) / 2
    share = np.repeat(np.exp(-at.logit), 2, axis=1)
    error = np.maximum(np.diagonal(start, axis1=1, axis2=2) * share, smallest_error)
    return Space(transition=transition, innovation=innovation, start=start, error=error, ok=ok)


def normal(mean: FloatArray, precision: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draws of N(precision⁻¹ mean, precision⁻¹), the mean still to be solved for: (m, k)."""
    root = np.linalg.cholesky(precision)
    centre = np.linalg.solve(precision, mean[..., None])
    noise = np.linalg.solve(root.transpose(0, 2, 1), rng.standard_normal(centre.shape))
    return (centre + noise)[..., 0]


def log_normal(values: FloatArray, cov: FloatArray) -> FloatArray:
    """Sum over the second axis of log N(values[m, t]; 0, cov[m]): (m,)."""
    solved = np.linalg.solve(cov, values.transpose(0, 2, 1))
    quadratic = np.einsum("mti,mit->m", values, solved)
    return -0.5 * (quadratic + values.shape[1] * np.linalg.slogdet(cov)[1])


def _rescaled(at: Chains, of: int, factor: FloatArray) -> dict[str, FloatArray]:
    """The links when series `of` is measured in smaller units: what leads to it grows, what leads away shrinks."""
    blocks = {name: getattr(at, name).copy() for name in "FBLC"}
    member = of % 2
    for name in "F" if of < 2 else "BLC":
        blocks[name][:, member, :] *= factor[:, None]
    for name in "FBL" if of < 2 else "C":
        blocks[name][:, :, member] /= factor[:, None]
    return blocks


class Gibbs:
    """Draws for one diary (days, 4) in points, NaN for missing. side: 1 where a number only says "at least", −1 where
    "at most"; what it may have been is drawn along, given the state of that day."""

    def __init__(
        self,
        observed: FloatArray,
        *,
        inertia: tuple[float, float],
        chains: int,
        seed: int,
        known: Priors | None = None,
        side: NDArray[np.int8] | None = None,
    ) -> None:
        known = known or priors("typical")
        self.rng = np.random.default_rng(seed)
        self.values, self.there = np.tile(np.nan_to_num(observed / STEP), (chains, 1, 1)), ~np.isnan(observed)
        self.side = np.zeros(observed.shape) if side is None else side.astype(float)
        self.bound = self.values[0]
        self.known, self.m = known, chains
        self.smallest_error = known.smallest_error_variance_points / STEP**2
        own, across = known.own_carry_over, known.partner_carry_over
        self.f_prior = self._cross(inertia, across)
        links = [
            self._cross(known.same_day_actor, known.same_day_partner),
            self._cross(known.next_day_actor, known.next_day_partner),
            self._cross(own, across),
        ]
        self.y_mean, self.y_sd = (np.concatenate([link[i] for link in links], axis=1) for i in (0, 1))
        self.level_prior = [number / STEP for number in known.level_points]
        self.steps = {name: np.full(size, 0.3) for name, size in (("omega", 3), ("psi", 3), ("logit", 2))}
        self.tried = {name: np.zeros(2) for name in self.steps}
        self.at = self._beginning()
        self.now = space(self.at, self.smallest_error)
        self.state = self._states(self.now)

    @staticmethod
    def _cross(own: tuple[float, float], partner: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
        """Prior means and standard deviations of a matrix (2, 2)."""
        mean, sd = zip(own, partner, strict=True)
        return np.array([mean, mean[::-1]]), np.array([sd, sd[::-1]])

    def _beginning(self) -> Chains:
        m, rng = self.m, self.rng
        mean = self.bound.sum(axis=0) / self.there.sum(axis=0)
        a, b = self.known.reliability
        return Chains(
            F=np.tile(self.f_prior[0], (m, 1, 1)),
            B=np.tile(self.y_mean[:, :2], (m, 1, 1)),
            L=np.tile(self.y_mean[:, 2:4], (m, 1, 1)),
            C=np.tile(self.y_mean[:, 4:], (m, 1, 1)),
            log_sd=self.known.log_innovation_sd[0] + 0.3 * rng.standard_normal((m, 4)),
            atanh=0.3 + 0.3 * rng.standard_normal((m, 2)),
            level=mean + 0.3 * rng.standard_normal((m, 4)),
            logit=np.log(a / b) + 0.3 * rng.standard_normal((m, 2)),
        )

    # --- the states ---

    def _states(self, now: Space) -> FloatArray:
        """(m, days, 4), given everything else."""
        m, days = self.m, len(self.there)
        phi, back = now.transition, now.transition.transpose(0, 2, 1)
        means, covs = np.empty((days, m, 4)), np.empty((days, m, 4, 4))
        mean, cov = np.zeros((m, 4)), now.start
        for t in range(days):
            if t:
                mean, cov = (phi @ mean[..., None])[..., 0], phi @ cov @ back + now.innovation
            seen = np.flatnonzero(self.there[t])
            if seen.size:
                total = cov[:, seen][:, :, seen] + now.error[:, seen, None] * np.eye(seen.size)
                gain = np.linalg.solve(total, cov[:, seen]).transpose(0, 2, 1)
                surprise = self.values[:, t, seen] - self.at.level[:, seen] - mean[:, seen]
                mean = mean + (gain @ surprise[..., None])[..., 0]
                cov = cov - gain @ cov[:, seen]
                cov = (cov + cov.transpose(0, 2, 1)) / 2
            means[t], covs[t] = mean, cov
        states = np.empty((m, days, 4))
        states[:, -1] = means[-1] + self._noise(covs[-1])
        for t in range(days - 2, -1, -1):
            ahead = phi @ covs[t] @ back + now.innovation
            gain = np.linalg.solve(ahead, phi @ covs[t]).transpose(0, 2, 1)
            surprise = states[:, t + 1] - (phi @ means[t][..., None])[..., 0]
            left = covs[t] - gain @ phi @ covs[t]
            states[:, t] = (
                means[t] + (gain @ surprise[..., None])[..., 0] + self._noise((left + left.transpose(0, 2, 1)) / 2)
            )
        return states

    def _noise(self, cov: FloatArray) -> FloatArray:
        return (np.linalg.cholesky(cov) @ self.rng.standard_normal((self.m, 4, 1)))[..., 0]

    def _bounds(self) -> None:
        """What was answered where all that is known is a bound: normal around the state, cut off there."""
        mean, sd = self.at.level[:, None] + self.state, np.sqrt(self.now.error)[:, None]
        least = self.side * (self.bound - mean) / sd
        tail = np.log(self.rng.random(least.shape)) + log_ndtr(-least)
        drawn = mean - self.side * sd * ndtri_exp(tail)
        self.values = np.where(self.side != 0, drawn, self.values)

    # --- what conjugate draws leave out ---

    def _rest(self, at: Chains, now: Space) -> FloatArray:
        """log p(first day) + log p(answers | states): (m,)."""
        gap = np.where(self.there, self.values - at.level[:, None] - self.state, 0.0)
        answers = -0.5 * ((gap**2).sum(axis=1) / now.error + self.there.sum(axis=0) * np.log(now.error)).sum(axis=1)
        return np.where(now.ok, log_normal(self.state[:, :1], now.start) + answers, -np.inf)

    def _settle(self, proposed: Chains, gain: FloatArray | float = 0.0) -> NDArray[np.bool_]:
        """Accept by `gain`, the odds beyond those of `_rest`."""
        there = space(proposed, self.smallest_error)
        odds = self._rest(proposed, there) - self._rest(self.at, self.now) + gain
        take = np.log(self.rng.random(self.m)) < odds
        self._move(proposed, there, take)
        return take

    def _move(self, to: Chains, there: Space, take: NDArray[np.bool_]) -> None:
        self.at, self.now = chosen(self.at, to, take), chosen(self.now, there, take)

    # --- one part after the other ---

    def _levels(self) -> None:
        now = self.now
        mean, sd = self.level_prior
        precision = self.there.sum(axis=0) / now.error + 1 / sd**2
        total = np.where(self.there, self.values - self.state, 0.0).sum(axis=1) / now.error + mean / sd**2
        level = total / precision + self.rng.standard_normal((self.m, 4)) / np.sqrt(precision)
        self.at = self.at.with_(level=level)

    def _regress(
        self, response: FloatArray, on: FloatArray, noise: FloatArray, prior: tuple[FloatArray, FloatArray]
    ) -> FloatArray:
        """Draws of M in response = M on + noise, from (m, days, 2) and (m, days, k): (m, 2, k)."""
        mean, sd = prior
        k = on.shape[2]
        weight = np.linalg.inv(noise)
        precision = np.einsum("mij,mtk,mtl->mikjl", weight, on, on).reshape(self.m, 2 * k, 2 * k)
        precision = precision + np.diag(1 / sd.ravel() ** 2)
        total = np.einsum("mij,mtj,mtk->mik", weight, response, on).reshape(self.m, 2 * k)
        return normal(total + (mean / sd**2).ravel(), precision, self.rng).reshape(self.m, 2, k)

    def _driver(self) -> None:
        x = self.state[:, :, :2]
        omega = covariance(self.at.log_sd[:, :2], self.at.atanh[:, 0])
        self._settle(self.at.with_(F=self._regress(x[:, 1:], x[:, :-1], omega, self.f_prior)))

    def _outcome(self) -> None:
        x, y = self.state[:, :, :2], self.state[:, :, 2:]
        on = np.concatenate([x[:, 1:], x[:, :-1], y[:, :-1]], axis=2)
        psi = covariance(self.at.log_sd[:, 2:], self.at.atanh[:, 1])
        found = self._regress(y[:, 1:], on, psi, (self.y_mean, self.y_sd))
        self._settle(self.at.with_(B=found[:, :, :2], L=found[:, :, 2:4], C=found[:, :, 4:]))

    def _news(self, at: Chains) -> tuple[FloatArray, FloatArray]:
        x, y = self.state[:, :, :2], self.state[:, :, 2:]

        def after(matrix: FloatArray, series: FloatArray) -> FloatArray:
            return series @ matrix.transpose(0, 2, 1)

        omega = x[:, 1:] - after(at.F, x[:, :-1])
        return omega, y[:, 1:] - after(at.B, x[:, 1:]) - after(at.L, x[:, :-1]) - after(at.C, y[:, :-1])

    def _spread(self, at: Chains) -> FloatArray:
        """log p(states of later days) + log prior of standard deviations and correlations: (m,)."""
        omega, psi = self._news(at)
        (sd_mean, sd_sd), (r_mean, r_sd) = self.known.log_innovation_sd, self.known.atanh_innovation_correlation
        prior = -0.5 * (
            (((at.log_sd - sd_mean) / sd_sd) ** 2).sum(axis=1) + (((at.atanh - r_mean) / r_sd) ** 2).sum(axis=1)
        )
        return (
            prior
            + log_normal(omega, covariance(at.log_sd[:, :2], at.atanh[:, 0]))
            + log_normal(psi, covariance(at.log_sd[:, 2:], at.atanh[:, 1]))
        )

    def _innovations(self, which: int, name: str) -> None:
        step = self.steps[name] * self.rng.standard_normal((self.m, 3))
        log_sd, atanh = self.at.log_sd.copy(), self.at.atanh.copy()
        log_sd[:, 2 * which : 2 * which + 2] += step[:, :2]
        atanh[:, which] += step[:, 2]
        proposed = self.at.with_(log_sd=log_sd, atanh=atanh)
        self._count(name, self._settle(proposed, self._spread(proposed) - self._spread(self.at)))

    def _scales(self, of: int) -> None:
        """A step that makes series `of` larger altogether: its states, its news, and its links with the rest."""
        factor = np.exp(0.25 * self.rng.standard_normal(self.m))
        before, at = self.state, self.at
        state, log_sd = before.copy(), at.log_sd.copy()
        state[:, :, of] *= factor[:, None]
        log_sd[:, of] += np.log(factor)
        proposed = at.with_(log_sd=log_sd, **_rescaled(at, of, factor))
        # As many numbers as are multiplied, less those that are divided: days, and links into or out of the series.
        volume = before.shape[1] + (4 if of >= 2 else -4)
        there = space(proposed, self.smallest_error)
        odds = volume * np.log(factor) - self._rest(at, self.now) - self._spread(at) - self._link_prior(at)
        self.state = state
        odds += self._rest(proposed, there) + self._spread(proposed) + self._link_prior(proposed)
        take = np.log(self.rng.random(self.m)) < odds
        self.state = np.where(take[:, None, None], state, before)
        self._move(proposed, there, take)

    def _link_prior(self, at: Chains) -> FloatArray:
        y = np.concatenate([at.B, at.L, at.C], axis=2)
        f_mean, f_sd = self.f_prior
        return -0.5 * (
            (((at.F - f_mean) / f_sd) ** 2).sum(axis=(1, 2)) + (((y - self.y_mean) / self.y_sd) ** 2).sum(axis=(1, 2))
        )

    def _reliabilities(self) -> None:
        a, b = self.known.reliability
        logit = self.at.logit + self.steps["logit"] * self.rng.standard_normal((self.m, 2))

        def prior(of: FloatArray) -> FloatArray:
            return (a * of - (a + b) * np.logaddexp(0, of)).sum(axis=1)

        self._count("logit", self._settle(self.at.with_(logit=logit), prior(logit) - prior(self.at.logit)))

    def _count(self, name: str, taken: NDArray[np.bool_]) -> None:
        self.tried[name] += (taken.sum(), taken.size)

    def _tune(self) -> None:
        """Steps so long that about a third are accepted. Only while warming up."""
        for name, (taken, tried) in self.tried.items():
            self.steps[name] = self.steps[name] * np.exp(taken / max(tried, 1) - 0.3)
            self.tried[name] = np.zeros(2)

    def sweep(self) -> None:
        """Every part once."""
        self.state = self._states(self.now)
        self._bounds()
        self._levels()
        self._driver()
        self._outcome()
        for of in range(4):
            self._scales(of)
        for _ in range(2):
            self._innovations(0, "omega")
            self._innovations(1, "psi")
            self._reliabilities()

    def draws(self, *, warm_up: int, sweeps: int) -> FloatArray:
        """(28, chains, sweeps)."""
        for done in range(warm_up):
            self.sweep()
            if done % 10 == 9:
                self._tune()
        kept = np.empty((28, self.m, sweeps))
        for i in range(sweeps):
            self.sweep()
            kept[:, :, i] = self.at.vector()
        return kept
