"""A made-up couple from known numbers: for tests, for measuring the engine, and for showing the app with people in it.

Mind moves by itself; each of the other series follows it by the model of `model.py`; closeness may follow the pillars
too. What is true is then answered item by item on a slider of whole points, with error, with days left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.model import POINTS_PER_STEP
from intertwine.insights.series import HIGHEST, LOWEST
from intertwine.insights.types import SERIES, SeriesName

FloatArray = NDArray[np.float64]
Matrix = tuple[tuple[float, float], tuple[float, float]]
"""Row: whose outcome. Column: whose driver. So ((actor 0, partner 1→0), (partner 0→1, actor 1))."""

NOTHING: Matrix = ((0.0, 0.0), (0.0, 0.0))
CARRY_OVER: Matrix = ((0.3, 0.05), (0.05, 0.3))

ITEMS_OF: dict[SeriesName, tuple[str, ...]] = {
    "mind": ("valence", "stress"),
    "talking": ("share_feel", "heard_partner"),
    "opening": ("safe_open", "rely"),
    "responding": ("understood", "valued", "cared"),
    "closeness": ("close",),
}
ROTATING: tuple[str, ...] = tuple(item for name in SERIES[1:] for item in ITEMS_OF[name])
"""Asked in turn; mood and stress are asked every day."""

SETTLING = 60
"""Days lived before the first that is reported, so that no starting point shows."""


@dataclass(frozen=True, kw_only=True)
class Moves:
    """How one series moves: carry-over from yesterday, and the size of a day's own news and its correlation between
    the two. In steps of 2 points."""

    carry_over: Matrix = CARRY_OVER
    sd: tuple[float, float] = (0.9, 0.9)
    correlation: float = 0.3
    usual: tuple[float, float] = (6.0, 6.0)  # points
    reliability: float = 0.73


@dataclass(frozen=True, kw_only=True)
class Follows:
    """How one series follows another: on the same day, and on the next. Steps per step, so points per point."""

    same_day: Matrix = ((0.3, 0.1), (0.1, 0.3))
    next_day: Matrix = NOTHING


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Everything about a made-up couple. `follows[series][driver]`: drivers come before their series in SERIES."""

    moves: Mapping[SeriesName, Moves] = field(default_factory=lambda: dict.fromkeys(SERIES, Moves()))
    follows: Mapping[SeriesName, Mapping[SeriesName, Follows]] = field(
        default_factory=lambda: {name: {"mind": Follows()} for name in SERIES[1:]}
    )


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Shares of days left out by each member alone and by both together; of the rotating items, how many a day asks
    (the same for both; None: all)."""

    each: float = 0.25
    both: float = 0.10
    items_a_day: int | None = None


def simulate_couple(*, days: int, seed: int, truth: Truth, missing: Missing) -> dict[str, FloatArray]:
    """Item ratings by item name, each (days, 2): whole points 0–10, NaN where not answered. Same seed, same couple."""
    rng = np.random.default_rng(seed)
    lived = _live(days + SETTLING, truth, rng)
    ratings: dict[str, FloatArray] = {}
    for name, values in lived.items():
        recent, items = values[SETTLING:], ITEMS_OF[name]
        share = truth.moves[name].reliability
        noise = np.sqrt(len(items) * (1 - share) / share) * values.std(axis=0)  # of one item, so that the mean has it
        for item in items:
            meant = np.array(truth.moves[name].usual) + POINTS_PER_STEP * (
                recent + noise * rng.standard_normal(recent.shape)
            )
            ratings[item] = _slider(HIGHEST - meant if item == "stress" else meant)
    ratings["arousal"] = _slider(5 + 2 * rng.standard_normal((days, 2)))
    return _leave_out(ratings, missing, rng)


def _live(days: int, truth: Truth, rng: np.random.Generator) -> dict[SeriesName, FloatArray]:
    """The true states, in steps around each member's usual: (days, 2) per series."""
    lived = {name: np.zeros((days, 2)) for name in SERIES}
    news = {name: _news(days, truth.moves[name], rng) for name in SERIES}
    for day in range(1, days):
        for name in SERIES:
            state = np.array(truth.moves[name].carry_over) @ lived[name][day - 1] + news[name][day]
            for driver, link in truth.follows.get(name, {}).items():
                state += np.array(link.same_day) @ lived[driver][day] + np.array(link.next_day) @ lived[driver][day - 1]
            lived[name][day] = state
    return lived


def _news(days: int, moves: Moves, rng: np.random.Generator) -> FloatArray:
    first, second = rng.standard_normal((2, days))
    rho = moves.correlation
    return np.asarray(np.column_stack([first, rho * first + np.sqrt(1 - rho**2) * second]) * np.array(moves.sd))


def _slider(points: FloatArray) -> FloatArray:
    return np.asarray(np.clip(np.round(points), LOWEST, HIGHEST))


def _leave_out(ratings: dict[str, FloatArray], missing: Missing, rng: np.random.Generator) -> dict[str, FloatArray]:
    days = len(ratings["valence"])
    absent = (rng.random((days, 2)) < missing.each) | (rng.random((days, 1)) < missing.both)
    asked = _asked(days, missing.items_a_day)
    return {
        item: np.where(absent | ~asked[item][:, None] if item in asked else absent, np.nan, values)
        for item, values in ratings.items()
    }


def _asked(days: int, items_a_day: int | None) -> dict[str, NDArray[np.bool_]]:
    """Which rotating items are asked on which day: so many in a row, going round."""
    count = len(ROTATING) if items_a_day is None else items_a_day
    offset = np.arange(days) * count
    return {item: (i - offset) % len(ROTATING) < count for i, item in enumerate(ROTATING)}
