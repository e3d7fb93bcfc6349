"""Distress, responding, closeness: paths that differ between people, and their average product."""

import numpy as np
import pytest

from intertwine.insights.cohort import CohortError, Columns, Mediation, mediate
from intertwine.insights.cohort.conclude import without
from intertwine.insights.cohort.mediation import as_single, design_of_mediation

MODEL = Mediation(outcome="closeness", mediator="responding", driver="distress")
A, B, DIRECT, TOGETHER = -0.4, 0.5, -0.1, 0.04


def people(couples: int = 150, days: int = 25, *, seed: int = 1, gone: float = 0.1) -> dict[str, np.ndarray]:
    """Couples whose members have paths a and b of their own, which go together."""
    rng = np.random.default_rng(seed)
    couple, role, day = (index.ravel() for index in np.indices((couples, 2, days)))
    person = couple * 2 + role
    g = np.diag([0.5, 0.06, 0.5, 0.06, 0.02])
    g[1, 3] = g[3, 1] = TOGETHER
    own = rng.multivariate_normal([5, A, 2, B, DIRECT], g, couples * 2)[person]
    x = rng.normal(size=len(couple))
    m = own[:, 0] + own[:, 1] * x + rng.normal(size=len(couple)) * 0.8
    within = own[:, 1] * x + (m - own[:, 0] - own[:, 1] * x)
    y = own[:, 2] + own[:, 3] * within + own[:, 4] * x + rng.normal(size=len(couple)) * 0.9
    columns = {"distress": x, "responding": m, "closeness": y}
    left_out = {name: np.where(rng.random(len(x)) < gone, np.nan, column) for name, column in columns.items()}
    return {"couple": couple, "day": day, "role": role, **left_out}


def test_the_indirect_effect_is_the_mean_of_the_products() -> None:
    for found in mediate(people(), MODEL):
        assert found.fit.converged
        assert found.indirect_low < A * B + TOGETHER < found.indirect_high
        assert found.total_low < A * B + TOGETHER + DIRECT < found.total_high
        a, b = found.fit.effect("a"), found.fit.effect("b")
        assert found.indirect == pytest.approx(a.estimate * b.estimate + found.path_covariance)
        assert found.path_covariance > 0.01  # which the product of the means leaves out
        assert "Indirect effect E[ab]" in found.summary()


def test_roles_are_fitted_each_by_itself_and_people_without_roles_as_one() -> None:
    frame = people(40, 20)
    first, second = mediate(frame, MODEL)
    people_of_their_own = {**frame, "couple": frame["couple"] * 2 + frame["role"]}
    (all_of_them,) = mediate(people_of_their_own, MODEL, Columns(role=None))

    assert (first.role, second.role, all_of_them.role) == ("0", "1", "")
    assert all_of_them.fit.observations == first.fit.observations + second.fit.observations
    assert [spread.name for spread in first.fit.residual.sd] == ["mediator", "outcome"]
    assert first.fit.residual.rho is None


def test_every_row_is_used_for_both_equations_or_for_none() -> None:
    (found, _) = mediate(people(40, 20), MODEL)

    assert found.fit.observations == 2 * found.fit.flow.used
    assert found.fit.flow.used + sum(one.rows for one in found.fit.flow.excluded) == found.fit.flow.rows


def test_paths_and_what_they_make_are_a_frame_and_a_picture() -> None:
    (found, _) = mediate(people(40, 20), MODEL)
    frame = found.to_frame()

    assert frame["name"].to_list() == ["a", "b", "direct", "indirect", "total"]
    assert frame.row(3) == ("indirect", found.indirect, found.indirect_low, found.indirect_high)
    assert frame.row(1)[1] == found.fit.effect("b").estimate
    assert [text.get_text() for text in found.plot().axes[0].get_yticklabels()] == frame["name"].to_list()


def test_five_paths_of_five_couples_are_too_many() -> None:
    with pytest.raises(CohortError) as error:
        mediate(people(5, 20, gone=0), MODEL)

    assert str(error.value) == (
        "5 couples cannot show how 5 effects vary from couple to couple (mediator:intercept, a, outcome:intercept, b, "
        "direct). Nothing simpler is left: it takes more data."
    )


def test_a_mediator_that_is_not_there() -> None:
    with pytest.raises(CohortError):
        mediate(people(20, 5), Mediation(outcome="closeness", mediator="response", driver="distress"))


def test_there_is_no_simpler_mediation() -> None:
    assert without(as_single(MODEL), "a", design_of_mediation(MODEL)) is None
    assert mediate(people(30, 10), MODEL)[0].summary().splitlines()[0] == (
        "Mediation(outcome='closeness', mediator='responding', driver='distress', method='reml')"
    )
