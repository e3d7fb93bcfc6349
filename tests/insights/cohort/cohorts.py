"""Cohorts and diaries the tests of this room share."""

from functools import cache

import numpy as np
import polars as pl

from intertwine.insights.cohort import Columns
from intertwine.insights.cohort.simulate import ALIKE, Absent, CohortTruth, simulate_cohort
from tests.insights.diaries import shared_data

KASHY = Columns(couple="dyadid", day="Day", role="person")
UNITS = Columns(couple="id", day="time")
TRUE = CohortTruth()
SOME_ABSENT = Absent(each=0.1, both=0.1, outcome=0.15, early=0.5)


@cache
def diary(name: str) -> pl.DataFrame:
    """One of the diaries for checking; skips where they are not at hand."""
    return pl.read_csv(shared_data(name))


def cohort(
    couples: int = 30, days: int = 12, *, seed: int = 1, truth: CohortTruth = TRUE, absent: Absent = SOME_ABSENT
) -> dict[str, np.ndarray]:
    """A small made-up cohort."""
    return dict(simulate_cohort(couples=couples, days=days, seed=seed, truth=truth, absent=absent))


def alike(couples: int = 30, days: int = 12, *, seed: int = 1, absent: Absent = SOME_ABSENT) -> dict[str, np.ndarray]:
    """One of exchangeable members."""
    return cohort(couples, days, seed=seed, truth=ALIKE, absent=absent)
