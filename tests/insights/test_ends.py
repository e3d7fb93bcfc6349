"""Who is at the end of the slider may be anywhere from there on: when an answer is only a bound, and what follows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import multivariate_normal

from intertwine.insights import ask, edge, ends, engine, gate, model, sampler, swap
from intertwine.insights.edge import Answers, Quantities
from intertwine.insights.kernels import Observed
from intertwine.insights.posterior import Posterior, find_peak
from intertwine.insights.priors import priors
from intertwine.insights.series import FINEST
from intertwine.insights.simulate import Missing
from intertwine.insights.types import EDGES, SERIES, Diary, Outcome
from tests.insights.diaries import FloatArray, alice_and_bob

PRIOR = model.Prior.of(priors("typical"), driver="mind")
NOBODY_MISSES = Missing(each=0, both=0)
CLOSENESS = EDGES[:1]


def column(*answers: float) -> FloatArray:
    return np.array(answers, dtype=float)[:, None]


def test_more_than_a_fifth_at_one_end_and_each_of_them_is_a_bound() -> None:
    a_fifth, more = column(10, 10, 5, 6, 7, 8, 4, 3, 5, 6), column(10, 10, 10, 6, 7, 8, 4, 3, np.nan, 6)

    assert ends.sides(a_fifth).ravel().tolist() == [0] * 10
    assert ends.sides(more).ravel().tolist() == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_each_end_and_each_series_counts_by_itself() -> None:
    both_ends, bottom = column(0, 0, 0, 10, 10, 10, 5, 5), column(0, 0, 5, 10, 5, 5, 5, 5)

    sides = ends.sides(np.hstack([both_ends, bottom, np.full((8, 1), np.nan)]))

    assert sides[:, 0].tolist() == [-1, -1, -1, 1, 1, 1, 0, 0]
    assert sides[:, 1].tolist() == [-1, -1, 0, 0, 0, 0, 0, 0]
    assert not sides[:, 2].any()


def test_the_bound_is_where_one_would_round_to_the_end_less_what_the_level_moved() -> None:
    observed = np.array([[10.0, 0.0, 10.0, 4.0]] * 3 + [[5.0, 5.0, np.nan, 5.0]])
    moved = np.arange(4.0)[:, None] * np.ones(4)

    found = ends.bounded(observed, moved=moved, finest=np.array([0.5, 0.5, 1.0, 1.0]))

    assert found.side[0].tolist() == [1, -1, 1, 0]
    assert found.points[0].tolist() == [9.75, 0.25, 9.5, 4.0]
    assert found.points[1].tolist() == [8.75, -0.75, 8.5, 3.0]
    np.testing.assert_array_equal(found.points[3], [2.0, 2.0, np.nan, 2.0])


@given(arrays(np.float64, (12, 4), elements=st.sampled_from([0.0, 1.0, 5.5, 9.0, 10.0, np.nan])))
def test_what_is_not_at_an_end_is_never_touched(observed: FloatArray) -> None:
    found = ends.bounded(observed, moved=np.zeros((12, 4)), finest=np.full(4, 0.5))

    np.testing.assert_array_equal(found.points[found.side == 0], observed[found.side == 0])
    assert set(observed[found.side == 1]) <= {10.0}
    assert set(observed[found.side == -1]) <= {0.0}


def high(diary: Diary, by: float) -> Diary:
    """The same days of people whose usual closeness lies higher, on the same slider."""
    closeness = np.clip(diary.closeness + by, 0, 10)
    return Diary(**{**{name: diary.series(name) for name in SERIES}, "closeness": closeness, "days": diary.days})


def test_where_no_answer_is_a_bound_the_draws_are_the_plain_ones_to_the_last_digit() -> None:
    """Nothing is drawn along, no number is taken from the generator for it, and the diary is one for all walkers."""
    diary = alice_and_bob(days=14, missing=NOBODY_MISSES)
    points = np.hstack([diary.mind, diary.closeness])
    known = ends.bounded(points, moved=np.zeros_like(points), finest=np.array([0.5, 0.5, 1.0, 1.0]))
    plain = Posterior(prior=PRIOR, observed=Observed.of(points / 2))

    assert (known.points == points).all()
    assert not known.side.any()
    assert plain.renewed(np.zeros((28, 64)), np.random.default_rng(1)) is plain

    def everything(found: FloatArray) -> FloatArray:
        return np.concatenate([(q := Quantities.of(plain.parameters(found))).coefficients, q.points, q.learnt[1:]])

    drawn = sampler.sample(
        plain, find_peak(plain), shown=lambda found: everything(found).reshape(20, -1), rng=np.random.default_rng(2)
    )
    here = edge.fit(points, prior=PRIOR, rng=np.random.default_rng(2))
    there = edge.fit(known.points, prior=PRIOR, rng=np.random.default_rng(2), side=known.side)
    assert (here.flat == plain.parameters(drawn.flat)).all()
    assert (there.flat == here.flat).all()


@pytest.fixture(scope="module")
def often_ten() -> Diary:
    """Nearly half of both's closeness is a 10."""
    return high(alice_and_bob(days=40, seed=5, missing=NOBODY_MISSES), 4.0)


