"""How far a standard deviation may be from its estimate, also where it is next to nothing; and climbs along ridges."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import chi2

from intertwine.insights.cohort import Apim, Columns, Single, analyse, fit
from intertwine.insights.cohort.couples import couples_of
from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.estimate import At, Point
from intertwine.insights.cohort.fit import Fit, Spread
from intertwine.insights.cohort.local import local_of
from intertwine.insights.cohort.order import as_in, first_of, ordered, telling_first
from intertwine.insights.cohort.profile import Profile
from intertwine.insights.cohort.reference import dense_couples, dense_log_likelihood
from intertwine.insights.cohort.simulate import ALIKE, Absent, CohortTruth
from intertwine.insights.cohort.student import chi_square_tail
from tests.insights.cohort.cohorts import TRUE, cohort
from tests.insights.cohort.test_estimate import MODELS, at, prepared, somewhere

ONE = Single(outcome="closeness", fixed=["mind"], random=["mind"])
APART = Apim(outcome="closeness", drivers=["mind"])
A_FIFTH = Absent(each=0.2)


def study(seed: int, truth: CohortTruth = TRUE, **size: int) -> dict[str, np.ndarray]:
    return cohort(seed=seed, truth=truth, absent=A_FIFTH, **size)


def spreads(found: Fit) -> dict[str, Spread]:
    return {f"{block.name} {one.name}".strip(): one for block in found.random for one in block.effects}


def test_at_both_ends_the_others_come_within_that_much_of_the_top() -> None:
    """Said by the dense likelihood and another program's search, with the standard deviation fixed there."""
    whole = study(5, CohortTruth(sds=(0.8, 0.12, 0.1)), couples=16, days=8)
    alone = {name: column[whole["role"] == 0] for name, column in whole.items()}
    found = fit(alone, ONE)
    mind = spreads(found)["mind"]
    design, table = analyse.read(alone, ONE, Columns())
    dense = list(dense_couples(local_of(table, design), design))

    def low(sd: float) -> float:
        def depth(at: np.ndarray) -> float:
            level, together, residual = np.exp(at[0]), np.tanh(at[1]), np.exp(2 * at[2])
            g = np.array([[level**2, together * level * sd], [together * level * sd, sd**2]])
            return -dense_log_likelihood(dense, g=g, sigma=np.diag([residual, 0.0]))[0]

        starts = ([-0.2, together, 0.0] for together in (-1.0, 1.0))
        return min(minimize(depth, start, method="Nelder-Mead", options={"fatol": 1e-5}).fun for start in starts)

    assert mind.profiled
    drops = [2 * (found.log_likelihood + low(end)) for end in (mind.low, mind.high) if end]
    assert drops == pytest.approx([1.96**2] * len(drops), abs=6e-3)
    assert drops


def test_who_is_called_first_does_not_matter() -> None:
    frame = study(79, couples=60, days=21)
    (one, other) = (spreads(fit(frame, APART, Columns(roles=roles))) for roles in (("0", "1"), ("1", "0")))

    assert [name for name, spread in one.items() if spread.profiled] != []
    for name, spread in one.items():
        assert (other[name].low, other[name].high) == pytest.approx((spread.low, spread.high), abs=2e-4)


def test_an_effect_that_hardly_varies_gets_an_interval_people_can_read() -> None:
    """On the log scale it reached from nothing to three hundred."""
    partner = spreads(fit(study(79, couples=60, days=21), APART))["0:partner:mind"]

    assert (partner.low, partner.profiled) == (0.0, True)
    assert 0.03 < partner.sd < 0.04
    assert 0.12 < partner.high < 0.13  # the true one is 0.12


