"""R-hat and effective sample size, against the formulas written out and against chains whose answer is known."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

from intertwine.insights import diagnostics
from intertwine.insights.diagnostics import judged
from intertwine.insights.kernels import ranking
from tests.insights.interpreting import interpreted

FloatArray = NDArray[np.float64]


def bulk_ess(draws: FloatArray) -> float:
    return float(judged(draws[None])[0][0])


def split_rhat(draws: FloatArray) -> float:
    return float(judged(draws[None])[1][0])


def autoregressive(*, groups: int, chains: int, draws: int, phi: float, seed: int = 1) -> FloatArray:
    rng = np.random.default_rng(seed)
    made = np.empty((groups, chains, draws))
    made[..., 0] = rng.normal(size=(groups, chains))
    for i in range(1, draws):
        made[..., i] = phi * made[..., i - 1] + np.sqrt(1 - phi**2) * rng.normal(size=(groups, chains))
    return made


def scores(draws: FloatArray) -> FloatArray:
    ranks = rankdata(draws).reshape(draws.shape)
    return np.asarray(norm.ppf((ranks - 3 / 8) / (draws.size + 1 / 4)))


def rhat_written_out(chains: FloatArray) -> float:
    """Vehtari et al. (2021), equations 1–4 and 14, of chains (m, n)."""
    half = chains.shape[1] // 2
    split = np.concatenate([chains[:, :half], chains[:, half:]])

    def plain(z: FloatArray) -> float:
        n = z.shape[1]
        between, within = n * z.mean(axis=1).var(ddof=1), z.var(axis=1, ddof=1).mean()
        return float(np.sqrt(((n - 1) / n * within + between / n) / within))

    return max(plain(scores(split)), plain(scores(np.abs(split - np.median(split)))))


def ess_written_out(chains: FloatArray) -> float:
    """The same paper, section 3.2, lag by lag."""
    half = chains.shape[1] // 2
    z = scores(np.concatenate([chains[:, :half], chains[:, half:]]))
    m, n = z.shape
    around = z - z.mean(axis=1, keepdims=True)
    covariance = [float((around[:, : n - lag] * around[:, lag:]).sum(axis=1).mean() / n) for lag in range(n)]
    within = covariance[0] * n / (n - 1)
    whole = within * (n - 1) / n + z.mean(axis=1).var(ddof=1)
    rho = [1.0] + [1 - (within - covariance[lag]) / whole for lag in range(1, n)]
    total, smallest = 0.0, np.inf
    for lag in range(0, n - 1, 2):
        pair = rho[lag] + rho[lag + 1]
        if pair <= 0:
            break
        smallest = min(smallest, pair)
        total += smallest
    return m * n / (-1 + 2 * total)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_with_one_chain_a_group_both_are_the_published_formulas(phi: float) -> None:
    draws = autoregressive(groups=4, chains=1, draws=200, phi=phi)

    assert split_rhat(draws) == pytest.approx(rhat_written_out(draws[:, 0]), rel=1e-12)
    assert bulk_ess(draws) == pytest.approx(ess_written_out(draws[:, 0]), rel=1e-9)


@pytest.mark.parametrize("finest", [1e-9, 0.5, 100.0])
def test_draws_that_stay_where_they_are_share_their_rank(finest: float, monkeypatch: pytest.MonkeyPatch) -> None:
    draws = np.round(autoregressive(groups=4, chains=1, draws=20, phi=0.5) / finest) * finest
    two = np.array([draws, draws + 1])
    interpreted(monkeypatch, ranking)
    for rank in (diagnostics.normal_scores, ranking.normal_scores):
        monkeypatch.setattr(diagnostics, "normal_scores", rank)

        found = diagnostics._rank_normalised(two)

        for values, place, width in zip(two, *found, strict=True):
            np.testing.assert_allclose(place, scores(values), rtol=1e-8, atol=1e-12)
            np.testing.assert_allclose(width, scores(np.abs(values - np.median(values))), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.8])
def test_ess_of_autoregressive_chains_is_the_closed_form(phi: float) -> None:
    draws = autoregressive(groups=4, chains=16, draws=400, phi=phi)

    assert bulk_ess(draws) == pytest.approx(draws.size * (1 - phi) / (1 + phi), rel=0.15)


def test_draws_that_swing_back_and_forth_are_worth_more_than_independent_ones_up_to_a_limit() -> None:
    swinging = autoregressive(groups=2, chains=2, draws=500, phi=-0.9)

    assert swinging.size < bulk_ess(swinging) <= swinging.size * np.log10(swinging.size)


def test_good_chains_pass_and_one_group_elsewhere_does_not() -> None:
    draws = autoregressive(groups=4, chains=32, draws=40, phi=0.3)
    assert split_rhat(draws) < 1.01

    draws[0] += 0.5
    assert split_rhat(draws) > 1.02


def test_a_group_of_another_width_does_not_pass() -> None:
    draws = autoregressive(groups=4, chains=32, draws=40, phi=0.3)
    draws[0] *= 2

    assert split_rhat(draws) > 1.02


def test_chains_still_on_their_way_do_not_pass() -> None:
    draws = autoregressive(groups=4, chains=32, draws=40, phi=0.3) + np.linspace(0, 1, 40)

    assert split_rhat(draws) > 1.02


def test_many_short_chains_are_compared_by_group_as_in_the_nested_form() -> None:
    draws = autoregressive(groups=3, chains=5, draws=20, phi=0.5)
    halves = np.concatenate([draws[..., :10], draws[..., 10:]])

    def plain(z: FloatArray) -> float:
        between = z.mean(axis=(1, 2)).var(ddof=1)
        within = (z.mean(axis=2).var(axis=1, ddof=1) + z.var(axis=2, ddof=1).mean(axis=1)).mean()
        return float(np.sqrt(1 + between / within))

    folded = np.abs(halves - np.median(halves))
    assert split_rhat(draws) == pytest.approx(max(plain(scores(halves)), plain(scores(folded))), rel=1e-12)


def test_equal_draws_share_their_rank() -> None:
    draws = np.random.default_rng(5).integers(0, 4, size=(4, 1, 100)).astype(float)

    assert split_rhat(draws) == pytest.approx(rhat_written_out(draws[:, 0]), rel=1e-12)


def test_a_quantity_that_never_moves_is_known_and_two_that_differ_are_not() -> None:
    still = np.ones((2, 1, 10))
    assert split_rhat(still) == 1.0
    assert bulk_ess(still) == still.size

    still[1] = 2.0
    assert split_rhat(still) == float("inf")


def test_an_odd_middle_draw_is_left_out() -> None:
    draws = autoregressive(groups=4, chains=1, draws=101, phi=0.2)

    assert split_rhat(draws) == split_rhat(np.delete(draws, 50, axis=2))


def test_quantities_are_judged_side_by_side_each_by_itself() -> None:
    fast = autoregressive(groups=4, chains=3, draws=50, phi=0.1, seed=1)
    slow = autoregressive(groups=4, chains=3, draws=50, phi=0.9, seed=2)
    still = np.ones_like(fast)

    ess, rhat = judged(np.array([fast, slow, still]))

    assert ess.tolist() == [bulk_ess(fast), bulk_ess(slow), bulk_ess(still)]
    assert rhat.tolist() == [split_rhat(fast), split_rhat(slow), split_rhat(still)]
