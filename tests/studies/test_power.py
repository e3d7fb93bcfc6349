"""Rosa plans: power comes from studies that are simulated and fitted, not from a formula."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from multiprocessing import active_children
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from select import select
from threading import Thread

import pytest

from intertwine.insights.cohort import fit
from intertwine.insights.cohort.planning import MODEL
from intertwine.insights.cohort.simulate import EVERYBODY, Absent, CohortTruth, simulate_cohort
from intertwine.studies.power import ALPHA, Power, Study, curve, looked_at, plan, shares_of, sizes, told, with_effects


def test_a_range_is_looked_at_in_four_sizes() -> None:
    assert sizes("50:400") == (50, 100, 200, 400)
    assert sizes("50,80") == (50, 80)
    assert sizes("3:4") == (3, 4)
    for wrong in ("400:50", "0:4", "1:2:3", "0", "-5", "many", ""):
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
    one: list[tuple[Power, ...]] = []
    # a thread of its own may plan, too, although only the main one may say what Ctrl-C does
    thread = Thread(target=lambda: one.append(plan(**asked, workers=1, step=lambda: steps.append(None))))
    thread.start()
    thread.join()
    before = dict(os.environ)
    assert one == [plan(**asked, workers=2)]
    assert dict(os.environ) == before  # which the workers were given for a moment
    assert len(steps) == shares_of(1, 30) == 2


SMALL = Study(couples=30, days=8)
A_FIFTH = Absent(each=0.2)
BARELY = with_effects(CohortTruth(), actor=0.25, partner=0.1)


def plainly(seed: int) -> tuple[bool, ...]:
    """What a researcher would see who held this study and fitted it."""
    found = fit(simulate_cohort(couples=30, days=8, seed=seed, truth=BARELY, absent=A_FIFTH), MODEL)
    return tuple(effect.p < ALPHA and effect.estimate > 0 for effect in found.fixed[2:])


def test_a_planned_study_finds_what_it_would_find_if_it_were_held() -> None:
    seeds = range(30)
    quick = looked_at(SMALL, BARELY, A_FIFTH, seeds)

    assert quick == [plainly(seed) for seed in seeds]
    seen = [hit for one in quick if one for hit in one]
    assert 0.2 < sum(seen) / len(seen) < 0.8  # a size at which it is not plain from the start what will be found


def test_studies_without_a_fit_have_not_found_it() -> None:
    nobody = looked_at(Study(couples=4, days=5), BARELY, A_FIFTH, [1, 2])
    (actor, partner) = told(Study(couples=4, days=5), BARELY, [*nobody, (True, True, False, True)])

    assert nobody == [None, None]
    assert (actor.power, partner.power) == (pytest.approx(1 / 3), pytest.approx(1 / 6))
    assert (actor.failed, actor.studies, actor.truth) == (2, 3, 0.25)


def test_the_wrong_sign_is_no_finding() -> None:
    upside_down = replace(BARELY, actor=(-0.9, -0.9))

    assert all(one is not None and one[:2] == (True, True) for one in looked_at(SMALL, upside_down, A_FIFTH, range(3)))


def test_the_curve_has_a_panel_for_each_effect_and_a_line_for_each_length() -> None:
    found = [
        Power(couples=c, days=d, effect=e, truth=0.2, power=c / 100, se=0.01, studies=10, failed=0)
        for e in ("actor", "partner")
        for d in (14, 60)
        for c in (50, 80)
    ]
    figure = curve(found)

    assert [axes.get_title() for axes in figure.axes] == ["actor = 0.2", "partner = 0.2"]
    assert [[text.get_text() for text in axes.get_legend().get_texts()] for axes in figure.axes] == [
        ["14 days", "60 days"]
    ] * 2
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == ["50", "80"]


def test_a_handful_of_studies_that_all_found_it_leaves_some_doubt() -> None:
    (actor, _) = told(SMALL, BARELY, [(True, True, True, True)] * 20)

    assert (actor.power, actor.se) == (1.0, pytest.approx((22 / 24 * 2 / 24 / 24) ** 0.5))


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


MANY = Study(couples=400, days=60)
PLANNED = {"truth": CohortTruth(), "absent": EVERYBODY, "times": 25, "seed": 3, "workers": 2}


def test_whoever_presses_ctrl_c_does_not_wait_for_the_studies_under_way() -> None:
    others, seen = set(active_children()), set[BaseProcess]()

    def stopped() -> None:
        seen.update(set(active_children()) - others)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plan(**PLANNED, studies=[SMALL, MANY, MANY, MANY], step=stopped)

    # the pool hears of their end in a thread of its own, and only one of two learns how it was
    while None in (ends := [worker.exitcode for worker in seen]):
        wait([worker.sentinel for worker in seen])
    assert ends == [-signal.SIGTERM] * 2


PLANNING = """
import sys
from multiprocessing import active_children
from signal import pause
from tests.studies.test_power import MANY, PLANNED, SMALL, plan

def said():
    print(*(worker.pid for worker in active_children()), flush=True)
    pause()

if __name__ == "__main__":
    plan(**PLANNED, studies=[SMALL, MANY], step=said)
"""


def test_of_one_that_is_killed_nobody_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "planning.py").write_text(PLANNING, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    planning = subprocess.Popen(
        [sys.executable, str(tmp_path / "planning.py")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, text=True,
    )  # fmt: skip
    assert planning.stdout is not None
    workers = [os.pidfd_open(int(pid)) for pid in planning.stdout.readline().split()]

    planning.kill()
    planning.wait()
    planning.stdout.close()

    assert len(workers) == 2
    for worker in workers:
        assert select([worker], [], [], 60)[0] == [worker]  # readable once it has ended
        os.close(worker)
