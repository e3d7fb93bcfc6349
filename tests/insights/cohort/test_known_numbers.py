"""Real diaries give the numbers nlme gives for them, and a likelihood at least as high."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from intertwine.insights.cohort import Apim, Columns, Fit, Single, fit, growth
from tests.insights.cohort.cohorts import KASHY, UNITS, diary
from tests.insights.diaries import shared_data

CONFLICT = Apim(outcome="satisf_A", drivers=["conflict_A"])
YESTERDAY = Apim(outcome="satisf_A", drivers=["satisf_A"], lag=1)


def kashy(model: Apim) -> Fit:
    return fit(diary("kashy_couples_diary14.csv"), model, KASHY)


def estimates(found: Fit) -> list[float]:
    return [effect.estimate for effect in found.fixed]


def errors(found: Fit) -> list[float]:
    return [effect.se for effect in found.fixed]


def test_k1_the_actor_partner_model() -> None:
    found = kashy(CONFLICT)

    assert (found.observations, found.couples, found.converged) == (2833, 103, True)
    assert -2 * found.log_likelihood < 4991.132 + 0.02
    assert [effect.name for effect in found.fixed] == [
        "1:intercept",
        "2:intercept",
        "1:actor:conflict_A",
        "2:actor:conflict_A",
        "1:partner:conflict_A",
        "2:partner:conflict_A",
    ]
    expected = [6.25794999, 6.38838691, -0.14355486, -0.18707140, -0.06121134, -0.05544672]
    assert estimates(found) == pytest.approx(expected, abs=1e-3)
    expected = [0.06962724, 0.05738010, 0.02205407, 0.02147673, 0.01995063, 0.01770896]
    assert errors(found) == pytest.approx(expected, abs=1e-3)
    expected = [0.69357939, 0.56422909, 0.15307143, 0.15483469, 0.13678997, 0.08434898]
    assert [effect.sd for effect in found.random[0].effects] == pytest.approx(expected, abs=1e-3)
    man, woman = found.residual.sd
    assert (man.sd, woman.sd / man.sd) == pytest.approx((0.50074, 1.065578), abs=1e-3)
    assert found.residual.rho == pytest.approx(0.297288, abs=1e-3)


def test_k2_growth() -> None:
    found = kashy(growth(outcome="satisf_A", time="time"))

    assert found.observations == 2866
    assert found.log_likelihood > -2822.998 - 0.01
    assert estimates(found) == pytest.approx([6.259147, 6.388408, 0.019185, 0.009855], abs=1e-3)
    assert errors(found) == pytest.approx([0.06961, 0.05724, 0.00621, 0.00630], abs=1e-3)
    assert found.residual.rho == pytest.approx(0.4325676, abs=1e-3)


def test_k3_the_next_day_where_nlme_stopped_short_of_the_top() -> None:
    found = kashy(YESTERDAY)

    assert found.observations == 2647
    assert -2 * found.log_likelihood < 5124.555 + 0.02
    # nlme left this edge (the covariance is singular) 0.085 below the top: the last digits differ by that much
    expected = [6.2720, 6.3929, 0.08891, 0.11865, 0.00203, -0.02578]
    assert estimates(found) == pytest.approx(expected, abs=1.6e-3)
    assert errors(found) == pytest.approx([0.0699, 0.0581, 0.04002, 0.04067, 0.03621, 0.04879], abs=1e-3)
    assert found.singular


def test_who_is_named_first_changes_the_order_and_nothing_else() -> None:
    swapped = Columns(couple="dyadid", day="Day", role="person", roles=("2", "1"))
    one, other = kashy(CONFLICT), fit(diary("kashy_couples_diary14.csv"), CONFLICT, swapped)

    assert one.log_likelihood == pytest.approx(other.log_likelihood, abs=1e-6)
    for effect in one.fixed:
        assert other.effect(effect.name).estimate == pytest.approx(effect.estimate, abs=1e-5)


def test_c5_single_people_with_carry_over() -> None:
    model = Single(
        outcome="intimacy",
        fixed=["time7c", "confcw", "relqual", "confcb", "confcw:relqual", "confcb:relqual"],
        random=["confcw"],
        residual="ar1",
    )
    found = fit(diary("bl_ch5_process.csv"), model, UNITS)

    assert found.observations == 1848
    assert found.log_likelihood == pytest.approx(-3907.291, abs=1e-3)
    expected = [4.5322, -0.027881, -2.010619, 0.647261, -0.84093, 1.016411, 2.527342]
    assert estimates(found) == pytest.approx(expected, abs=1e-4)
    expected = [0.22126, 0.03707, 0.37109, 0.28205, 1.10365, 0.49297, 1.68087]
    assert errors(found) == pytest.approx(expected, abs=1e-4)
    assert [effect.sd for effect in found.random[0].effects] == pytest.approx([0.9010, 1.6466], abs=1e-3)
    assert found.residual.sd[0].sd == pytest.approx(1.8919, abs=1e-4)
    assert found.residual.phi == pytest.approx(-0.045753, abs=1e-4)


def test_c4_growth_in_two_groups() -> None:
    model = Single(
        outcome="intimacy", fixed=["time01", "treatment", "time01:treatment"], random=["time01"], residual="ar1"
    )
    found = fit(diary("bl_ch4_time.csv"), model, UNITS)

    assert found.log_likelihood == pytest.approx(-1417.196, abs=1e-3)
    assert estimates(found) == pytest.approx([2.898974, 0.735201, -0.056443, 0.921437], abs=1e-4)
    assert errors(found) == pytest.approx([0.20703, 0.3472, 0.29279, 0.49102], abs=1e-4)


@pytest.mark.slow
def test_s_two_thousand_couples_whose_numbers_nlme_took_a_quarter_of_an_hour_for(tmp_path: Path) -> None:
    made = tmp_path / "cohort.csv"
    make = [sys.executable, shared_data("simulate_cohort.py"), "2000", "60", made]
    subprocess.run(make, check=True, capture_output=True)
    model = Apim(outcome="y", drivers=["xa"], center="none")  # its drivers are centred already

    found = fit(pl.read_csv(made), model, Columns(role="m"))

    assert (found.observations, found.days, found.couples) == (2 * 76_972, 76_972, 2000)
    assert found.log_likelihood > -216_671.1179 - 1e-4
    expected = [5.9738, 5.6208, 0.39699, 0.29058, 0.1809, 0.09177]
    assert estimates(found) == pytest.approx(expected, abs=1e-3)
    assert errors(found) == pytest.approx([0.0232, 0.0235, 0.00467, 0.00462, 0.00443, 0.00398], abs=1e-3)
    expected = [1.0248, 1.0411, 0.1471, 0.1571, 0.1290, 0.1190]
    assert [effect.sd for effect in found.random[0].effects] == pytest.approx(expected, abs=1e-3)
    assert [part.sd for part in found.residual.sd] == pytest.approx([1.0023, 0.8923], abs=1e-3)
    assert found.residual.rho == pytest.approx(0.2959, abs=1e-3)
