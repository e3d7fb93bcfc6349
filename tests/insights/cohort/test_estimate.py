"""Sums give what dense Gaussians give: likelihood, effects, slopes and information."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from statsmodels.regression.mixed_linear_model import MixedLM

from intertwine.insights.cohort import Apim, Columns, Single, analyse, climb, fit
from intertwine.insights.cohort.couples import Couples, couples_of, gram, start_of
from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.errors import NotPossibleError
from intertwine.insights.cohort.estimate import Place, Point, Roots, known_at
from intertwine.insights.cohort.local import Local, central_sums, local_of
from intertwine.insights.cohort.reference import Dense, dense_couples, dense_log_likelihood
from intertwine.insights.cohort.types import Model
from tests.insights.cohort.cohorts import alike, cohort

FloatArray = NDArray[np.float64]

MODELS: dict[str, Model] = {
    "distinguishable": Apim(outcome="closeness", drivers=["mind"]),
    "only the intercept varies": Apim(outcome="closeness", drivers=["mind"], random="intercept"),
    "nothing varies": Apim(outcome="closeness", drivers=["mind"], random="none"),
    "exchangeable": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable"),
    "exchangeable, some vary": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random=["actor:mind"]),
    "next day, by ML": Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept", method="ml"),
    "between and within, with a trend": Apim(
        outcome="closeness", drivers=["mind"], between=True, time="day", random=["intercept", "actor:mind"]
    ),
    "single people": Single(outcome="closeness", fixed=["mind", "day"], random=["mind"]),
}


def prepared(model: Model) -> tuple[Design, Local, Couples]:
    frame = alike() if getattr(model, "dyads", "") == "exchangeable" else cohort()
    if isinstance(model, Single):
        frame = {name: column[frame["role"] == 0] for name, column in frame.items()}
    design, table = analyse.read(frame, model, Columns())
    local = local_of(table, design, analyse.centers_of(central_sums(table, design)))
    return design, local, couples_of(local)


def somewhere(design: Design, couples: Couples) -> Roots:
    """Roots off the diagonal, away from the top."""
    start = start_of(design, gram(couples.sums.sum(axis=0), design.wiring), couples.summary.counts.observations)
    rng = np.random.default_rng(3)
    return [root + 0.2 * np.tril(rng.uniform(-1, 1, root.shape)) * root.max() for root in start]


def at(design: Design, couples: Couples, roots: Roots, model: Model) -> Point:
    over = analyse.passes_over(couples, design)
    return known_at(structure=design.structure, counts=couples.summary.counts, method=model.method, over=over)(
        Place(roots=roots)
    )


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_that_of_dense_gaussians(name: str) -> None:
    model = MODELS[name]
    design, local, couples = prepared(model)
    point = at(design, couples, somewhere(design, couples), model)

    dense, beta, h = dense_log_likelihood(
        list(dense_couples(local, design)),
        g=design.structure.g(point.roots),
        sigma=point.sigma,
        method=model.method,
    )

    assert point.log_likelihood == pytest.approx(dense, abs=1e-8)
    np.testing.assert_allclose(point.beta, beta, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(point.h, h, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_the_slope_is_what_small_steps_find(name: str) -> None:
    model = MODELS[name]
    design, _, couples = prepared(model)
    roots = somewhere(design, couples)
    slope, _ = at(design, couples, roots, model).in_roots

    def height(step: FloatArray) -> float:
        return at(design, couples, design.structure.moved(roots, step), model).log_likelihood

    small = 1e-5 * np.eye(len(slope))
    found = [(height(step) - height(-step)) / 2e-5 for step in small]
    np.testing.assert_allclose(slope, found, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("name", MODELS)
def test_the_information_is_that_of_dense_gaussians(name: str) -> None:
    model = MODELS[name]
    design, local, couples = prepared(model)
    point = at(design, couples, somewhere(design, couples), model)

    expected = dense_information(list(dense_couples(local, design)), design, point)

    np.testing.assert_allclose(point.information, expected, rtol=1e-8, atol=1e-8)


def dense_information(couples: Sequence[Dense], design: Design, point: Point) -> FloatArray:
    structure = design.structure
    total = np.zeros((len(structure.entries),) * 2)
    for couple in couples:
        inverse = np.linalg.inv(couple.covariance(structure.g(point.roots), point.sigma))
        changes = []
        for entry in structure.entries[: structure.of_g]:
            i, j = structure.positions(entry)
            outer = np.outer(couple.z[:, i], couple.z[:, j])
            changes.append(outer if i == j else outer + outer.T)
        changes += [couple.residual(pattern) * couple.same_day() for pattern in structure.patterns]
        sides = [inverse @ change for change in changes]
        total += np.array([[np.trace(a @ b) / 2 for a in sides] for b in sides])
    return total


@pytest.mark.parametrize("name", MODELS)
def test_the_top_is_a_top(name: str) -> None:
    model = MODELS[name]
    design, _, couples = prepared(model)
    found = analyse.fit_couples(couples, design, model)

    assert found.converged
    rng = np.random.default_rng(4)
    start = start_of(design, gram(couples.sums.sum(axis=0), design.wiring), couples.summary.counts.observations)
    for _ in range(20):
        roots = [root * rng.uniform(0.5, 1.5) for root in start]
        assert at(design, couples, roots, model).log_likelihood <= found.log_likelihood + 1e-7


def test_calling_the_first_second_changes_nothing_between_exchangeable_members() -> None:
    model, frame = MODELS["exchangeable"], alike()
    other = {**frame, "role": np.where(frame["couple"] % 3 == 0, 1 - frame["role"], frame["role"])}

    one, two = fit(frame, model), fit(other, model)

    assert one.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-6)
    assert [e.estimate for e in one.fixed] == pytest.approx([e.estimate for e in two.fixed], abs=1e-6)
    assert [e.se for e in one.fixed] == pytest.approx([e.se for e in two.fixed], abs=1e-6)


def test_centring_on_everybody_moves_the_level_and_nothing_else() -> None:
    grand, none = (fit(cohort(), Apim(outcome="closeness", drivers=["mind"], center=way)) for way in ("grand", "none"))

    assert [e.estimate for e in grand.fixed[2:]] == pytest.approx([e.estimate for e in none.fixed[2:]], abs=1e-3)
    assert grand.log_likelihood == pytest.approx(none.log_likelihood, abs=1e-5)
    for role in (0, 1):
        moved = grand.effect(f"{role}:intercept").estimate - none.effect(f"{role}:intercept").estimate
        slopes = sum(none.effect(f"{role}:{kind}:mind").estimate for kind in ("actor", "partner"))
        assert moved == pytest.approx(np.nanmean(cohort()["mind"]) * slopes, abs=1e-3)


def test_rows_in_any_order_and_in_words_say_the_same() -> None:
    frame = cohort()
    order = np.random.default_rng(5).permutation(len(frame["day"]))
    words = {name: np.array([str(cell) for cell in column[order].tolist()]) for name, column in frame.items()}

    one, two = fit(frame, MODELS["distinguishable"]), fit(words, MODELS["distinguishable"])

    assert one.log_likelihood == pytest.approx(two.log_likelihood, abs=1e-8)
    assert one.flow == two.flow


def test_where_nothing_can_be_computed_the_fit_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Point, "log_likelihood", -np.inf)

    with pytest.raises(NotPossibleError):
        fit(cohort(), MODELS["distinguishable"])


def test_a_climb_that_finds_no_way_up_stops_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, none in (("TRUST", 0), ("HALVINGS", 0), ("DAMPINGS", ())):
        monkeypatch.setattr(climb, name, none)
    monkeypatch.setattr(climb, "FAR", np.inf)

    assert not fit(cohort(), MODELS["distinguishable"]).converged


def test_roots_on_the_edge_have_no_likelihood() -> None:
    design, _, couples = prepared(MODELS["distinguishable"])
    roots = [np.zeros_like(root) for root in somewhere(design, couples)]

    assert at(design, couples, roots, MODELS["distinguishable"]).log_likelihood == -np.inf


@pytest.mark.filterwarnings("ignore")  # theirs are about how it climbs
def test_statsmodels_finds_the_same_where_its_model_is_ours() -> None:
    """One member, a random intercept and slope: MixedLM's model too."""
    frame = cohort(60, 12)
    one = pd.DataFrame({name: column[frame["role"] == 0] for name, column in frame.items()}).dropna()
    theirs = MixedLM.from_formula("closeness ~ mind", one, groups="couple", re_formula="~mind").fit(reml=True)

    ours = fit(one, Single(outcome="closeness", fixed=["mind"], random=["mind"]))

    assert ours.log_likelihood >= theirs.llf - 1e-4
    assert [effect.estimate for effect in ours.fixed] == pytest.approx(list(theirs.fe_params), abs=1e-3)
    # theirs are of the whole observed curvature, ours (and nlme's) of the fixed effects' part
    assert [effect.se for effect in ours.fixed] == pytest.approx(list(theirs.bse_fe), rel=0.02)


