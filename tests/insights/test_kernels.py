"""The likelihood, three ways: one big Gaussian, a plain Kalman filter, the batched filter the product runs on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from intertwine.insights import kernels
from intertwine.insights.kernels import reference

FloatArray = NDArray[np.float64]


def random_model(rng: np.random.Generator, *, states: int = 4, radius: float | None = None) -> reference.StateSpace:
    transition = rng.normal(size=(states, states))
    wanted = rng.uniform(0.0, 0.97) if radius is None else radius
    transition *= wanted / np.abs(np.linalg.eigvals(transition)).max()
    root = rng.normal(size=(states, states))
    return reference.stationary(
        transition=transition,
        innovation=root @ root.T + 0.1 * np.eye(states),
        mean=rng.normal(size=states),
        error=rng.uniform(0.05, 1.0, size=states),
    )


def stacked(models: list[reference.StateSpace]) -> kernels.Batch:
    names = ("transition", "innovation", "start", "mean", "error")
    return kernels.Batch(**{name: np.stack([getattr(one, name) for one in models], axis=-1) for name in names})


def diary(rng: np.random.Generator, answered: NDArray[np.bool_]) -> FloatArray:
    return np.where(answered, 2 * rng.normal(size=answered.shape), np.nan)


def close(ours: float, theirs: float, digits: float) -> bool:
    return abs(ours - theirs) <= digits * max(1.0, abs(theirs))


patterns = st.integers(1, 10).flatmap(lambda days: arrays(np.bool_, (days, 4)))
seeds = st.integers(0, 2**32 - 1)


@given(answered=patterns, seed=seeds)
@settings(deadline=None)
def test_the_filter_is_the_joint_gaussian_whatever_is_missing(answered: NDArray[np.bool_], seed: int) -> None:
    rng = np.random.default_rng(seed)
    model, days = random_model(rng), diary(rng, answered)

    assert close(reference.kalman_log_likelihood(model, days), reference.dense_log_likelihood(model, days), 1e-10)


@given(answered=patterns, seed=seeds, count=st.integers(1, 5))
@settings(deadline=None)
def test_the_batched_filter_is_the_plain_one_for_every_model_of_the_batch(
    answered: NDArray[np.bool_], seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    models, days = [random_model(rng) for _ in range(count)], diary(rng, answered)

    ours = kernels.log_likelihood(stacked(models), kernels.Observed.of(days))

    assert all(
        close(one, reference.kalman_log_likelihood(model, days), 1e-8) for one, model in zip(ours, models, strict=True)
    )


@given(days=st.sampled_from([1, 2, 14, 30]), share=st.floats(0, 1), seed=seeds)
@settings(max_examples=25, deadline=None)
def test_all_three_agree_on_diaries_of_up_to_a_month(days: int, share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    model, answers = random_model(rng), diary(rng, rng.random((days, 4)) < share)

    dense = reference.dense_log_likelihood(model, answers)

    assert close(reference.kalman_log_likelihood(model, answers), dense, 1e-10)
    assert close(float(kernels.log_likelihood(stacked([model]), kernels.Observed.of(answers))[0]), dense, 1e-8)


def test_a_diary_in_which_nobody_said_anything_says_nothing() -> None:
    rng = np.random.default_rng(1)
    model, empty = random_model(rng), np.full((5, 4), np.nan)

    assert reference.dense_log_likelihood(model, empty) == 0.0
    assert reference.kalman_log_likelihood(model, empty) == 0.0
    assert kernels.log_likelihood(stacked([model]), kernels.Observed.of(empty)).tolist() == [0.0]


def test_one_day_is_one_gaussian() -> None:
    rng = np.random.default_rng(2)
    model, today = random_model(rng), rng.normal(size=(1, 4))

    truth = multivariate_normal.logpdf(today[0], model.mean, model.start + np.diag(model.error))

    assert close(reference.kalman_log_likelihood(model, today), float(truth), 1e-12)


@given(seed=seeds, answered=arrays(np.bool_, (6, 3)))
@settings(deadline=None)
def test_series_may_be_mixtures_of_states_that_start_anywhere(seed: int, answered: NDArray[np.bool_]) -> None:
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(5, 5))
    model = reference.StateSpace(
        transition=0.5 * rng.normal(size=(5, 5)),
        innovation=root @ root.T,
        start=np.eye(5),
        loading=rng.normal(size=(3, 5)),
        mean=np.zeros(3),
        error=np.full(3, 0.2),
    )
    days = diary(rng, answered)

    assert close(reference.kalman_log_likelihood(model, days), reference.dense_log_likelihood(model, days), 1e-9)


def test_doubling_finds_the_covariance_that_stays_as_it_is() -> None:
    model = random_model(np.random.default_rng(3), radius=0.97)

    kept = model.transition @ model.start @ model.transition.T + model.innovation

    np.testing.assert_allclose(kept, model.start, rtol=1e-12, atol=1e-12 * np.abs(model.start).max())
    flat = np.linalg.solve(np.eye(16) - np.kron(model.transition, model.transition), model.innovation.ravel())
    np.testing.assert_allclose(model.start.ravel(), flat, rtol=1e-9, atol=1e-9 * np.abs(flat).max())


def test_a_model_that_hardly_forgets_is_refused() -> None:
    rng = np.random.default_rng(4)

    assert reference.stationary_covariance(0.97 * np.eye(4), np.eye(4)) is not None
    assert reference.stationary_covariance(0.98 * np.eye(4), np.eye(4)) is None
    with pytest.raises(ValueError, match=r"the spectral radius is 0\.98 or more"):
        random_model(rng, radius=0.99)