def test_what_clearly_varies_has_nearly_the_same_interval_either_way() -> None:
    frame, model = study(2, couples=80, days=20), replace(APART, random="intercept")
    design, table = analyse.read(frame, model, Columns())
    couples = couples_of(local_of(table, design))
    over, counts = analyse.passes_over(couples, design), couples.summary.counts
    plain = analyse.check_sums(couples.summary, design)
    top = analyse.topped(plain, counts, design, model, over=over).top
    level = spreads(fit(frame, model))["0:intercept"]

    profile = Profile(top=top, block=0, row=0, at_of=analyse.known_at_of(over, design, counts, "reml"))

    assert not level.profiled
    assert profile.interval(level.high) == pytest.approx((level.low, level.high), rel=0.02)


@pytest.mark.parametrize("residual", ["day", "ar1"])
def test_an_effect_that_does_not_vary_may_not_vary(residual: str) -> None:
    same = CohortTruth(sds=(1.0, 0.0, 0.0))
    model = Apim(outcome="closeness", drivers=["mind"], random=["intercept", "actor:mind"], residual=residual)
    found = spreads(fit(study(4, same, couples=30, days=10), model))

    for role in "01":
        actor = found[f"{role}:actor:mind"]
        assert (actor.low, actor.profiled) == (0.0, True)
        assert actor.sd < actor.high < 0.4


HARD = [(APART, CohortTruth(), 815), (replace(APART, dyads="exchangeable"), ALIKE, 473)]


@pytest.mark.parametrize(("model", "truth", "seed"), HARD)
def test_a_climb_along_a_ridge_that_bends_round_arrives(model: Apim, truth: CohortTruth, seed: int) -> None:
    """Cohorts in which it used to creep for two hundred passes, and stopped short."""
    found = fit(study(seed, truth, couples=60, days=21), model)

    assert found.converged
    assert found.passes < 60


@pytest.mark.parametrize("name", ["distinguishable", "exchangeable"])
def test_in_another_order_everything_is_the_same(name: str) -> None:
    design, _, couples = prepared(MODELS[name])
    point = at(design, couples, somewhere(design, couples), MODELS[name])
    at_of = analyse.known_at_of(
        analyse.passes_over(couples, design), design, couples.summary.counts, MODELS[name].method
    )

    for orders in (telling_first(point), {0: first_of(len(point.roots[0]), 2)}):
        turned = ordered(point, orders)
        again = at_of(turned.structure, None)(turned.place)
        assert again.log_likelihood == pytest.approx(point.log_likelihood, abs=1e-9)
        np.testing.assert_allclose(turned.structure.g(turned.roots), design.structure.g(point.roots), atol=1e-12)
        back = as_in(turned, design.structure)
        assert [block.tolist() for block in back.structure.random] == [b.tolist() for b in design.structure.random]
        np.testing.assert_allclose(back.gradient, point.gradient, atol=1e-9)


def test_the_tail_of_chi_square() -> None:
    for df in range(1, 9):
        for value in (0.0, 0.3, 4.0, 30.0):
            assert chi_square_tail(value, df) == pytest.approx(chi2.sf(value, df), abs=1e-14)
    assert chi_square_tail(0.1, 0) == 0.0


def top_of(frame: dict[str, np.ndarray], model: Apim) -> Point:
    design, table = analyse.read(frame, model, Columns())
    couples = couples_of(local_of(table, design))
    plain, counts = analyse.check_sums(couples.summary, design), couples.summary.counts
    return analyse.topped(plain, counts, design, model, over=analyse.passes_over(couples, design)).top


def test_where_the_likelihood_says_nothing_there_is_no_end() -> None:
    """A likelihood that is as high everywhere as at the top, and one that cannot be computed anywhere else."""
    top = top_of(study(2, couples=30, days=10), replace(APART, random="intercept"))

    def flat(_structure: Structure, held: int | None) -> At:
        return lambda _place: replace(top, held=held)

    def nowhere(_structure: Structure, held: int | None) -> At:
        none = [np.zeros_like(root) for root in top.roots]
        return lambda place: replace(top, place=replace(place, roots=none), held=held)

    assert Profile(top=top, block=0, row=0, at_of=flat).interval(0.0) == (0.0, np.inf)
    assert np.isnan(Profile(top=top, block=0, row=0, at_of=nowhere).interval(2.0)).all()
