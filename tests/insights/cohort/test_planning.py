"""Studies that were never held: nothing of what planning skips changes a bit of what it reports."""

from dataclasses import replace

import numpy as np
import pytest

from intertwine.insights.cohort import CohortError, Fit, fit, planning, simulate
from intertwine.insights.cohort.climb import ENOUGH
from intertwine.insights.cohort.planning import DESIGN, MODEL, Found, found_in, true_roots
from intertwine.insights.cohort.simulate import EVERYBODY, Absent, CohortTruth, draw_cohort, simulate_cohort
from tests.insights.cohort.cohorts import SOME_ABSENT

TRUTH = CohortTruth()


def same_study(seed: int, absent: Absent, truth: CohortTruth = TRUTH, *, ahead: bool = False) -> tuple[Found, Fit]:
    """One study, fitted in both ways."""
    drawn = {"couples": 30, "days": 12, "seed": seed, "truth": truth, "absent": absent}
    start = true_roots(truth) if ahead else None
    return found_in(draw_cohort(**drawn), start, ENOUGH), fit(simulate_cohort(**drawn), MODEL)


@pytest.mark.parametrize("absent", [EVERYBODY, Absent(each=0.2), SOME_ABSENT])
def test_without_rows_and_labels_every_bit_is_the_same(absent: Absent) -> None:
    quick, plain = same_study(3, absent)

    assert quick.estimate.tolist() == [effect.estimate for effect in plain.fixed]
    assert quick.p.tolist() == [effect.p for effect in plain.fixed]
    assert (quick.converged, quick.passes) == (plain.converged, plain.passes)


def test_a_climb_from_what_is_true_ends_where_any_other_ends() -> None:
    passes = []
    for seed in range(12):
        ahead, plain = same_study(seed, Absent(each=0.2), ahead=True)
        np.testing.assert_allclose(ahead.estimate, [effect.estimate for effect in plain.fixed], atol=1e-4)
        np.testing.assert_allclose(ahead.p, [effect.p for effect in plain.fixed], atol=2e-3)
        passes.append((ahead.passes, plain.passes))

    assert np.sum(passes, axis=0)[0] < np.sum(passes, axis=0)[1]


def test_the_true_roots_are_those_of_the_design() -> None:
    roots = true_roots(TRUTH)

    assert roots is not None
    sds = dict(zip(DESIGN.varying[0].effects, np.sqrt(np.diag(DESIGN.structure.g(roots))), strict=True))
    assert sds == pytest.approx(
        {f"{role}:{name}": sd for name, sd in zip(("intercept", "actor:mind", "partner:mind"), TRUTH.sds, strict=True)
         for role in (0, 1)}
    )  # fmt: skip
    assert DESIGN.structure.sigma(roots) == pytest.approx(np.array([[1.0, 0.27], [0.27, 0.81]]))


def test_where_an_effect_does_not_vary_the_climb_begins_as_any_other() -> None:
    still = replace(TRUTH, sds=(1.0, 0.0, 0.12))

    assert true_roots(still) is None
    quick, plain = same_study(5, EVERYBODY, still, ahead=True)
    assert quick.estimate.tolist() == [effect.estimate for effect in plain.fixed]


def test_the_loops_of_a_made_up_study_do_the_same_without_being_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = {"couples": 12, "days": 5, "seed": 2, "truth": replace(TRUTH, phi=0.4), "absent": Absent(each=0.7)}
    compiled = planning.local_of_drawn(draw_cohort(**drawn))
    monkeypatch.setattr(simulate, "carry_over", simulate.carry_over.py_func)
    monkeypatch.setattr(planning, "lay_out", planning.lay_out.py_func)
    slow = planning.local_of_drawn(draw_cohort(**drawn))

    assert not np.isfinite(draw_cohort(**drawn).mind).any(axis=1).all()  # somebody left out every day
    np.testing.assert_array_equal(slow.whole, compiled.whole)
    np.testing.assert_allclose(slow.columns, compiled.columns, atol=1e-14)


def test_what_carries_over_is_as_far_apart_on_every_day() -> None:
    drawn = draw_cohort(couples=20_000, days=4, seed=1, truth=replace(TRUTH, inertia=0.6), absent=EVERYBODY)
    first, second = drawn.mind[:, :, 0], drawn.mind[:, :, 1]

    assert first.std(axis=0) == pytest.approx([TRUTH.driver] * 4, abs=0.025)  # four standard errors of 20,000
    assert np.corrcoef(first, rowvar=False)[0] == pytest.approx([1, 0.6, 0.6**2, 0.6**3], abs=0.025)
    assert [float(np.corrcoef(first[:, d], second[:, d])[0, 1]) for d in range(4)] == pytest.approx([0.2] * 4, abs=0.03)


def test_a_study_nobody_answers_is_no_study() -> None:
    with pytest.raises(CohortError):
        found_in(draw_cohort(couples=5, days=4, seed=1, truth=TRUTH, absent=Absent(each=0.999)))
