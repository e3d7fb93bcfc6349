"""One edge for one couple: fit, summarise, check. Numbers come from the exact sampler or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import erfc
from typing import Self

import numpy as np
from numpy.typing import NDArray

from intertwine.insights import ends, gate, predictive
from intertwine.insights.kernels import Observed
from intertwine.insights.model import POINTS_PER_STEP, B, L, Prior, driver_sd, next_day
from intertwine.insights.posterior import Posterior, find_mode, find_peak
from intertwine.insights.sampler import Draws, sample
from intertwine.insights.series import FINEST
from intertwine.insights.types import Diagnostics, Edge, Effect, Kind, Lag, Member, Outcome, Preview, SeriesName

FloatArray = NDArray[np.float64]
SideArray = NDArray[np.int8]

PRIOR_DRAWS = 40_000
QUANTILES = (0.5, 0.05, 0.95)
LAGS: tuple[Lag, ...] = (0, 1)
MEMBERS: tuple[Member, ...] = (0, 1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """What came of an edge; no effects unless its outcome is READY."""

    effects: tuple[Effect, ...]
    diagnostics: Diagnostics


@dataclass(frozen=True, kw_only=True, eq=False)
class Quantities:
    """What is looked at of a posterior, each (2, 4, m): lag 0 and 1, the four entries row by row, draws.

    coefficients: B and L + BF + CB, in steps per step. points: the same for a driver one within-person SD up.
    learnt: B and L, the parameters themselves.
    """

    coefficients: FloatArray
    points: FloatArray
    learnt: FloatArray

    @classmethod
    def of(cls, theta: FloatArray) -> Self:
        """From draws (28, m)."""
        coefficients = np.array([theta[B], next_day(theta)])
        spread = driver_sd(theta)
        points = coefficients * POINTS_PER_STEP * np.concatenate([spread, spread])
        return cls(coefficients=coefficients, points=points, learnt=np.array([theta[B], theta[L]]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Answers:
    """A checked diary of one edge, all of shape (days, 4) and in points, NaN where missing.

    moved: how far each usual level lies from its mean on each day. It is taken out before anything is estimated, so
    that two series which changed at the same time do not seem to go together day by day. finest: (4,), the distance
    between neighbouring values of each series.
    """

    given: FloatArray
    moved: FloatArray
    finest: FloatArray

    @classmethod
    def of(
        cls, given: FloatArray, edge: Edge, *, moved: FloatArray, finest: Mapping[SeriesName, float] = FINEST
    ) -> Self:
        """Of one edge."""
        return cls(given=given, moved=moved, finest=np.repeat([finest[edge.driver], finest[edge.outcome]], 2))

    @property
    def around(self) -> FloatArray:
        """Without what changed for good."""
        return self.given - self.moved

    def bounded(self) -> ends.Bounded:
        """The same, where an answer at an end may be only a bound."""
        return ends.bounded(self.given, moved=self.moved, finest=self.finest)


def posterior_of(points: FloatArray, *, prior: Prior, side: SideArray | None = None) -> Posterior:
    """Of a diary (days, 4) in points; side: see `ends.Bounded`, or None where every answer says what it says."""
    return Posterior(prior=prior, observed=Observed.of(points / POINTS_PER_STEP, side))


def fit(observed: FloatArray, *, prior: Prior, rng: np.random.Generator, side: SideArray | None = None) -> Draws:
    """Exact draws for a diary, as `posterior_of` takes it, checked on every figure that is shown or decides."""
    posterior = posterior_of(observed, prior=prior, side=side)
    theta = np.empty(0)

    def shown(points: FloatArray) -> FloatArray:
        nonlocal theta
        theta = posterior.parameters(points)
        found = Quantities.of(theta)
        return np.concatenate([found.coefficients, found.points, found.learnt[1:]]).reshape(20, -1)

    draws = sample(posterior, find_peak(posterior), shown=shown, rng=rng)
    return replace(draws, theta=theta.reshape(draws.theta.shape))


def glance(answers: Answers, edge: Edge, *, prior: Prior) -> tuple[Preview, ...]:
    """The same eight effects as `estimate` has, at the highest point of the posterior; none where it has none."""
    if gate.edge_outcome(answers.given, answers.around) is not Outcome.READY:
        return ()
    known = answers.bounded()
    mode = find_mode(posterior_of(known.points, prior=prior, side=known.side))
    found = Quantities.of(mode[:, None])
    return tuple(
        Preview(
            edge=edge,
            lag=lag,
            kind=kind,
            member=member,
            about_sd=float(found.coefficients[lag, _entry(kind, member), 0]),
            about_points=float(found.points[lag, _entry(kind, member), 0]),
        )
        for lag in LAGS
        for kind in Kind
        for member in MEMBERS
    )


def _entry(kind: Kind, member: Member) -> int:
    """Which of the four numbers of a matrix, row by row: the outcome's member has the row, the driver's the column."""
    return 2 * member + (member if kind is Kind.ACTOR else 1 - member)


def estimate(answers: Answers, edge: Edge, *, prior: Prior, rng: np.random.Generator) -> Fitted:
    """Everything about one edge."""
    outcome, joint = gate.edge_outcome(answers.given, answers.around), gate.joint_days(answers.given)
    if outcome is not Outcome.READY:
        return Fitted(effects=(), diagnostics=Diagnostics(edge=edge, outcome=outcome, joint_days=joint))
    known = answers.bounded()
    draws = fit(known.points, prior=prior, rng=rng, side=known.side)
    diagnostics = Diagnostics(
        edge=edge,
        outcome=Outcome.READY if draws.passed else Outcome.NOT_CONVERGED,
        joint_days=joint,
        draws=draws.flat.shape[1],
        min_ess=draws.min_ess,
        max_rhat=draws.max_rhat,
        predictive=predictive.checks(
            draws.flat, answers.given, edge, moved=answers.moved, finest=answers.finest, prior=prior, rng=rng
        ),
    )
    effects = _effects(draws, answers.around, diagnostics, prior) if draws.passed else ()
    return Fitted(effects=effects, diagnostics=diagnostics)


def _effects(draws: Draws, observed: FloatArray, found: Diagnostics, prior: Prior) -> tuple[Effect, ...]:
    """The eight effects: two lags, own and partner's, for each member."""
    quantities = Quantities.of(draws.flat)
    info = information(quantities, prior)
    chance = by_chance(quantities, info, prior.sceptical_weights(draws.flat))
    return tuple(
        _effect(quantities, info, chance, observed, found, lag=lag, kind=kind, member=member)
        for lag in LAGS
        for kind in Kind
        for member in MEMBERS
    )


