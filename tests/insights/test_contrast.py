"""Days with something beside days without, for one person."""

import numpy as np
import pytest
from numpy.typing import NDArray

from intertwine.insights import contrast
from intertwine.insights.contrast import contrasts

FloatArray = NDArray[np.float64]


def lived(rng: np.random.Generator, *, days: int, carry_over: float, error: float) -> FloatArray:
    """A state of mind that carries over, in points around 5, not rounded."""
    state = np.zeros(days + 50)
    for day in range(1, len(state)):
        state[day] = carry_over * state[day - 1] + np.sqrt(1 - carry_over**2) * rng.standard_normal()
    return np.asarray(5 + 2 * (np.sqrt(1 - error) * state[50:] + np.sqrt(error) * rng.standard_normal(days)))


def happened(rng: np.random.Generator, *, days: int, stays: float = 0.5) -> FloatArray:
    """Something that is there on four days in ten and often stays for some."""
    there = np.zeros(days)
    for day in range(days):
        there[day] = there[day - 1] if day and rng.random() < stays else rng.random() < 0.4
    return there


def slider(values: FloatArray) -> FloatArray:
    return np.asarray(np.round(np.clip(values, 0, 10)))


def test_one_point_of_the_grid_is_generalised_least_squares() -> None:
    """Beside the covariance written out in full, gaps included."""
    rng = np.random.default_rng(1)
    days = np.array([0, 1, 2, 5, 6, 9, 10, 11, 20, 21])
    y, given = rng.standard_normal(10), np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 1.0])
    columns = np.column_stack([y, np.ones(10), given])
    carry, share = 0.6, 0.25
    covariance = (1 - share) * carry ** np.abs(days[:, None] - days) + share * np.eye(10)
    white, size = contrast._whitened(days, columns, np.array([carry]), np.array([share]))
    assert white[:, 0].T @ white[:, 0] == pytest.approx(columns.T @ np.linalg.solve(covariance, columns), abs=1e-10)
    assert size[0] == pytest.approx(np.linalg.slogdet(covariance)[1], abs=1e-10)


def test_a_mixture_of_one_is_a_t_distribution() -> None:
    from scipy.stats import t

    one = contrast._Mixture(middle=np.array([0.4]), spread=np.array([0.3]), weight=np.array([1.0]), freedom=14)
    told = t(14, 0.4, 0.3)
    assert contrast._summary(one) == pytest.approx((told.ppf(0.05), 0.4, told.ppf(0.95), told.sf(0)), abs=1e-4)


@pytest.mark.parametrize(("carry_over", "error"), [(0.0, 0.0), (0.5, 0.3), (0.8, 0.3)])
def test_intervals_hold_what_they_say_and_chance_is_rarely_called_clear(carry_over: float, error: float) -> None:
    """Six things of which one goes with a point more; 60 people, 40 days, some left out. Nine in ten, give or take."""
    rng, days = np.random.default_rng(20), 40
    held, chance, people = 0, 0, 60
    for _ in range(people):
        things = {str(n): happened(rng, days=days) for n in range(6)}
        mind = slider(lived(rng, days=days, carry_over=carry_over, error=error) + things["0"])
        mind[rng.random(days) < 0.1] = np.nan
        first, *others = contrasts(mind, things)
        held += first.low is None or first.high is None or first.low <= 1 <= first.high
        chance += any(one.clear for one in others)
    assert 0.82 <= held / people <= 0.98
    assert chance / people <= 0.18


def test_a_clear_difference_is_found_and_said_to_be_clear() -> None:
    rng, days = np.random.default_rng(2), 60
    movement = happened(rng, days=days)
    [one] = contrasts(slider(lived(rng, days=days, carry_over=0.3, error=0.3) + 2.5 * movement), {"movement": movement})
    assert one.clear
    assert one.low is not None
    assert one.high is not None
    assert 0 < one.low < 2.5 < one.high


def test_carry_over_widens_what_could_be() -> None:
    """The same differences between single days and between long stretches: stretches say less."""
    rng, days = np.random.default_rng(3), 60
    mind = lived(rng, days=days, carry_over=0.8, error=0.2)
    turns, halves = np.arange(days) % 2.0, (np.arange(days) >= days // 2).astype(float)
    in_turn, in_halves = contrasts(mind, {"turns": turns, "halves": halves})
    assert in_turn.high is not None and in_turn.low is not None  # noqa: PT018 - one fact, for the types
    assert in_halves.high is not None and in_halves.low is not None  # noqa: PT018 - same
    assert in_halves.high - in_halves.low > 2 * (in_turn.high - in_turn.low)


def test_eight_days_of_each_are_needed() -> None:
    mind = np.random.default_rng(4).normal(5, 2, 30)
    seven, eight = (np.arange(30) < count for count in (7, 8))
    few, enough = contrasts(mind, {"seven": seven.astype(float), "eight": eight.astype(float)})
    assert (few.days_with, few.days_without, few.difference, few.clear) == (7, 23, None, False)
    assert (enough.days_with, enough.days_without, enough.difference is None) == (8, 22, False)


def test_a_day_counts_where_both_are_there() -> None:
    mind, given = np.full(40, np.nan), np.full(40, np.nan)
    mind[:30], given[10:] = np.random.default_rng(5).normal(5, 2, 30), 0.0
    given[10:19] = 1.0
    [one] = contrasts(mind, {"walk": given})
    assert (one.days_with, one.days_without) == (9, 11)


def test_a_mind_that_is_always_the_same_has_nothing_to_go_with() -> None:
    [one] = contrasts(np.full(30, 5.0), {"walk": np.arange(30) % 2.0})
    assert (one.difference, one.clear) == (None, False)


def test_a_split_without_exception_is_no_more_certain_than_rounding_lets_it_be() -> None:
    given = np.arange(20) % 2.0
    [one] = contrasts(3 + 5 * given, {"walk": given})
    assert one.difference == pytest.approx(5, abs=0.01)
    assert one.low is not None
    assert one.high is not None
    assert 0.05 < one.high - one.low < 1
    assert one.clear


def test_nothing_in_nothing_out() -> None:
    assert contrasts(np.full(5, np.nan), {}) == ()
    [one] = contrasts(np.array([]), {"walk": np.array([])})
    assert (one.days_with, one.days_without, one.difference) == (0, 0, None)


@pytest.mark.parametrize(
    ("values", "given"),
    [
        (np.zeros((3, 2)), np.zeros(3)),
        (np.array([1.0, np.inf, 3.0]), np.zeros(3)),
        (np.zeros(3), np.zeros(4)),
        (np.zeros(3), np.array([0.0, 0.5, 1.0])),
    ],
)
def test_what_is_no_series_is_refused(values: FloatArray, given: FloatArray) -> None:
    with pytest.raises(ValueError, match="each day"):
        contrasts(values, {"walk": given})
