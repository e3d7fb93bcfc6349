"""What is typical of a cohort, and back into the engine for one couple."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from intertwine.insights import model
from intertwine.insights.ask import picture
from intertwine.insights.cohort import Apim, CohortError, fit, learn_typical, to_priors
from intertwine.insights.cohort.export import NotAPrior
from intertwine.insights.cohort.hierarchy import (
    EFFECTS,
    GROUPS,
    EStep,
    Expected,
    added,
    averaged,
    m_step,
    penalised,
    relaxed,
)
from intertwine.insights.priors import as_toml, priors, read_priors
from tests.insights.cohort.cohorts import alike, cohort
from tests.insights.diaries import alice_and_bob

TYPICAL = priors("typical")
PRIOR = model.Prior.of(TYPICAL, driver="mind")


def lived(theta: np.ndarray, days: int, rng: np.random.Generator) -> np.ndarray:
    """A diary made by the model itself, in points, with days left out: (days, 4)."""
    batch = model.models(theta, smallest_error_variance=PRIOR.smallest_error_variance)
    phi, q = batch.transition[..., 0], batch.innovation[..., 0]
    state = np.linalg.cholesky(batch.start[..., 0]) @ rng.standard_normal(4)
    root, rows = np.linalg.cholesky(q), []
    for _ in range(days):
        rows.append(batch.mean[:, 0] + state + np.sqrt(batch.error[:, 0]) * rng.standard_normal(4))
        state = phi @ state + root @ rng.standard_normal(4)
    absent = np.tile(rng.random((days, 2)) < 0.25, 2)
    return np.where(absent, np.nan, model.POINTS_PER_STEP * np.array(rows))


def diaries(couples: int, days: int, prior: model.Prior = PRIOR, seed: int = 1) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    rng = np.random.default_rng(seed)
    while len(found) < couples:
        theta = prior.draw(rng, 1)
        if prior.thinkable(theta)[0]:
            found.append(lived(theta, days, rng))
    return found


def test_every_parameter_but_reliability_belongs_to_one_kind() -> None:
    assert sorted(i for members in GROUPS.values() for i in members) == list(range(26))


def test_the_m_step_is_mean_and_spread_of_all_couples_and_places() -> None:
    theta = np.random.default_rng(2).normal(0.3, 0.2, (28, 500))
    total = added([Expected(couples=1, first=one, second=one**2) for one in theta.T])

    found = m_step(total)

    for name, members in GROUPS.items():
        unit = 2.0 if name == "level_points" else 1.0
        variance = theta[members].var()
        expected = penalised(variance, 500 * len(members)) if name in EFFECTS else variance
        assert found[name] == pytest.approx((unit * theta[members].mean(), unit * np.sqrt(expected)))


def test_the_penalty_is_the_top_of_what_it_penalises() -> None:
    variance, n = 0.09, 12

    def height(square: float) -> float:
        return -n / 2 * (np.log(square) + variance / square) - square / (2 * 0.2**2)

    best = penalised(variance, n)
    assert height(best) > max(height(best * 1.01), height(best * 0.99))
    assert penalised(variance, 10**7) == pytest.approx(variance, rel=1e-5)


def test_steps_are_relaxed_and_the_last_averaged() -> None:
    here = dict.fromkeys(GROUPS, (0.0, 1.0))
    there = dict.fromkeys(GROUPS, (1.0, np.e))

    assert relaxed(here, there)["same_day_actor"] == pytest.approx((1.6, np.exp(1.6)))
    path = [dict.fromkeys(GROUPS, (float(i), float(i + 1))) for i in range(5)]
    assert averaged(path)["same_day_actor"] == pytest.approx((3.5, np.sqrt(4.0 * 5.0)))


def test_a_couple_says_the_same_wherever_and_whenever_it_is_asked() -> None:
    one, other = diaries(2, 10)
    ask = EStep(prior=PRIOR, seed=1, iteration=0)

    assert ask((0, one)).first.tolist() == ask((0, one)).first.tolist()
    assert ask((1, other)).first.tolist() != ask((0, other)).first.tolist()


def test_a_cohort_becomes_a_prior_and_the_engine_reads_it(tmp_path: Path) -> None:
    learnt = learn_typical(diaries(10, 8), iterations=2)
    found = learnt.to_priors(name="ours", provenance="A made-up cohort.")
    path = tmp_path / "ours.toml"
    path.write_text(as_toml(found), encoding="utf-8")

    assert read_priors(path) == msgspec.structs.replace(found, provenance=found.provenance + "\n")
    assert found.provenance.startswith("A made-up cohort. Monte-Carlo EM over 10 couples and ")
    assert (found.reliability, len(learnt.path)) == (TYPICAL.reliability, 2)
    ours, theirs = (picture(alice_and_bob(), learnt=known) for known in (read_priors(path), None))
    assert ours.input_hash != theirs.input_hash
    assert ours.outcome == theirs.outcome == "ready"


def test_a_handful_of_couples_is_no_cohort() -> None:
    with pytest.raises(CohortError):
        learn_typical(diaries(2, 5))


@pytest.mark.parametrize("dyads", ["distinguishable", "exchangeable"])
def test_an_actor_partner_fit_becomes_a_prior(dyads: str) -> None:
    frame = alike(80, 30) if dyads == "exchangeable" else cohort(80, 30)
    found = fit(frame, Apim(outcome="closeness", drivers=["mind"], dyads=dyads))  # type: ignore[arg-type]

    known = to_priors(found, name="ours", provenance="A made-up cohort.")

    assert known.same_day_actor == pytest.approx((0.35, 0.17), abs=0.06)
    assert known.same_day_partner == pytest.approx((0.14, 0.13), abs=0.06)
    assert known.next_day_actor == TYPICAL.next_day_actor
    assert known.level_points == pytest.approx((5.8, 1.1), abs=0.4)
    assert "of 80 couples" in known.provenance


def test_not_every_fit_is_one() -> None:
    yesterday = fit(cohort(), Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept"))

    with pytest.raises(NotAPrior):
        to_priors(yesterday, name="ours", provenance="")


@pytest.mark.slow
@pytest.mark.nightly  # five minutes of one core: 2,500 times the exact draws of a couple
def test_what_is_true_of_a_cohort_is_found() -> None:
    """From what is typical, which is none of it. A hundred couples of thirty days leave some .02 of a mean and .03 of a
    standard deviation to chance: three of those are allowed."""
    true = {"same_day_actor": (0.5, 0.2), "same_day_partner": (0.0, 0.1), "own_carry_over": (0.2, 0.1)}
    other = msgspec.structs.replace(TYPICAL, **true)

    found = learn_typical(diaries(100, 30, model.Prior.of(other, driver="mind")), iterations=25).normals

    for name, (mean, sd) in true.items():
        assert found[name][0] == pytest.approx(mean, abs=0.06)
        assert found[name][1] == pytest.approx(sd, abs=0.09)
        assert abs(getattr(TYPICAL, name)[0] - mean) > 0.06  # it was not there from the start
