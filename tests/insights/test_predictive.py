"""Diaries the model makes look like themselves; diaries it would not make are noticed."""

import numpy as np
import pytest

from intertwine.insights import model, predictive
from intertwine.insights.kernels import replicas
from intertwine.insights.priors import priors
from intertwine.insights.types import EDGES
from tests.insights.diaries import FloatArray
from tests.insights.interpreting import interpreted

PRIOR = model.Prior.of(priors("typical"), driver="mind")
DAYS = 60


def known(count: int = 500) -> FloatArray:
    """Draws that are all the same couple: usual level 6 points, no carry-over, standard deviation 1.8 points."""
    theta = np.repeat(PRIOR.mean[:, None], count, axis=1)
    theta[0:16] = 0.0
    theta[model.LEVEL] = 3.0
    theta[model.LOGIT_RELIABILITY] = 5.0
    return theta


def made(seed: int = 1) -> FloatArray:
    return np.random.default_rng(seed).normal(6, 1.8, size=(DAYS, 4)).clip(0.1, 9.9)


def tails(observed: FloatArray, theta: FloatArray | None = None) -> dict[str, float]:
    draws = known() if theta is None else theta
    finest = np.array([0.5, 0.5, 1.0, 1.0])
    return predictive.checks(
        draws,
        observed,
        EDGES[0],
        moved=np.zeros_like(observed),
        finest=finest,
        prior=PRIOR,
        rng=np.random.default_rng(2),
    )


def test_a_diary_of_the_models_own_making_is_nowhere_extreme() -> None:
    found = tails(made())

    assert sorted(found) == sorted(
        f"{check}.{series}.{member}"
        for check in ("autocorrelation", "ends")
        for series in ("mind", "closeness")
        for member in (0, 1)
    )
    assert min(found.values()) > 0.01


def test_days_that_drift_where_the_model_has_no_carry_over_are_noticed() -> None:
    observed = made()
    observed[:, 0] = 6 + 2.5 * np.sin(np.arange(DAYS) / 8)

    found = tails(observed)

    assert found["autocorrelation.mind.0"] < 0.01
    assert min(tail for name, tail in found.items() if name != "autocorrelation.mind.0") > 0.01


def test_answers_piled_up_at_an_end_are_noticed() -> None:
    observed = made()
    observed[::2, 3] = 10.0

    assert tails(observed)["ends.closeness.1"] < 0.01


def test_an_autocorrelation_of_too_few_pairs_is_not_looked_at() -> None:
    observed = made()
    observed[::2, 1] = np.nan

    assert "autocorrelation.mind.1" not in tails(observed)


def test_gaps_and_constant_replicas_do_no_harm() -> None:
    theta = known()
    theta[model.LEVEL] = 60.0  # every replica sits at the upper end, every day
    observed = made()
    observed[10:30] = np.nan

    assert tails(observed, theta)["ends.mind.0"] < 0.01


def test_autocorrelation_is_the_textbook_one_over_days_that_touch() -> None:
    values = np.array([1.0, 3.0, 2.0, 9.0, 4.0, 6.0])
    there = np.array([True, True, True, False, True, True])
    around = values[there] - values[there].mean()
    by_hand = np.mean([around[0] * around[1], around[1] * around[2], around[3] * around[4]]) / np.mean(around**2)

    assert predictive._autocorrelation(values[:, None], there)[0] == pytest.approx(by_hand)


def test_replicas_move_and_scatter_as_the_model_says() -> None:
    """A quarter of a million days of one couple, well inside of the slider."""
    theta = known(count=4000)
    theta[model.F], theta[model.B], theta[model.L], theta[model.C] = 0.2, 0.1, -0.1, 0.3
    theta[model.LOG_SD], theta[model.LOGIT_RELIABILITY] = -1.5, 1.0
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)

    made = predictive._replicas(batch, np.zeros((60, 4)), np.random.default_rng(3)) / model.POINTS_PER_STEP - 3.0

    same_day = np.einsum("tim,tjm->ij", made, made) / (60 * 4000)
    next_day = np.einsum("tim,tjm->ij", made[1:], made[:-1]) / (59 * 4000)
    start = batch.start[..., 0]
    tolerance = 0.02 * start.max()
    np.testing.assert_allclose(same_day, start + np.diag(batch.error[:, 0]), atol=tolerance)
    np.testing.assert_allclose(next_day, batch.transition[..., 0] @ start, atol=tolerance)


def test_replicas_in_machine_code_are_those_of_the_python_it_was_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    theta = known(count=3)
    theta[model.F], theta[model.B], theta[model.C] = 0.2, 0.1, 0.3
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)
    moved = np.linspace(-1, 1, 20).reshape(5, 4)
    in_machine_code = predictive._replicas(batch, moved, np.random.default_rng(4))

    interpreted(monkeypatch, replicas)
    monkeypatch.setattr(predictive, "replicas", replicas.replicas)

    interpreted_ones = predictive._replicas(batch, moved, np.random.default_rng(4))
    np.testing.assert_allclose(interpreted_ones, in_machine_code, rtol=1e-12)