def information(quantities: Quantities, prior: Prior) -> FloatArray:
    """1 − posterior variance / prior variance, (2, 4). A next-day response counts as known only as far as its direct
    part L is: the rest of it, BF + CB, could be sharp from same-day links and carry-over alone."""
    before = _before_any_day(prior)
    of_the_whole = 1 - quantities.coefficients.var(axis=2) / before.coefficients.var(axis=2)
    of_its_part = 1 - quantities.learnt.var(axis=2) / before.learnt.var(axis=2)
    return np.asarray(np.minimum(of_the_whole, of_its_part))


def by_chance(quantities: Quantities, info: FloatArray, weights: FloatArray) -> FloatArray:
    """How often no link at all would look this clear, two-sided: (2, 4).

    Asked of a sceptic, whose prior expects nothing: that links are usually positive is no evidence about this couple.
    The sceptic's mean is drawn towards 0 by 1 − info; were there no link, mean / sd would scatter with variance info.
    """
    mean = quantities.coefficients @ weights
    sd = np.sqrt((quantities.coefficients - mean[..., None]) ** 2 @ weights)
    clearness = np.abs(mean / sd) / np.sqrt(np.maximum(info, gate.MIN_INFO))
    return np.asarray(np.vectorize(erfc)(clearness / np.sqrt(2)))


@lru_cache(maxsize=4)
def _before_any_day(prior: Prior) -> Quantities:
    """The same quantities under the prior, by plain draws of a fixed seed."""
    theta = prior.draw(np.random.default_rng(0), PRIOR_DRAWS)
    return Quantities.of(theta[:, prior.thinkable(theta)])


def _effect(
    quantities: Quantities,
    info: FloatArray,
    chance: FloatArray,
    observed: FloatArray,
    found: Diagnostics,
    *,
    lag: Lag,
    kind: Kind,
    member: Member,
) -> Effect:
    whose = member if kind is Kind.ACTOR else 1 - member
    entry = _entry(kind, member)
    coefficient, points = quantities.coefficients[lag, entry], quantities.points[lag, entry]
    middle, low, high = np.quantile(coefficient, QUANTILES)
    middle_points, low_points, high_points = np.quantile(points, QUANTILES)
    above = float((coefficient > 0).mean())
    p_sign, p_notable = max(above, 1 - above), float((np.abs(coefficient) > gate.NOTABLE).mean())
    days = gate.seen(observed, lag=lag, kind=kind, member=member)
    endings = (f"{found.edge.driver}.{whose}", f"{found.edge.outcome}.{member}")
    reasons = [
        *gate.from_the_data(days),
        *gate.from_the_posterior(info=info[lag, entry], p_sign=p_sign, p_notable=p_notable),
        *gate.from_the_checks(tail for name, tail in found.predictive.items() if name.endswith(endings)),
        *gate.from_the_ladder(joint=found.joint_days, lag=lag, kind=kind),
    ]
    return Effect(
        edge=found.edge,
        lag=lag,
        kind=kind,
        member=member,
        median_sd=float(middle),
        low_sd=float(low),
        high_sd=float(high),
        median_points=float(middle_points),
        low_points=float(low_points),
        high_points=float(high_points),
        p_sign=p_sign,
        p_notable=p_notable,
        info=float(info[lag, entry]),
        chance=float(chance[lag, entry]),
        days=len(days.driver),
        shown=False,
        reasons=tuple(reasons),
    )