def test_a_couple_often_at_ten_converges_and_nobody_is_told_the_other_way_round(often_ten: Diary) -> None:
    at_ten = (often_ten.closeness == 10).mean(axis=0)
    assert (at_ten > ends.SHARE).all()
    assert (at_ten < gate.MAX_SHARE_AT_END).all()

    found = ask.picture(often_ten, CLOSENESS)

    assert found.outcome == Outcome.READY
    assert found.diagnostics[0].min_ess >= sampler.ENOUGH_ESS
    assert ask.picture(often_ten, CLOSENESS) == found
    other_way_round = swap.picture(ask.picture(swap.diary(often_ten), CLOSENESS))
    assert other_way_round.effects == found.effects
    assert other_way_round.diagnostics == found.diagnostics


def test_answers_at_ten_that_are_bounds_do_not_look_unlike_the_model(often_ten: Diary) -> None:
    (how,) = ask.picture(often_ten, CLOSENESS).diagnostics

    assert min(tail for name, tail in how.predictive.items() if name.startswith("ends.closeness")) > gate.EXTREME


def test_a_preview_of_bounds_lies_near_the_middle_of_what_the_exact_draws_say(often_ten: Diary) -> None:
    exact = ask.picture(often_ten, CLOSENESS).effects

    for one, effect in zip(ask.preview(often_ten, CLOSENESS), exact, strict=True):
        assert effect.low_sd < one.about_sd < effect.high_sd


def test_where_the_sliders_were_others_the_bounds_are_and_the_picture_has_another_name(often_ten: Diary) -> None:
    """On a scale of seven, its 6½ is 9.2 of 10 points."""
    of_seven = {**FINEST, "closeness": 10 / 6}
    answers = Answers.of(np.full((4, 4), 10.0), EDGES[0], moved=np.zeros((4, 4)), finest=of_seven)

    ours, theirs = ask.picture(often_ten, CLOSENESS), ask.picture(often_ten, CLOSENESS, finest=of_seven)

    assert answers.bounded().points[0].tolist() == pytest.approx([9.75, 9.75, 10 - 5 / 6, 10 - 5 / 6])
    assert ours.input_hash != theirs.input_hash
    assert ours.effects != theirs.effects


def test_warming_up_needs_every_kernel() -> None:
    warm = engine.often_at_the_top()

    assert ends.sides(warm.closeness).any()
    assert ask.picture(warm, CLOSENESS).outcome == Outcome.READY


def tiny() -> tuple[FloatArray, FloatArray]:
    """Four days in points, of which three answers are bounds, and which: 1, −1 or 0."""
    points = np.array([[6.0, 5.0, 9.5, 6.0], [7.5, np.nan, 9.5, 5.0], [4.0, 6.5, 7.0, 7.0], [6.5, 5.5, 8.0, 0.5]])
    side = np.zeros((4, 4), dtype=np.int8)
    side[:2, 2], side[3, 3] = 1, -1
    return points, side


