"""The sampler draws from what it is told to draw from, and says when it did not get there."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from bench.calibrate import couples

from intertwine.insights import edge, ends, model, posterior, sampler
from intertwine.insights.kernels import Observed, walking
from intertwine.insights.posterior import Peak, Posterior, find_mode, find_peak
from intertwine.insights.priors import priors
from intertwine.insights.sampler import Places
from intertwine.insights.types import EDGES
from tests.insights.diaries import FloatArray, alice_and_bob
from tests.insights.interpreting import interpreted

PRIOR = model.Prior.of(priors("typical"), driver="mind")


def everything(theta: FloatArray) -> FloatArray:
    return theta


@dataclass(frozen=True)
class Still:
    """A density in which nothing is drawn along."""

    density: Callable[[FloatArray], FloatArray]

    def heights(self, points: FloatArray, _whose: object) -> FloatArray:
        return self.density(points)

    def renewed(self, _points: FloatArray, _rng: np.random.Generator) -> "Still":
        return self


def skewed(theta: FloatArray) -> FloatArray:
    """Log density of independent log-gamma variables of shape 3: mean ψ(3), variance ψ′(3)."""
    return np.asarray((3 * theta - np.exp(theta)).sum(axis=0))


SKEWED = Still(skewed)


def test_draws_of_a_known_skewed_density_have_its_moments() -> None:
    peak = Peak(mode=np.full(4, np.log(3)), covariance=np.eye(4) / 3)

    draws = sampler.sample(SKEWED, peak, shown=everything, rng=np.random.default_rng(1))

    mean, variance = 0.9227843351, 0.3949340668  # ψ(3) = 3/2 − γ and ψ′(3) = π²/6 − 5/4
    assert draws.passed
    assert (np.abs(draws.flat.mean(axis=1) - mean) < 4 * np.sqrt(variance / draws.min_ess)).all()
    assert (np.abs(draws.flat.var(axis=1) / variance - 1) < 0.15).all()


@pytest.mark.parametrize("move", [sampler.walk, sampler.jump])
def test_a_poor_base_costs_time_and_not_truth(move: Callable[..., FloatArray]) -> None:
    base = sampler.Base(centre=np.full(2, 1.4), root=np.diag([2.0, 0.7]))
    start = np.random.default_rng(2).normal(size=(2, 400))

    path, _ = move(base, Places.at(start, SKEWED), steps=350, rng=np.random.default_rng(3))
    path = path[:, :, 100:]

    assert (np.abs(path.mean(axis=(1, 2)) - 0.9227843351) < 0.03).all()


def test_every_step_leaves_the_density_as_it_is_wherever_it_began() -> None:
    """One step from exact draws gives exact draws: means and variances of 40,000 walkers, of either kind of step."""
    start = np.log(np.random.default_rng(10).gamma(3.0, size=(3, 40_000)))
    base = sampler.Base(centre=np.full(3, 0.5), root=0.8 * np.eye(3))

    _, walked = sampler.walk(base, Places.at(start, SKEWED), steps=1, rng=np.random.default_rng(11))
    _, jumped = sampler.jump(base, Places.at(start, SKEWED), steps=1, rng=np.random.default_rng(12))

    for end in (walked, jumped):
        after = end.theta
        assert not np.array_equal(after, start)
        np.testing.assert_allclose(end.height, skewed(after), atol=1e-9)
        assert (np.abs(after.mean(axis=1) - 0.9227843351) < 4 * np.sqrt(0.395 / 40_000)).all()
        assert (np.abs(after.var(axis=1) / 0.3949340668 - 1) < 0.04).all()


def test_the_machine_code_of_the_steps_does_what_its_python_does(monkeypatch: pytest.MonkeyPatch) -> None:
    base = sampler.Base(centre=np.full(3, 1.0), root=np.tril(np.full((3, 3), 0.4)))
    start = np.random.default_rng(13).normal(size=(3, 5))

    def path() -> FloatArray:
        walked, there = sampler.walk(base, Places.at(start, SKEWED), steps=4, rng=np.random.default_rng(14))
        return np.concatenate([walked, sampler.jump(base, there, steps=4, rng=np.random.default_rng(15))[0]])

    in_machine_code = path()
    interpreted(monkeypatch, walking, sampler)

    np.testing.assert_allclose(path(), in_machine_code, rtol=1e-10)


def test_starts_are_drawn_in_until_the_model_is_not_refused() -> None:
    def only_near(theta: FloatArray) -> FloatArray:
        return np.where((np.abs(theta) < 0.5).all(axis=0), skewed(theta), -np.inf)

    peak = Peak(mode=np.zeros(4), covariance=np.eye(4))
    draws = sampler.sample(Still(only_near), peak, shown=everything, rng=np.random.default_rng(4))

    assert draws.passed
    assert float(np.abs(draws.flat).max()) < 0.5


def test_a_funnel_too_narrow_to_enter_does_not_pass_within_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "MAX_BLOCKS", 2)

    def funnel(theta: FloatArray) -> FloatArray:
        """Neal (2003): nine normals whose log variance is itself a normal of variance 9."""
        log_variance = theta[0]
        return np.asarray(
            -(log_variance**2) / 18 - 4.5 * log_variance - 0.5 * (theta[1:] ** 2).sum(axis=0) * np.exp(-log_variance)
        )

    peak = Peak(mode=np.zeros(10), covariance=np.eye(10))
    draws = sampler.sample(Still(funnel), peak, shown=everything, rng=np.random.default_rng(5))

    assert not draws.passed
    assert draws.theta.shape == (10, sampler.GROUPS, sampler.WALKERS, 2 * sampler.BLOCK)


def short_diary() -> FloatArray:
    diary = alice_and_bob(days=12, seed=3)
    edge = EDGES[0]
    return np.hstack([diary.series(edge.driver), diary.series(edge.outcome)]) / model.POINTS_PER_STEP


def metropolis(density: Posterior, peak: Peak, *, walkers: int, steps: int) -> FloatArray:
    """Random-walk Metropolis, with nothing in common with the sampler but the density: (28, walkers, kept steps)."""
    rng = np.random.default_rng(6)
    root = np.linalg.cholesky(peak.covariance)
    here = density.parameters(peak.mode[:, None] + root @ rng.standard_normal((model.SIZE, walkers)))
    level = density(here)
    path = np.empty((model.SIZE, walkers, steps))
    for step in range(steps):
        tried = here + 0.35 * root @ rng.standard_normal(here.shape)
        heights = density(tried)
        better = np.log(rng.random(walkers)) < heights - level
        here, level = np.where(better, tried, here), np.where(better, heights, level)
        path[:, :, step] = here
    return path[:, :, steps // 4 :]


@pytest.mark.slow
def test_a_couples_posterior_is_the_one_a_long_metropolis_run_finds() -> None:
    density = Posterior(prior=PRIOR, observed=Observed.of(short_diary()))
    peak = find_peak(density)

    ours = sampler.sample(density, peak, shown=everything, rng=np.random.default_rng(7))
    path, _ = sampler.alternate(
        sampler.Base.fitted(ours.flat, peak),
        Places.at(ours.theta[..., -1].reshape(model.SIZE, -1), density),
        steps=1200,
        rng=np.random.default_rng(8),
    )
    plenty = density.parameters(path.reshape(model.SIZE, -1))
    theirs = metropolis(density, peak, walkers=400, steps=6000).reshape(model.SIZE, -1)

    spread = theirs.std(axis=1)
    assert ours.passed
    assert (np.abs(plenty.mean(axis=1) - theirs.mean(axis=1)) / spread).max() < 0.05
    assert (np.abs(np.log(plenty.std(axis=1) / spread))).max() < 0.05


def test_a_climb_ends_at_the_top_or_when_it_has_gone_on_for_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def hill(z: FloatArray) -> FloatArray:
        return -0.5 * np.asarray((np.linspace(1, 50, model.SIZE)[:, None] * (z - 1) ** 2).sum(axis=0))

    np.testing.assert_allclose(posterior._climb(hill), np.ones(model.SIZE), atol=0.02)

    def flat_at_first(z: FloatArray) -> FloatArray:
        return -np.asarray(np.cosh(z - 3).sum(axis=0))

    np.testing.assert_allclose(posterior._climb(flat_at_first), np.full(model.SIZE, 3.0), atol=0.02)

    monkeypatch.setattr(posterior, "MAX_CLIMB", 1)
    halfway = posterior._climb(flat_at_first)
    assert flat_at_first(np.zeros((model.SIZE, 1)))[0] < flat_at_first(halfway[:, None])[0] < -1.01 * model.SIZE


def test_where_bounds_bend_the_ground_the_way_to_the_top_is_looked_for_again() -> None:
    """One of these two says 10 on more than half of the days: what a climb learns on the way leads nowhere soon."""
    rng = np.random.default_rng([77, 8, 90])
    truth = couples.as_the_prior_has_them(rng, reliability=None, linked=True)
    diary = couples.whole_diary(truth, days=90, missing=0.2, rng=rng)
    answers = np.hstack([diary.talking, diary.closeness])
    known = ends.bounded(answers, moved=np.zeros_like(answers), finest=np.array([0.5, 0.5, 1.0, 1.0]))
    density = edge.posterior_of(
        known.points, prior=model.Prior.of(priors("typical"), driver="talking"), side=known.side
    )
    _, _, height = posterior._around_the_prior(density)

    given_up, top = posterior._climb(height), posterior._climb(height, persistent=True)

    assert height(given_up[:, None])[0] < height(top[:, None])[0] - 10
    assert np.abs(posterior._slope(height, top)).max() < 0.1


def test_ground_that_does_not_bend_downwards_teaches_nothing_about_the_curvature() -> None:
    inverse, move = np.eye(model.SIZE), np.ones(model.SIZE)

    assert posterior._updated(inverse, move=move, fell=-move) is inverse


def test_at_the_rim_of_what_is_refused_the_slope_counts_as_flat() -> None:
    def rim(z: FloatArray) -> FloatArray:
        return np.where(z[0] > 0, -np.inf, z[1])

    slope = posterior._slope(rim, np.zeros(model.SIZE))

    np.testing.assert_allclose(slope, np.eye(model.SIZE)[1])


def test_the_peak_is_a_top_and_its_curvature_a_covariance() -> None:
    density = Posterior(prior=PRIOR, observed=Observed.of(short_diary()))

    peak = find_peak(density)

    around = peak.mode[:, None] + 0.05 * np.linalg.cholesky(peak.covariance) @ np.hstack([np.eye(28), -np.eye(28)])
    assert (density.straight(around) < density.straight(peak.mode[:, None])[0]).all()
    assert find_mode(density).tolist() == density.parameters(peak.mode[:, None])[:, 0].tolist()


def test_straight_coordinates_hold_the_posterior_and_the_jacobian_of_the_way_back() -> None:
    density = Posterior(prior=PRIOR, observed=Observed.of(short_diary()))
    peak = find_peak(density)
    rng = np.random.default_rng(9)
    step = 1e-5 * np.sqrt(np.diag(peak.covariance))

    for _ in range(5):
        point = peak.mode + 1.5 * np.linalg.cholesky(peak.covariance) @ rng.standard_normal(model.SIZE)
        around = point[:, None] + np.hstack([np.diag(step), -np.diag(step)])
        theta = density.parameters(np.column_stack([point, around]))
        jacobian = (theta[:, 1:29] - theta[:, 29:]) / (2 * step)
        expected = density(theta[:, :1])[0] + np.linalg.slogdet(jacobian)[1]
        assert density.straight(point[:, None])[0] == pytest.approx(expected, abs=1e-6)


def test_a_refused_model_has_no_density_beside_others_that_have() -> None:
    density = Posterior(prior=PRIOR, observed=Observed.of(short_diary()))
    theta = np.repeat(find_peak(density).mode[:, None], 3, axis=1)
    theta[0, 1] = 1.2

    heights = density(theta)

    assert np.isneginf(heights).tolist() == [False, True, False]
    assert np.isneginf(density(theta[:, 1:2])).tolist() == [True]
