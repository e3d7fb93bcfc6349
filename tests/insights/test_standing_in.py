"""What stands in for a bound is drawn from what the whole diary leaves open, and from nothing else."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import kstest, norm, truncnorm

from intertwine.insights import model
from intertwine.insights.kernels import Observed, building, compiled, filtering, smoothing, stand_ins, standing_in
from intertwine.insights.posterior import Posterior
from intertwine.insights.priors import priors
from tests.insights.diaries import FloatArray
from tests.insights.interpreting import interpreted
from tests.insights.test_ends import covariance

PRIOR = model.Prior.of(priors("typical"), driver="mind")
DAYS = 9


def posterior() -> Posterior:
    """Nine days with holes, in steps; some answers say "at least 4.5", one "at most 1"."""
    rng = np.random.default_rng(1)
    steps = 3 + rng.standard_normal((DAYS, 4))
    side = np.zeros((DAYS, 4), dtype=np.int8)
    side[[0, 3, 4, 8], 2] = side[[4, 7], 0] = side[4, 3] = 1
    side[6, 1] = -1
    steps[side > 0], steps[side < 0] = 4.5, 1.0
    hole = (rng.random((DAYS, 4)) < 0.2) & (side == 0)
    return Posterior(prior=PRIOR, observed=Observed.of(np.where(hole, np.nan, steps), side))


def points(count: int, *, spread: float = 0.0) -> FloatArray:
    """Straight coordinates around the prior's middle."""
    middle = PRIOR.mean.copy()
    middle[model.LEVEL] = 0.3
    return middle[:, None] + spread * PRIOR.sd[:, None] * np.random.default_rng(2).standard_normal((28, count))


class Alone:
    """The answers of this diary as the one big normal distribution they have where a walker is, one after the other."""

    def __init__(self, density: Posterior, point: FloatArray) -> None:
        observed = density.observed
        self.known = np.flatnonzero(observed.present.ravel())
        self.side, self.bound = observed.side.ravel()[self.known], observed.bound.ravel()[self.known]
        self.batch = model.models(density.parameters(point), smallest_error_variance=PRIOR.smallest_error_variance)
        self.covariance = covariance(self.batch, 0, days=DAYS)[np.ix_(self.known, self.known)]
        self.mean = np.tile(self.batch.mean[:, 0], DAYS)[self.known, None]

    def given(self, values: FloatArray, others: NDArray[np.intp], which: int) -> tuple[FloatArray, float]:
        """Mean (m,) and standard deviation of one answer given some others, of diaries (answers, m)."""
        across = self.covariance[others, which]
        gain = np.linalg.solve(self.covariance[np.ix_(others, others)], across)
        centre = self.mean[which] + gain @ (values[others] - self.mean[others])
        return centre, float(np.sqrt(self.covariance[which, which] - gain @ across))

    def answers(self, diary: FloatArray) -> FloatArray:
        """From depths to the answers they stand for: of diaries (days, 4, m), (answers, m)."""
        values = diary.reshape(4 * DAYS, -1)[self.known].copy()
        for which in np.flatnonzero(self.side):
            side = self.side[which]
            mean, sd = self.given(values, np.arange(which), int(which))
            least = (turned := side * (self.bound[which] - mean) / sd + 0.4) / 2 + np.sqrt(turned**2 / 4 + 1)
            w = np.sqrt(least**2 + 2 * values[which])
            values[which] = mean + side * sd * (w - 1 / w - 0.4)
        return values


def test_every_stand_in_has_the_distribution_that_all_other_answers_leave_it() -> None:
    density, walkers = posterior(), 512
    here = points(1).repeat(walkers, axis=1)
    before = density.renewed(here, np.random.default_rng(3))
    after = before.renewed(here, np.random.default_rng(4))
    alone = Alone(density, here[:, :1])
    now, new = (alone.answers(one.observed.values) for one in (before, after))

    for which in np.flatnonzero(alone.side):
        side, bound = alone.side[which], alone.bound[which]
        mean, sd = alone.given(now, np.delete(np.arange(len(now)), which), int(which))
        assert (side * (new[which] - bound) >= 0).all()
        left = norm.sf(side * (new[which] - mean) / sd) / norm.sf(side * (bound - mean) / sd)
        assert kstest(left, "uniform").pvalue > 1e-3
        now[which] = new[which]  # drawn from the first day to the last

    np.testing.assert_allclose(now, new, rtol=1e-12)  # and nothing else changed


