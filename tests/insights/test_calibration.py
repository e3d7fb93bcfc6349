"""Calibration in short, at every run; `make calibrate` asks the same of thousands of couples."""

import msgspec
import numpy as np
import pytest
from bench.calibrate import couples
from numpy.typing import NDArray

from intertwine.insights import edge, model
from intertwine.insights.priors import priors
from intertwine.insights.types import EDGES
from tests.insights.diaries import FloatArray

COUPLES, DAYS = 30, 60
OWN = [0, 3, 4, 7, 12, 15]  # of F, B and C: what someone's own days go with
LOWEST, HIGHEST = 0.83, 0.965
"""Of 180 intervals of 90 %, a right engine leaves this range about once in a thousand runs."""


@pytest.fixture(scope="module")
def lives() -> list[tuple[FloatArray, FloatArray]]:
    """Parameters from the prior and a diary each, a fifth of the days skipped."""
    made = []
    for couple in range(COUPLES):
        rng = np.random.default_rng([7, couple])
        theta = couples.drawn(couples.prior_of("mind"), rng)
        made.append((theta, couples.one_edge(theta, EDGES[0], days=DAYS, missing=0.2, planned=False, rng=rng)))
    return made


def ranks(lives: list[tuple[FloatArray, FloatArray]], prior: model.Prior) -> NDArray[np.float64]:
    """The share of draws below the truth, for every couple and parameter: (COUPLES, 28)."""
    found = [
        (edge.fit(diary, prior=prior, rng=np.random.default_rng([8, i])).flat < theta).mean(axis=1)
        for i, (theta, diary) in enumerate(lives)
    ]
    return np.array(found)


def held(ranks: NDArray[np.float64]) -> float:
    return float(((ranks > 0.05) & (ranks < 0.95))[:, OWN].mean())


def test_intervals_hold_what_they_say_and_truths_stand_anywhere_among_the_draws(
    lives: list[tuple[FloatArray, FloatArray]],
) -> None:
    found = ranks(lives, couples.prior_of("mind"))

    assert LOWEST < held(found) < HIGHEST
    # A uniform rank has mean 1/2 and variance 1/12; 28 looks.
    assert np.abs(found.mean(axis=0) - 0.5).max() < 4 / np.sqrt(12 * COUPLES)


def test_a_model_that_takes_answers_for_the_truth_would_be_caught(lives: list[tuple[FloatArray, FloatArray]]) -> None:
    no_error = msgspec.structs.replace(priors("typical"), reliability=(2000, 2))

    found = ranks(lives, model.Prior.of(no_error, driver="mind"))

    assert held(found) < LOWEST
    assert np.abs(found.mean(axis=0) - 0.5).max() > 4 / np.sqrt(12 * COUPLES)
