"""Residuals that carry over from day to day: the filter is the dense Gaussian, and finds what is true."""

import numpy as np
import pytest

from intertwine.insights.cohort import Apim, Columns, Single, analyse, carry, fit, kernels
from intertwine.insights.cohort.carry import Carried, carried, carried_at, days_of
from intertwine.insights.cohort.couples import couples_of
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.estimate import Place, Point
from intertwine.insights.cohort.local import Local, local_of
from intertwine.insights.cohort.reference import dense_couples, dense_log_likelihood
from intertwine.insights.cohort.simulate import EVERYBODY, CohortTruth
from tests.insights.cohort.cohorts import SOME_ABSENT, alike, cohort
from tests.insights.cohort.test_estimate import somewhere

CARRIED = CohortTruth(phi=0.5)
MODEL = Apim(outcome="closeness", drivers=["mind"], random="intercept", residual="ar1")
ALIKE = Apim(outcome="closeness", drivers=["mind"], random="intercept", residual="ar1", dyads="exchangeable")


def placed(model: Apim) -> tuple[Point, Local, object]:
    frame = alike(12, 9) if model.dyads == "exchangeable" else cohort(12, 9, truth=CARRIED)
    design, table = analyse.read(frame, model, Columns())
    local = local_of(table, design)
    couples = couples_of(local)
    counts = couples.summary.counts
    days = days_of(local, design)

    def over(structure: Structure, place: Place) -> Carried:
        return carried(days, wiring=design.wiring, structure=structure, place=place)

    at = carried_at(over, design.structure, counts=counts, method=model.method)
    place = Place(roots=somewhere(design, couples), carry=0.4)
    return at(place), local, (design, at)


@pytest.mark.parametrize("model", [MODEL, ALIKE])
def test_the_likelihood_is_that_of_dense_gaussians(model: Apim) -> None:
    point, local, (design, _) = placed(model)

    dense, beta, _ = dense_log_likelihood(
        list(dense_couples(local, design)),
        g=design.structure.g(point.roots),
        sigma=point.sigma,
        phi=point.place.phi,
    )

    assert point.log_likelihood == pytest.approx(dense, abs=1e-8)
    np.testing.assert_allclose(point.beta, beta, rtol=1e-9)


@pytest.mark.parametrize("model", [MODEL, ALIKE])
def test_the_slope_is_what_small_steps_find(model: Apim) -> None:
    point, _, (design, at) = placed(model)
    slope, _ = point.in_roots

    def height(step: np.ndarray) -> float:
        return float(at(point.place.moved(design.structure, step)).log_likelihood)

    found = [(height(step) - height(-step)) / 2e-4 for step in 1e-4 * np.eye(len(slope))]
    np.testing.assert_allclose(slope, found, rtol=1e-4, atol=1e-3)


def test_what_is_true_is_found() -> None:
    found = fit(cohort(120, 20, truth=CARRIED, absent=SOME_ABSENT), MODEL)

    assert found.converged
    assert found.residual.phi is not None
    assert found.residual.phi_low < 0.5 < found.residual.phi_high
    assert found.residual.rho_low < 0.3 < found.residual.rho_high
    plain = fit(cohort(120, 20, truth=CARRIED, absent=SOME_ABSENT), Apim(**{**vars(MODEL), "residual": "day"}))
    assert found.log_likelihood > plain.log_likelihood + 50


def test_a_process_that_is_none_is_refused() -> None:
    point, _, (_, at) = placed(MODEL)

    assert at(Place(roots=[np.zeros_like(root) for root in point.roots], carry=0.1)).log_likelihood == -np.inf


LOOPS = {name: one for name, one in vars(kernels).items() if hasattr(one, "py_func")}


def test_the_loops_do_the_same_without_being_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled code cannot be watched; the same lines run as plain Python on a cohort of three."""
    single = Single(outcome="closeness", fixed=["mind"])
    plain = Apim(outcome="closeness", drivers=["mind"])  # every fixed effect varies: Z is X
    for model in (Apim(**{**vars(MODEL), "random": "none"}), ALIKE, single, plain):
        frame = cohort(8, 4, absent=EVERYBODY if model is plain else SOME_ABSENT)
        if isinstance(model, Single):
            frame = {name: column[frame["role"] == 0] for name, column in frame.items()}
        compiled = fit(frame, model)
        with monkeypatch.context() as slowly:
            for name, loop in LOOPS.items():
                slowly.setattr(kernels, name, loop.py_func)
            slowly.setattr("intertwine.insights.cohort.moments.accumulate", kernels.accumulate)
            slowly.setattr("intertwine.insights.cohort.couples.sum_blocks", kernels.sum_blocks)
            slowly.setattr(carry, "whitened_grams", carry.whitened_grams.py_func)
            slow = fit(frame, model)

        assert slow.log_likelihood == pytest.approx(compiled.log_likelihood, abs=1e-7)