def test_each_walker_has_a_diary_of_its_own_and_its_density_is_that_diarys_as_far_as_depths_stretch_it() -> None:
    density, here = posterior(), points(11, spread=0.3)
    own = density.renewed(here, np.random.default_rng(5))
    side = density.observed.side

    heights = own.heights(here[:, [3, 10, 3]], np.array([3, 10, 7]))

    for height, point, walker in zip(heights, [3, 10, 3], [3, 10, 7], strict=True):
        at, diary = here[:, point : point + 1], own.observed.values[..., walker : walker + 1]
        alone = Alone(density, at)
        steps = np.full(4 * DAYS, np.nan)
        steps[alone.known] = alone.answers(diary)[:, 0]
        plain = Posterior(prior=PRIOR, observed=Observed.of(steps.reshape(DAYS, 4)))
        stretch = 0.0
        for day, series in np.argwhere(side):
            little = np.zeros_like(diary)
            little[day, series] = 1e-5
            moved = alone.answers(diary + little) - alone.answers(diary - little)
            stretch += np.log(np.abs(moved[alone.known == 4 * day + series, 0]) / 2e-5).item()
        theta = density.parameters(at)
        jacobian = bare(density).straight(at) - bare(density)(theta)
        assert height == pytest.approx((plain(theta) + jacobian)[0] + stretch, abs=1e-7)


def bare(density: Posterior) -> Posterior:
    """The same coordinates, and nothing answered."""
    nobody = Observed.of(np.full((DAYS, 4), np.nan))
    return replace(density, observed=replace(density.observed, values=nobody.values, present=nobody.present))


def test_the_machine_code_draws_what_its_python_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    density, here = posterior(), points(11, spread=0.3)
    in_machine_code = density.renewed(here, np.random.default_rng(6)).observed.values
    own = density.renewed(here, np.random.default_rng(6))
    heights = own.heights(here, np.arange(11))

    interpreted(monkeypatch, filtering, building, compiled, smoothing, standing_in)
    monkeypatch.setattr("intertwine.insights.posterior.stand_ins", standing_in.stand_ins)
    monkeypatch.setattr("intertwine.insights.posterior.log_posterior", compiled.log_posterior)

    np.testing.assert_allclose(
        density.renewed(here, np.random.default_rng(6)).observed.values, in_machine_code, rtol=1e-9
    )
    np.testing.assert_allclose(own.heights(here, np.arange(11)), heights, rtol=1e-11)


@pytest.mark.parametrize("least", [-40.0, -2.0, -0.1, 0.0, 0.4, 3.0, 9.0, 37.0])
def test_a_normal_variable_beyond_a_bound_is_one_however_far_out_the_bound_is(least: float) -> None:
    rng = np.random.default_rng(7)
    drawn = np.array([standing_in.beyond(least, rng) for _ in range(2000)])

    assert (drawn >= least).all()
    assert kstest(drawn, truncnorm(least, np.inf).cdf).pvalue > 1e-3


def test_nothing_is_so_far_out_that_it_becomes_infinite() -> None:
    drawn = [standing_in.beyond(least, np.random.default_rng(8)) for least in (1e3, 1e8, 1e150, -1e300)]

    assert np.isfinite(drawn).all()
    assert drawn[:2] == pytest.approx([1e3, 1e8], rel=1e-5)


def test_stand_ins_are_a_matter_of_diaries_that_have_bounds() -> None:
    plain = Posterior(prior=PRIOR, observed=Observed.of(np.full((3, 4), 3.0)))

    assert plain.renewed(points(2), np.random.default_rng(9)) is plain
    assert stand_ins is standing_in.stand_ins
