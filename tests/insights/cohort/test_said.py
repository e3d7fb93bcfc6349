"""What a fit says, in every form, and what is to be known before it is believed."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2
from scipy.stats import t as student

from intertwine.insights.cohort import Apim, Single, analyse, climb, conclude, fit
from intertwine.insights.cohort import student as student_t
from intertwine.insights.cohort.climb import Climb
from intertwine.insights.cohort.conclude import correlation_interval, effect_of, residual_spread, spread_of, term_of
from intertwine.insights.cohort.fit import NoteKind
from intertwine.insights.cohort.simulate import Absent, CohortTruth
from intertwine.insights.cohort.student import chi_square_quantile, incomplete_beta, t_quantile, two_sided_p
from tests.insights.cohort.cohorts import alike, cohort
from tests.insights.cohort.test_estimate import at, prepared, somewhere

MODEL = Apim(outcome="closeness", drivers=["mind"])
STILL = CohortTruth(sds=(1.0, 0.0, 0.12))
BIG = {"couples": 60, "days": 30}


def test_the_table_is_the_one_a_user_of_nlme_expects() -> None:
    found = fit(cohort(**BIG), MODEL)
    lines = found.summary().splitlines()

    assert lines[0] == (
        "Apim(outcome='closeness', drivers=['mind'], center='person', random='all', "
        "dyads='distinguishable', residual='day', method='reml'), by REML"
    )
    assert lines[1] == f"{found.observations:,} observations on {found.days:,} days of 60 couples"
    head = next(line for line in lines if "Std.Error" in line)
    assert head.split() == ["Value", "Std.Error", "DF", "t-value", "p-value", "2.5", "%", "97.5", "%"]
    row = next(line for line in lines if line.startswith("  0:actor:mind") and "<.0001" in line)
    effect = found.effect("0:actor:mind")
    assert row.split()[1:4] == [f"{effect.estimate:.6f}", f"{effect.se:.6f}", f"{effect.df:.1f}"]
    assert [line.split()[0] for line in lines if "same-day correlation" in line] == ["same-day"]
    assert [line for line in lines if line.startswith("  left out: ")] == [
        f"  left out: {one.sentence}" for one in found.flow.excluded
    ]
    assert [line for line in lines if line.startswith("Note: ")] == [f"Note: {note.sentence}" for note in found.notes]


def test_single_people_without_random_effects_of_a_day_have_a_short_table() -> None:
    frame = cohort(**BIG)
    one = {name: column[frame["role"] == 0] for name, column in frame.items()}

    lines = fit(one, Single(outcome="closeness", fixed=["mind"], residual="ar1", method="ml")).summary().splitlines()

    assert lines[1].endswith("observations of 60 units")
    assert lines[0].endswith("by ML")
    assert sum("carry-over (AR 1)" in line for line in lines) == 1
    nothing_varies = fit(cohort(), Apim(outcome="closeness", drivers=["mind"], random="none")).summary()
    assert "\n  none\n" in nothing_varies


def test_json_frame_and_picture(tmp_path: Path) -> None:
    found = fit(cohort(**BIG), MODEL)
    path = tmp_path / "out.json"

    told = json.loads(found.to_json(path))

    assert json.loads(path.read_text(encoding="utf-8")) == told
    assert told["model"]["kind"] == "Apim"
    assert told["loglik_reml"] == found.log_likelihood
    assert (told["n_obs"], told["n_couples"], told["n_days"]) == (found.observations, 60, found.days)
    assert told["fixed"][2]["name"] == "0:actor:mind"
    assert list(told["random_sd"]) == [effect["name"] for effect in told["fixed"]]
    assert np.array(told["random_corr"]).shape == (6, 6)
    assert list(told["residual"]["sd"]) == ["0", "1"]
    assert sum(one["rows"] for one in told["excluded"]) + told["n_obs"] == told["rows"]
    assert set(told["seconds"]) == {"read", "sums", "fit"}
    frame = found.to_frame()
    assert frame["name"].to_list() == [effect.name for effect in found.fixed]
    picture = found.plot()
    picture.savefig(tmp_path / "effects.svg")
    assert [label.get_text() for label in picture.axes[0].get_yticklabels()] == [e.name for e in found.fixed[2:]]
    only_levels = fit(cohort(), Apim(outcome="closeness", random="intercept"))
    assert len(only_levels.plot().axes[0].get_yticklabels()) == 2


def test_what_members_share_and_what_sets_them_apart_are_named() -> None:
    told = fit(alike(**BIG), Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="intercept"))

    assert list(told.to_dict()["random_sd"]) == ["shared:intercept", "difference:intercept"]
    assert told.to_dict()["random_corr"] == [[1.0, 0.0], [0.0, 1.0]]
    assert [spread.name for spread in told.residual.sd] == ["each"]


def test_an_effect_that_does_not_vary_is_named_with_the_next_simpler_model() -> None:
    found = fit(cohort(seed=8, truth=STILL, couples=40, days=10), MODEL)
    notes = [note for note in found.notes if note.kind in (NoteKind.DOES_NOT_VARY, NoteKind.NOT_APART)]

    assert found.singular
    assert found.converged
    assert {note.effect.split(":")[1] for note in notes if note.effect} <= {"actor", "partner"}
    simpler = notes[0].simpler
    assert isinstance(simpler, Apim)
    assert notes[0].sentence.endswith(f": random = {', '.join(simpler.random)}.")
    assert fit(cohort(seed=8, truth=STILL, couples=40, days=10), simpler).log_likelihood <= found.log_likelihood + 1e-6


def test_what_does_not_vary_may_vary_only_so_much_and_is_told_from_what_does() -> None:
    """Couples that do not differ at all: what their members share is nothing, what sets them apart is chance."""
    same = CohortTruth(sds=(0.0, 0.0, 0.0))
    model = Apim(outcome="closeness", drivers=["mind"], random="intercept", dyads="exchangeable")
    found = fit(cohort(seed=1, truth=same, couples=40, days=10), model)

    shared, difference = (block.effects[0] for block in found.random)
    assert [line.split() for line in found.summary().splitlines() if line.startswith("  shared")] == [
        ["shared", "intercept", "0.00000", "0.0000", f"{shared.high:.4f}"]
    ]
    assert (shared.low, shared.profiled, difference.profiled) == (0.0, True, True)
    assert 0 < shared.high < 0.5 > difference.high > difference.sd > 0.02
    assert "nan" not in found.summary()
    assert [note.sentence for note in found.notes] == [
        "“shared intercept” does not vary between couples as far as these data can tell (its variance is estimated as "
        "0). The next simpler model has no random “intercept”: random = none."
    ]
    told = json.loads(found.to_json())
    assert told["random_sd_interval"]["shared:intercept"] == [0.0, shared.high]
    assert told["random_sd_by_profile"] == ["shared:intercept", "difference:intercept"]


def test_what_does_not_vary_goes_together_with_nothing() -> None:
    design, _, couples = prepared(MODEL)
    roots = somewhere(design, couples)
    roots[0][3] = 0.0  # the second member's actor effect
    sizes = np.ones(len(design.maps[0]))
    arrived = Climb(top=at(design, couples, roots, MODEL), passes=1, converged=True, gain=0.0)

    at_of = analyse.known_at_of(analyse.passes_over(couples, design), design, couples.summary.counts, "reml")
    (block,) = conclude.concluded(arrived, design, MODEL, flow=couples.flow, sizes=sizes, at_of=at_of).random

    known = np.isfinite(block.correlation)
    expected = np.ones((6, 6), dtype=bool)
    expected[3] = expected[:, 3] = False
    expected[3, 3] = True
    assert (known == expected).all()
    assert (block.effects[3].low, block.effects[3].profiled) == (0.0, True)


def test_how_estimates_go_together_is_printed_below_them() -> None:
    found = fit(cohort(**BIG), MODEL)
    lines = found.summary().splitlines()
    begin = lines.index("Correlations of the fixed effects, in the same order") + 1
    se = np.array([one.se for one in found.fixed])
    expected = np.array(found.covariance) / np.outer(se, se)

    printed = [line.split() for line in lines[begin : begin + 6]]
    assert [row[0] for row in printed] == [one.name for one in found.fixed]
    assert [float(cell) for cell in printed[5][1:]] == pytest.approx(expected[5, :5].tolist(), abs=5.1e-4)
    alone = fit(cohort(), Apim(outcome="closeness", dyads="exchangeable", random="intercept"))
    assert "Correlations of the fixed effects" not in alone.summary()
    frame = cohort(**BIG)
    more = {f"x{i}": np.random.default_rng(i).normal(size=len(frame["day"])) for i in range(4)}
    many = fit({**frame, **more}, Apim(outcome="closeness", drivers=["mind"], covariates=list(more), random="none"))
    assert "Correlations of the 14 fixed effects: in the JSON, from their covariance" in many.summary().splitlines()


def test_people_who_hardly_vary_single_models_get_simpler_too() -> None:
    frame = cohort(seed=8, truth=STILL, couples=40, days=10)
    one = {name: column[frame["role"] == 0] for name, column in frame.items()}
    found = fit(one, Single(outcome="closeness", fixed=["mind"], random=["mind"]))

    assert [note.simpler for note in found.notes] == [Single(outcome="closeness", fixed=["mind"], random=())]
    assert found.notes[0].sentence.endswith(": random = intercept.")
    levels = conclude.without(Single(outcome="closeness"), "intercept", None)  # type: ignore[arg-type]
    assert levels is None
    assert conclude.next_simpler(None, "intercept") == ""


def test_a_climb_that_was_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb, "STEPS", 1)
    monkeypatch.setattr(climb, "STRETCHES", 1)

    found = fit(cohort(), MODEL)

    assert not found.converged
    assert found.notes[0].kind is NoteKind.NOT_CONVERGED


def test_few_couples_are_said_to_be_few() -> None:
    kinds = [note.kind for note in fit(cohort(12), Apim(outcome="closeness", random="intercept")).notes]

    assert NoteKind.FEW_COUPLES in kinds


def test_names_of_terms() -> None:
    names = ["1:intercept", "man:actor:mind", "actor:mind", "time", "x:z", "intercept"]

    assert [term_of(name) for name in names] == ["intercept", "actor:mind", "actor:mind", "time", "x:z", "intercept"]


def test_at_the_edge_there_is_no_interval() -> None:
    edge = spread_of("a", 0.0, 1.0)

    assert (edge.sd, np.isnan(edge.low), np.isnan(edge.high)) == (0.0, True, True)
    assert np.isnan(correlation_interval(1.0, 0.1)).all()
    assert np.isnan(effect_of("a", 1.0, 0.0, 10.0).t)


def test_the_variance_of_a_residual_is_a_chi_square() -> None:
    """Twelve people on six days, all there: as in the textbook, the sum of squares within people over χ² with 60."""
    rng = np.random.default_rng(4)
    day, person = np.tile(np.arange(6), 12), np.repeat(np.arange(12), 6)
    level, news = rng.normal(5, 3, size=(12, 1)), rng.normal(0, 2, size=(12, 6))

    found = fit({"couple": person, "day": day, "y": (level + news).ravel()}, Single(outcome="y"))

    squares = ((news - news.mean(axis=1, keepdims=True)) ** 2).sum()
    (residual,) = found.residual.sd
    assert residual.sd == pytest.approx(np.sqrt(squares / 60), rel=1e-5)
    assert [residual.low, residual.high] == pytest.approx(np.sqrt(squares / chi2.ppf([0.975, 0.025], 60)), rel=2e-5)


def test_a_residual_at_the_edge_has_no_interval() -> None:
    edge = residual_spread("a", 0.0, 1.0)

    assert (edge.sd, np.isnan(edge.low), np.isnan(edge.high)) == (0.0, True, True)


@pytest.mark.parametrize("df", [0.05, 0.5, 1.0, 1.7, 3.0, 57.3, 300.0, 999.0, 1001.0, 1e7])
def test_quantiles_of_chi_square(df: float) -> None:
    for p in (0.001, 0.025, 0.5, 0.975, 0.999):
        assert chi_square_quantile(p, df) == pytest.approx(chi2.ppf(p, df), rel=1e-9 if df < 1000 else 2e-5)


@pytest.mark.parametrize("df", [1.0, 1.3, 2.0, 7.5, 60.0, 5e5, np.inf])
def test_students_t(df: float) -> None:
    reference = student(min(df, 1e12))

    assert [two_sided_p(t, df) for t in (0.0, 0.7, -2.0, 30.0)] == pytest.approx(
        [2 * reference.sf(abs(t)) for t in (0.0, 0.7, -2.0, 30.0)], rel=1e-8
    )
    assert t_quantile(0.975, df) == pytest.approx(reference.ppf(0.975), rel=1e-7)


def test_tails_too_heavy_for_newton() -> None:
    assert t_quantile(0.9999, 0.3) == pytest.approx(student(0.3).ppf(0.9999), rel=1e-6)
    assert (incomplete_beta(0.0, 2, 3), incomplete_beta(1.0, 2, 3)) == (0.0, 1.0)


def test_a_fraction_cut_short_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = incomplete_beta(0.4, 3.0, 0.5)
    monkeypatch.setattr(student_t, "TERMS", 4)

    assert incomplete_beta(0.4, 3.0, 0.5) == pytest.approx(whole, rel=1e-4)


def test_half_of_the_rows_missing_and_people_who_never_vary() -> None:
    frame = cohort(couples=80, days=20, seed=3, absent=Absent(each=0.3, outcome=0.3))
    flat = frame["couple"] % 10 == 0  # eight couples, sixteen people
    frame["closeness"] = np.where(flat & np.isfinite(frame["closeness"]), 7.0, frame["closeness"])

    found = fit(frame, MODEL)

    assert found.converged
    assert found.flow.used + sum(one.rows for one in found.flow.excluded) == 80 * 20 * 2
    assert [note.sentence for note in found.notes if note.kind is NoteKind.NO_OWN_VARIANCE] == [
        "16 people gave the same “closeness” on every day that counts."
    ]
