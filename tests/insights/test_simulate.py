"""The made-up couple is what its truth says it is."""

import numpy as np

from intertwine.insights.series import ITEMS
from intertwine.insights.simulate import (
    ITEMS_OF,
    NOTHING,
    ROTATING,
    Follows,
    Missing,
    Moves,
    Truth,
    simulate_couple,
)
from intertwine.insights.types import SERIES
from tests.insights.diaries import alice_and_bob

COMPLETE = Missing(each=0, both=0)
LONG = 20_000


def test_every_item_is_whole_points_on_the_slider_for_both_on_every_day() -> None:
    ratings = simulate_couple(days=50, seed=1, truth=Truth(), missing=COMPLETE)

    assert sorted(ratings) == sorted([*ITEMS, "arousal"])
    for values in ratings.values():
        assert values.shape == (50, 2)
        assert (values == np.clip(np.round(values), 0, 10)).all()


def test_the_same_seed_is_the_same_couple() -> None:
    first, again, other = (simulate_couple(days=9, seed=seed, truth=Truth(), missing=Missing()) for seed in (1, 1, 2))

    assert all(np.array_equal(first[item], again[item], equal_nan=True) for item in first)
    assert not np.array_equal(first["close"], other["close"], equal_nan=True)


def test_links_and_carry_over_can_be_found_again_by_regression_in_a_very_long_diary() -> None:
    """With next to no error, ordinary least squares finds what was put in."""
    moves = dict.fromkeys(SERIES, Moves(sd=(0.5, 0.5), reliability=0.9999, usual=(5.0, 5.0), correlation=0.5))
    links = {"closeness": {"mind": Follows(same_day=((0.5, 0.2), (-0.1, 0.3)), next_day=((0.1, 0.0), (0.0, -0.1)))}}
    diary = alice_and_bob(days=LONG, truth=Truth(moves=moves, follows=links), missing=COMPLETE)
    x, y = diary.mind - 5, diary.closeness - 5

    columns = np.column_stack([x[1:], x[:-1], y[:-1]])
    found = np.linalg.lstsq(columns, y[1:], rcond=None)[0].T

    expected = [[0.5, 0.2, 0.1, 0.0, 0.3, 0.05], [-0.1, 0.3, 0.0, -0.1, 0.05, 0.3]]
    np.testing.assert_allclose(found, expected, atol=0.05)  # rounding to whole points blurs a little
    assert abs(np.corrcoef(x[1:].T - 0.3 * x[:-1].T)[0, 1] - 0.5) < 0.05


def test_reliability_is_the_share_of_the_series_that_is_true() -> None:
    still = dict.fromkeys(SERIES, Moves(carry_over=NOTHING, reliability=0.6, sd=(0.5, 0.5), usual=(5.0, 5.0)))
    diary = alice_and_bob(days=LONG, truth=Truth(moves=still, follows={}), missing=COMPLETE)

    for name in SERIES:
        rounding = 1 / 12 / len(ITEMS_OF[name])
        whole = diary.series(name).var(axis=0) - rounding
        np.testing.assert_allclose((2 * 0.5) ** 2 / whole, [0.6, 0.6], atol=0.03)


def test_days_are_left_out_as_often_as_asked() -> None:
    ratings = simulate_couple(days=LONG, seed=3, truth=Truth(), missing=Missing(each=0.25, both=0.10))
    there = ~np.isnan(ratings["valence"])

    np.testing.assert_allclose(there.mean(axis=0), [0.9 * 0.75] * 2, atol=0.02)
    np.testing.assert_allclose(there.all(axis=1).mean(), 0.9 * 0.75**2, atol=0.02)


def test_rotating_items_are_asked_in_turn_and_mood_every_day() -> None:
    missing = Missing(each=0, both=0, items_a_day=3)
    ratings = simulate_couple(days=16, seed=4, truth=Truth(), missing=missing)
    asked = np.array([~np.isnan(ratings[item][:, 0]) for item in ROTATING])

    assert asked.sum(axis=0).tolist() == [3] * 16
    assert asked.sum(axis=1).tolist() == [6] * len(ROTATING)
    assert not np.isnan(ratings["valence"]).any()
    assert np.array_equal(np.isnan(ratings["close"][:, 0]), np.isnan(ratings["close"][:, 1]))