def pinned(free: int) -> model.Prior:
    """A prior that knows all of the parameters but one."""
    points, side = tiny()
    sd = np.full(model.SIZE, 1e-4)
    sd[free] = PRIOR.sd[free]
    mean = PRIOR.mean.copy()
    mean[model.LEVEL] = Observed.of(points / model.POINTS_PER_STEP, side).centre
    return model.Prior(mean=mean, sd=sd, reliability=(16e6, 6e6), smallest_error_variance=PRIOR.smallest_error_variance)


def by_brute_force(values: FloatArray, free: int, prior: model.Prior) -> FloatArray:
    """Log density of parameter `free` at these values: of the plain answers, times the probability that the others lie
    beyond their bounds given these, from the one big normal distribution of all of them."""
    points, side = tiny()
    answers, sides = (points / model.POINTS_PER_STEP).ravel(), side.ravel()
    plain, cut = np.flatnonzero(~np.isnan(answers) & (sides == 0)), np.flatnonzero(sides)
    theta = np.repeat(prior.mean[:, None], len(values), axis=1)
    theta[free] = values
    batch = model.models(theta, smallest_error_variance=prior.smallest_error_variance)
    found = []
    for i in range(len(values)):
        cov = covariance(batch, i, days=len(points))
        mean = np.tile(batch.mean[:, i], len(points))
        gain = cov[np.ix_(cut, plain)] @ np.linalg.inv(cov[np.ix_(plain, plain)])
        centre = mean[cut] + gain @ (answers[plain] - mean[plain])
        left = cov[np.ix_(cut, cut)] - gain @ cov[np.ix_(plain, cut)]
        turn = -sides[cut].astype(float)  # P(side · v ≥ side · bound) = P(−side · v ≤ −side · bound)
        beyond = multivariate_normal.cdf(
            turn * answers[cut], turn * centre, left * np.outer(turn, turn), abseps=1e-6, releps=1e-6
        )
        density = multivariate_normal.logpdf(answers[plain], mean[plain], cov[np.ix_(plain, plain)])
        found.append(density + np.log(beyond))
    return np.array(found) + prior.log_density(theta)


def covariance(batch: model.Batch, which: int, *, days: int) -> FloatArray:
    """Of all answers of so many days, day-major, from powers of the transition."""
    phi, error = batch.transition[..., which], np.diag(batch.error[:, which])
    blocks = [[np.zeros((4, 4))] * days for _ in range(days)]
    for early in range(days):
        ahead = batch.start[..., which]
        for late in range(early, days):
            blocks[late][early] = ahead + (error if late == early else 0)
            blocks[early][late] = blocks[late][early].T
            ahead = phi @ ahead
    return np.block(blocks)


@pytest.mark.parametrize("free", [4, 18, 24], ids=["own link", "news of an outcome", "level of an outcome"])
def test_a_posterior_with_bounds_is_the_one_that_brute_force_finds(free: int) -> None:
    points, side = tiny()
    prior = pinned(free)
    grid = prior.mean[free] + prior.sd[free] * np.linspace(-5, 5, 120)
    weights = np.exp((heights := by_brute_force(grid, free, prior)) - heights.max())
    weights /= weights.sum()
    mean = weights @ grid
    sd = np.sqrt(weights @ (grid - mean) ** 2)

    runs = [edge.fit(points, prior=prior, rng=np.random.default_rng([3, i]), side=side).flat[free] for i in range(6)]
    drawn = np.concatenate(runs)
    error = np.std([run.mean() for run in runs], ddof=1) / np.sqrt(6) / sd

    assert abs(drawn.mean() - mean) / sd < 0.03 + 4 * error
    assert abs(np.log(drawn.std() / sd)) < 0.06
    where = np.interp(np.quantile(drawn, [0.1, 0.5, 0.9]), grid, np.cumsum(weights) - weights / 2)
    assert np.abs(where - [0.1, 0.5, 0.9]).max() < 0.03
