"""What is typical of a cohort, and back into the engine for one couple."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import polars
import pytest

from intertwine.insights import model
from intertwine.insights.ask import picture
from intertwine.insights.cohort import Apim, CohortError, diaries_of, fit, learn_typical, to_priors
from intertwine.insights.cohort.export import NotAPrior, NotArrived, check_model
from intertwine.insights.cohort.hierarchy import (
    EFFECTS,
    GROUPS,
    EStep,
    Expected,
    Typical,
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


def test_what_was_learnt_is_a_table_a_frame_and_a_picture() -> None:
    learnt = Typical(normals=dict.fromkeys(GROUPS, (0.3, 0.1)), couples=10, days=1234, path=({}, {}))
    frame = learnt.to_frame()

    assert learnt.summary().splitlines()[0] == "What is typical of 10 couples on 1,234 joint days, 2 iterations"
    assert [line.split() for line in learnt.summary().splitlines()[3:]] == [
        [name, "0.3000", "0.1000"] for name in GROUPS
    ]
    assert frame["name"].to_list() == list(GROUPS)
    assert frame.row(0)[1:] == pytest.approx((0.3, 0.1, 0.104, 0.496), abs=1e-3)
    assert [text.get_text() for text in learnt.plot().axes[0].get_yticklabels()] == list(EFFECTS)


def test_a_frame_becomes_diaries_day_by_day() -> None:
    frame = polars.DataFrame(
        {
            "couple": ["x", "x", "x", "y", "y"],
            "day": [3, 3, 6, 1, 1],
            "role": ["Alice", "Bob", "Bob", "Dana", "Eli"],
            "mind": [5.0, 6.0, 7.0, 1.0, None],
            "closeness": [8.0, 9.0, None, 2.0, 3.0],
        }
    )
    for form in (frame, frame.to_pandas(), frame.to_dict(as_series=False)):
        one, other = diaries_of(form, driver="mind", outcome="closeness")
        nobody = [np.nan] * 4
        np.testing.assert_array_equal(one, [[5, 6, 8, 9], nobody, nobody, [np.nan, 7, np.nan, np.nan]])
        np.testing.assert_array_equal(other, [[1, np.nan, 2, 3]])

    with pytest.raises(CohortError) as error:
        diaries_of(frame, driver="mond", outcome="closeness")
    assert str(error.value) == "There is no column “mond”. The nearest: mind."


def test_a_handful_of_couples_is_no_cohort() -> None:
    with pytest.raises(CohortError) as error:
        learn_typical(diaries(2, 5))
    assert str(error.value) == "2 couples do not show what is typical of couples. It takes at least 10."


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


@pytest.mark.parametrize(
    "more",
    [
        {"lag": 1},
        {"center": "none"},
        {"time": "day"},
        {"between": True},
        {"covariates": ["day"]},
        {"drivers": []},
        {"random": "intercept"},  # as if all couples had the same effects
        {"random": ["intercept", "actor:mind"]},
    ],
)
def test_not_every_fit_is_one(more: dict[str, object]) -> None:
    """An intercept that is not the usual level, an effect that is not one of a day."""
    asked = {"outcome": "closeness", "drivers": ["mind"], **more}

    with pytest.raises(NotAPrior):
        check_model(Apim(**asked))  # type: ignore[arg-type]
    every = Apim(outcome="closeness", drivers=["mind"], random=("partner:mind", "intercept", "actor:mind"))
    assert check_model(every) is every


def test_a_fit_that_did_not_arrive_is_none() -> None:
    found = replace(fit(cohort(), Apim(outcome="closeness", drivers=["mind"])), converged=False)

    with pytest.raises(NotArrived):
        to_priors(found, name="ours", provenance="")


def test_names_of_files_and_columns_may_hold_what_toml_takes_for_its_own(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    odd = msgspec.structs.replace(TYPICAL, name='a"b', provenance='From C:\\new "diary".csv.')
    path.write_text(as_toml(odd), encoding="utf-8")

    assert read_priors(path) == msgspec.structs.replace(odd, provenance=odd.provenance + "\n")


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
