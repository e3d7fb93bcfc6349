"""Rosa plans: power comes from studies that are simulated and fitted, not from a formula."""

import pytest

from intertwine.insights.cohort.simulate import EVERYBODY, CohortTruth
from intertwine.studies.power import Study, plan, shares_of, sizes, with_effects


def test_a_range_is_looked_at_in_four_sizes() -> None:
    assert sizes("50:400") == (50, 100, 200, 400)
    assert sizes("50,80") == (50, 80)
    assert sizes("3:4") == (3, 4)
    for wrong in ("400:50", "0:4", "many", ""):
        with pytest.raises(ValueError):
            sizes(wrong)


def test_the_same_seed_gives_the_same_table_however_many_work_on_it() -> None:
    asked = {
        "studies": [Study(couples=30, days=8)],
        "truth": CohortTruth(),
        "absent": EVERYBODY,
        "times": 30,
        "seed": 3,
    }
    steps: list[None] = []
    one = plan(**asked, workers=1, step=lambda: steps.append(None))
    assert one == plan(**asked, workers=2)
    assert len(steps) == shares_of(1, 30) == 2


@pytest.mark.slow
def test_more_couples_find_more_and_no_effect_is_found_as_often_as_five_percent_says() -> None:
    small, large = Study(couples=30, days=10), Study(couples=120, days=10)
    truth = with_effects(CohortTruth(), actor=0.12, partner=0.0)
    found = {
        (one.couples, one.effect): one
        for one in plan(studies=[small, large], truth=truth, absent=EVERYBODY, times=150, seed=4)
    }
    assert found[30, "actor"].power + 0.15 < found[120, "actor"].power
    # a true sign is one of two, so half of five percent; four Monte-Carlo standard errors of 300 tests
    assert all(found[couples, "partner"].power < 0.025 + 4 * (0.025 * 0.975 / 300) ** 0.5 for couples in (30, 120))