def test_many_leaves_are_added_to_the_same_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    design, _, couples = prepared(MODELS["distinguishable"])
    whole = analyse.fit_couples(couples, design, MODELS["distinguishable"])

    monkeypatch.setattr(analyse, "leaves", lambda sums: [sums[i : i + 4] for i in range(0, len(sums), 4)])
    parts = analyse.fit_couples(couples, design, MODELS["distinguishable"])

    assert parts.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-9)
    assert [e.estimate for e in parts.fixed] == pytest.approx([e.estimate for e in whole.fixed], abs=1e-8)


def test_where_effects_cannot_be_told_apart_there_is_no_likelihood() -> None:
    model = MODELS["distinguishable"]
    design, _, couples = prepared(model)
    point = at(design, couples, somewhere(design, couples), model)

    q = point.moments.q.copy()
    q[1] = q[0]
    q[:, 1] = q[:, 0]

    assert replace(point, moments=replace(point.moments, q=q)).log_likelihood == -np.inf


def test_where_the_slope_did_as_foreseen_nothing_is_learnt() -> None:
    model = MODELS["distinguishable"]
    design, _, couples = prepared(model)
    point = at(design, couples, somewhere(design, couples), model)
    learnt = np.eye(len(point.information))

    assert climb.relearnt(learnt, point, point) is learnt


def test_a_couple_without_a_row_that_counts_has_no_part_in_it() -> None:
    frame = cohort()
    frame["closeness"] = np.where(frame["couple"] == 3, np.nan, frame["closeness"])
    design, table = analyse.read(frame, MODELS["distinguishable"], Columns())
    local = local_of(table, design)

    assert len(list(dense_couples(local, design))) == len(couples_of(local).sums) == 29
