"""The likelihood, three ways: one big Gaussian, a plain Kalman filter, and the compiled one the product runs on."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from intertwine.insights import kernels, model
from intertwine.insights.kernels import (
    building,
    compiled,
    filtering,
    ranking,
    reference,
    replicas,
    rows,
    smoothing,
    standing_in,
    walking,
)
from intertwine.insights.posterior import Posterior
from intertwine.insights.priors import priors
from tests.insights.interpreting import interpreted

FloatArray = NDArray[np.float64]

PRIOR = model.Prior.of(priors("typical"), driver="mind")


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


def diary(rng: np.random.Generator, answered: NDArray[np.bool_]) -> FloatArray:
    return np.where(answered, 2 * rng.normal(size=answered.shape), np.nan)


def close(ours: float, theirs: float, digits: float) -> bool:
    return abs(ours - theirs) <= digits * max(1.0, abs(theirs))


patterns = st.integers(1, 10).flatmap(lambda days: arrays(np.bool_, (days, 4)))
seeds = st.integers(0, 2**32 - 1)


@given(answered=patterns, seed=seeds)
def test_the_filter_is_the_joint_gaussian_whatever_is_missing(answered: NDArray[np.bool_], seed: int) -> None:
    rng = np.random.default_rng(seed)
    model, days = random_model(rng), diary(rng, answered)

    assert close(reference.kalman_log_likelihood(model, days), reference.dense_log_likelihood(model, days), 1e-10)


@given(days=st.sampled_from([1, 2, 14, 30]), share=st.floats(0, 1), seed=seeds)
@settings(max_examples=25)
def test_the_filter_is_the_joint_gaussian_of_a_whole_month(days: int, share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    model, answers = random_model(rng), diary(rng, rng.random((days, 4)) < share)

    assert close(reference.kalman_log_likelihood(model, answers), reference.dense_log_likelihood(model, answers), 1e-10)


def wide(rng: np.random.Generator, count: int) -> FloatArray:
    """Parameters from three times as wide as the prior, a few of them not stationary: (28, count)."""
    return PRIOR.mean[:, None] + 3 * PRIOR.sd[:, None] * rng.uniform(-1, 1, size=(model.SIZE, count))


def step_by_step(theta: FloatArray, days: FloatArray) -> float:
    """The log posterior of one parameter vector by the reference, with every constant the compiled one leaves out."""
    if not PRIOR.thinkable(theta[:, None])[0]:
        return -np.inf
    batch = model.models(theta[:, None], smallest_error_variance=PRIOR.smallest_error_variance)
    names = ("transition", "innovation", "start", "mean", "error")
    one = reference.StateSpace(loading=np.eye(4), **{name: getattr(batch, name)[..., 0] for name in names})
    constant = 0.5 * np.log(2 * np.pi) * (~np.isnan(days)).sum()
    return float(PRIOR.log_density(theta[:, None])[0] + reference.kalman_log_likelihood(one, days) + constant)


def agree(ours: float, theirs: float) -> bool:
    return ours == theirs if np.isinf(theirs) else close(ours, theirs, 1e-8)


@given(answered=patterns, seed=seeds, count=st.integers(1, 19))
@settings(max_examples=60)
def test_the_compiled_posterior_is_the_reference_for_every_lane_and_every_pattern_of_missing_answers(
    answered: NDArray[np.bool_], seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    theta, days = wide(rng, count), diary(rng, answered)

    ours = Posterior(prior=PRIOR, observed=kernels.Observed.of(days))(theta)

    assert all(agree(one, step_by_step(column, days)) for one, column in zip(ours, theta.T, strict=True))


@given(days=st.integers(1, 400), share=st.sampled_from([0.0, 0.01, 0.5, 1.0]), seed=seeds)
@settings(max_examples=20)
def test_the_compiled_posterior_is_the_reference_for_more_than_a_year(days: int, share: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    theta, answers = wide(rng, 3), diary(rng, rng.random((days, 4)) < share)

    ours = Posterior(prior=PRIOR, observed=kernels.Observed.of(answers))(theta)

    assert all(agree(one, step_by_step(column, answers)) for one, column in zip(ours, theta.T, strict=True))


@pytest.mark.parametrize("radius", [0.9, 0.979])
def test_dynamics_that_hardly_forget_are_started_as_exactly(radius: float) -> None:
    theta = np.repeat(PRIOR.mean[:, None], 2, axis=1)
    theta[model.F] = np.array([radius, 0.4, 0.0, radius])[:, None]
    theta[model.C] = np.array([radius, 0.0, -0.3, radius])[:, None]
    days = diary(np.random.default_rng(5), np.full((40, 4), True))

    ours = Posterior(prior=PRIOR, observed=kernels.Observed.of(days))(theta)

    assert all(agree(one, step_by_step(column, days)) for one, column in zip(ours, theta.T, strict=True))


def test_a_refused_model_in_one_lane_changes_no_digit_of_its_neighbours() -> None:
    rng = np.random.default_rng(6)
    theta = PRIOR.mean[:, None] + 0.3 * PRIOR.sd[:, None] * rng.normal(size=(model.SIZE, 8))
    density = Posterior(prior=PRIOR, observed=kernels.Observed.of(diary(rng, rng.random((30, 4)) < 0.7)))
    before = density(theta)

    theta[0, 3], theta[12, 4], theta[16, 5], theta[20, 6] = 1.2, -1.5, 60.0, np.nan
    after = density(theta)

    assert np.isneginf(after).tolist() == [False, False, False, True, True, True, True, False]
    assert after[[0, 1, 2, 7]].tolist() == before[[0, 1, 2, 7]].tolist()


def test_the_machine_code_says_what_the_python_it_was_made_from_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    theta = wide(rng, 11)
    theta[:, 0] = PRIOR.mean
    theta[model.F, 1], theta[model.C, 2], theta[model.F, 3] = 1.0, 1.0, [0.1, -0.5, 0.5, 0.1]
    theta[16, 4] = 60.0
    days = diary(rng, rng.random((9, 4)) < 0.7)
    density = Posterior(prior=PRIOR, observed=kernels.Observed.of(days))
    near = PRIOR.mean[:, None] + 0.3 * PRIOR.sd[:, None] * rng.normal(size=(model.SIZE, 11))
    in_machine_code, straight, bent = density(theta), density.straight(near), density.parameters(near)

    interpreted(monkeypatch, filtering, building, compiled)
    monkeypatch.setattr("intertwine.insights.posterior.log_posterior", compiled.log_posterior)
    monkeypatch.setattr("intertwine.insights.posterior.bend", compiled.bend)

    np.testing.assert_allclose(density(theta), in_machine_code, rtol=1e-11)
    np.testing.assert_allclose(density.straight(near), straight, rtol=1e-11)
    np.testing.assert_allclose(density.parameters(near), bent, rtol=1e-11)


def test_a_start_that_does_not_settle_is_given_up_after_some_doublings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody asks for one: what does not settle is refused before."""
    interpreted(monkeypatch, filtering, building)
    s = np.zeros(rows.SIZE)
    for row in (rows.F00, rows.F11, rows.C00, rows.C11, rows.Q00):
        s[row] = 1.0

    building.start(1, s)

    assert s[rows.P00] == 2.0**building.MAX_DOUBLINGS


