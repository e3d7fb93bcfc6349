"""Each couple's own effects: against the textbook formulas, and against what is true of simulated couples."""

import numpy as np
import pytest

from intertwine.insights.cohort import Apim, Columns, fit
from intertwine.insights.cohort.predict import predict, random_covariance, residual_covariance
from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort

COLUMNS = Columns(couple="couple", day="day", role="role")
MODEL = Apim(outcome="closeness", drivers=["mind"])


@pytest.fixture(scope="module")
def cohort():
    return simulate_cohort(couples=80, days=25, seed=5, truth=CohortTruth(), absent=Absent(each=0.2))


@pytest.fixture(scope="module")
def fitted(cohort):
    return fit(cohort, MODEL, COLUMNS)


def test_own_effects_average_to_the_fixed_ones_and_vary_less_than_the_couples_do(cohort, fitted) -> None:
    found = predict(cohort, fitted, COLUMNS)
    fixed = np.array([one.estimate for one in fitted.fixed])
    assert found.effects == tuple(one.name for one in fitted.fixed)
    np.testing.assert_allclose(found.own.mean(axis=0), fixed, atol=0.02)
    assert (found.own.var(axis=0) <= np.diag(random_covariance(fitted)) * 1.05).all()


def test_one_couple_by_hand(cohort, fitted) -> None:
    """b̂ as the mean of b given y under the joint normal of both, built here from nothing but the model's words."""
    rows = cohort["couple"] == 3
    day, role, mind, y = (cohort[name][rows] for name in ("day", "role", "mind", "closeness"))
    means = [np.nanmean(mind[role == g]) for g in (0, 1)]
    own = np.where(role == 0, mind - means[0], mind - means[1])
    partner = np.array([mind[(day == t) & (role == 1 - g)][0] - means[1 - g] for t, g in zip(day, role, strict=True)])
    whole = np.isfinite(own + partner + y)
    one = np.ones_like(own)
    z = np.column_stack([np.where(role == g, column, 0.0) for column in (one, own, partner) for g in (0, 1)])[whole]
    beta, g = np.array([e.estimate for e in fitted.fixed]), random_covariance(fitted)
    v = z @ g @ z.T + residual_covariance(fitted, role[whole], day[whole])
    expected = beta + g @ z.T @ np.linalg.inv(v) @ (y[whole] - z @ beta)
    found = predict(cohort, fitted, COLUMNS)
    np.testing.assert_allclose(found.own[found.couples.index("3")], expected, rtol=1e-8)


def test_residuals_of_a_true_model_look_like_chance(cohort, fitted) -> None:
    found = predict(cohort, fitted, COLUMNS)
    assert len(found.residuals) == 2
    assert sum(len(one) for one in found.residuals) == fitted.observations
    for residuals in found.residuals:
        assert abs(float(residuals.mean())) < 0.05
        assert 0.85 < float(residuals.std()) < 1.05
    # a couple's own effects are estimated from these very days, which pulls neighbours a little apart
    assert -0.15 < float(np.corrcoef(found.pairs.T)[0, 1]) < 0.03


def test_carry_over_that_the_model_leaves_out_is_seen_in_the_residuals() -> None:
    carried = simulate_cohort(couples=80, days=25, seed=6, truth=CohortTruth(phi=0.4))
    found = predict(carried, fit(carried, MODEL, COLUMNS), COLUMNS)
    assert float(np.corrcoef(found.pairs.T)[0, 1]) > 0.2
