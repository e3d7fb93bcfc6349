"""From the items of a check-in to the five series, and the one place that refuses what cannot be a diary."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.errors import BadInputError, Refusal
from intertwine.insights.types import EDGES, SERIES, Diary, Edge, SeriesName

FloatArray = NDArray[np.float64]

LOWEST, HIGHEST = 0.0, 10.0
FINEST: dict[SeriesName, float] = {"mind": 0.5, "talking": 0.5, "opening": 0.5, "responding": 1 / 3, "closeness": 1.0}
"""The distance between neighbouring values of a series, in points, when all its items were answered on our sliders."""

MAX_DAYS = 3660
"""Ten years; a longer diary is a mistake of the caller's."""

WINDOW = 365
"""The most recent days that are looked at: people change, and so may what goes together for them."""

ITEMS: tuple[str, ...] = (
    "valence",
    "stress",
    "share_feel",
    "heard_partner",
    "safe_open",
    "rely",
    "understood",
    "valued",
    "cared",
    "close",
)
"""The items a series is made of. Others (arousal) are carried by the check-in but not used here."""


def diary_of(*, days: int, ratings: Mapping[str, FloatArray]) -> Diary:
    """The five series from item ratings, each of shape (days, 2) in points 0–10, NaN where not answered.

    An item that is absent was never answered; an item not in ITEMS is ignored. Raises BadInputError.
    """
    never = np.full((days, 2), np.nan)
    item = {name: ratings.get(name, never) for name in ITEMS}
    for name in ITEMS:
        _check_array(name, item[name], days)
    return Diary(
        days=days,
        mind=_mean(item["valence"], HIGHEST - item["stress"]),
        talking=_mean(item["share_feel"], item["heard_partner"]),
        opening=_mean(item["safe_open"], item["rely"]),
        responding=_mean(item["understood"], item["valued"], item["cared"], at_least=2),
        closeness=_mean(item["close"]),
    )


def _mean(*items: FloatArray, at_least: int = 1) -> FloatArray:
    """Mean of the answered items, NaN where fewer than `at_least` were."""
    stack = np.array(items, dtype=np.float64)
    answered = (~np.isnan(stack)).sum(axis=0)
    mean = np.nansum(stack, axis=0) / np.maximum(answered, 1)
    return np.asarray(np.where(answered >= at_least, mean, np.nan))


def check(diary: Diary, edges: tuple[Edge, ...]) -> None:
    """Raise BadInputError for a diary or edges that cannot be worked with; a merely thin diary is fine."""
    if not edges:
        raise BadInputError(Refusal.NO_EDGE, "edges")
    for edge in edges:
        if edge not in EDGES:
            raise BadInputError(Refusal.UNKNOWN_EDGE, f"{edge.driver} → {edge.outcome}")
    if diary.days < 1:
        raise BadInputError(Refusal.NO_DAYS, "days")
    if diary.days > MAX_DAYS:
        raise BadInputError(Refusal.TOO_LONG, "days")
    for name in SERIES:
        _check_array(name, diary.series(name), diary.days)


def _check_array(name: str, array: FloatArray, days: int) -> None:
    if array.shape != (days, 2):
        raise BadInputError(Refusal.WRONG_SHAPE, name)
    if not np.issubdtype(array.dtype, np.number) or np.isinf(array).any():
        raise BadInputError(Refusal.NOT_A_NUMBER, name)
    if (array < LOWEST).any() or (array > HIGHEST).any():
        raise BadInputError(Refusal.OFF_THE_SCALE, name)


def answered(diary: Diary, names: tuple[SeriesName, ...]) -> NDArray[np.bool_]:
    """(days, 2): on which days each member gave at least one of these series."""
    return np.asarray(~np.isnan([diary.series(name) for name in names]).all(axis=0))


def looked_at(diary: Diary, names: tuple[SeriesName, ...]) -> slice:
    """The days that are used: from the first to the last answer, at most WINDOW of them, the latest."""
    days = np.flatnonzero(answered(diary, names).any(axis=1))
    if not days.size:
        return slice(0, 0)
    last = int(days[-1]) + 1
    return slice(max(int(days[0]), last - WINDOW), last)


def observed(diary: Diary, edge: Edge, days: slice) -> FloatArray:
    """Driver of member 0 and 1, outcome of member 0 and 1, in points: (days, 4)."""
    return np.hstack([diary.series(edge.driver)[days], diary.series(edge.outcome)[days]])