def test_a_second_process_finds_the_machine_code_of_the_first_as_long_as_no_kernel_changed(tmp_path: Path) -> None:
    show = """
from intertwine.insights.kernels.building import radius
radius(0.1, 0.2, 0.3, 0.4)
print(sum(radius.stats.cache_hits.values()), sum(radius.stats.cache_misses.values()))
"""
    kernels_elsewhere = copied(tmp_path)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}

    def hits_and_misses() -> str:
        command = [sys.executable, "-P", "-c", show]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert (hits_and_misses(), hits_and_misses()) == ("0 1\n", "1 0\n")

    with (kernels_elsewhere / "filtering.py").open("a") as source:  # which radius does not even call
        source.write("\n")
    assert hits_and_misses() == "0 1\n"


KERNELS = [
    one
    for module in (filtering, building, compiled, ranking, replicas, smoothing, standing_in, walking)
    for one in vars(module).values()
    if hasattr(one, "py_func")
]


def test_no_kernel_may_round_as_it_likes() -> None:
    """Or a process that compiled would say other last digits than one that loads: tests/insights/test_engine.py has
    the two beside each other, every night."""
    assert {kernel.targetoptions.get("fastmath", False) for kernel in KERNELS} == {False}


def test_kernels_made_from_the_same_lines_have_names_of_their_own() -> None:
    """Machine code from several processes is put together by name: of two with one name, one would run for both."""
    every = [one.py_func for one in KERNELS]
    made = {(one.__qualname__, one.__code__.co_firstlineno) for one in every}
    functions = {id(one) for one in every}

    assert len(made) == len(functions)
    assert {f"update_{series}" for series in range(4)} <= {one.__qualname__ for one in every}


def copied(into: Path) -> Path:
    """The kernels alone, as a package of the same name."""
    here = Path(kernels.__file__).parent
    there = into / "intertwine" / "insights" / "kernels"
    there.mkdir(parents=True)
    (there.parent / "__init__.py").touch()
    (there.parent.parent / "__init__.py").touch()
    for source in here.glob("*.py"):
        (there / source.name).write_bytes(source.read_bytes())
    return there


def test_a_diary_in_which_nobody_said_anything_says_nothing() -> None:
    rng = np.random.default_rng(1)
    empty = np.full((5, 4), np.nan)
    state_space, theta = random_model(rng), PRIOR.mean[:, None]

    assert reference.dense_log_likelihood(state_space, empty) == 0.0
    assert reference.kalman_log_likelihood(state_space, empty) == 0.0
    before_any_day = Posterior(prior=PRIOR, observed=kernels.Observed.of(empty))(theta)
    np.testing.assert_allclose(before_any_day, PRIOR.log_density(theta), rtol=1e-14)


def test_one_day_is_one_gaussian() -> None:
    rng = np.random.default_rng(2)
    model, today = random_model(rng), rng.normal(size=(1, 4))

    truth = multivariate_normal.logpdf(today[0], model.mean, model.start + np.diag(model.error))

    assert close(reference.kalman_log_likelihood(model, today), float(truth), 1e-12)


@given(seed=seeds, answered=arrays(np.bool_, (6, 3)))
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
