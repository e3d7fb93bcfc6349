"""What goes with good days, for one person: the mean of a series on days with something, less that on days without.

Days are no independent draws: a bad day is often followed by another, and so is a day with little sleep. So the series
is a constant, plus the difference on days with, plus a state that carries over from day to day and an error of the
day's own: y[t] = a + b d[t] + u[t] + e[t], u[t] = φ u[t−1] + …. The difference b is estimated by generalised least
squares for every pair (φ, share of e) of a grid and averaged over the grid by restricted likelihood and a prior, so
that not knowing how much carries over widens the interval (Harville 1974, *Biometrika* 61; Durbin & Koopman 2012).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import lgamma

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MIN_DAYS = 8
"""Of each kind: days with, and days without."""

MAX_CHANCE = 0.10
"""How often anything at all is called clear for someone for whom nothing goes with anything."""

MIN_SD_POINTS = 0.3

ROUNDING = 1 / 24
"""Variance that rounding leaves in the mean of two answers in whole points: days are never told apart better."""

_CARRY_OVER = np.array([0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9])
_ERROR_SHARE = np.array([0.0, 0.25, 0.5, 0.75])
_STEPS = 2001


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """One thing, and how a series differs between days with and days without it, in points of the series.

    `difference` with the central 90 % `low` to `high`; all three are None when it cannot be estimated: fewer than
    MIN_DAYS days of either kind, or a series that hardly varies. `clear`: it stands out from chance among all things
    that were looked at together. `chance`: two-sided, how often a thing that makes no difference would look so.
    """

    name: str
    days_with: int
    days_without: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float = 1.0
    clear: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class _Mixture:
    """The posterior of a difference: t distributions, one per point of the grid."""

    middle: FloatArray
    spread: FloatArray
    weight: FloatArray
    freedom: int


def contrasts(values: FloatArray, things: Mapping[str, FloatArray]) -> tuple[Contrast, ...]:
    """One for each thing, in their order. Pure.

    `values`: (days,) in points, NaN where nothing was answered. `things`: by name (days,), 1 on days with it, 0 on
    days without, NaN where nobody said. A day counts where both are there. Raises ValueError for other shapes or
    values.
    """
    _check(values, things)
    found = [_contrast(name, values, given) for name, given in things.items()]
    clear = _beyond_chance(found)
    return tuple(Contrast(**{**vars(one), "clear": one.name in clear}) for one in found)


def _check(values: FloatArray, things: Mapping[str, FloatArray]) -> None:
    if values.ndim != 1 or np.isinf(values).any():
        raise ValueError("one number for each day, or NaN")
    for name, given in things.items():
        if given.shape != values.shape or not np.isin(given[~np.isnan(given)], (0.0, 1.0)).all():
            raise ValueError(f"{name}: 1, 0 or NaN for each day")


def _contrast(name: str, values: FloatArray, given: FloatArray) -> Contrast:
    there = ~np.isnan(values) & ~np.isnan(given)
    days_with, days_without = (int((given[there] == kind).sum()) for kind in (1.0, 0.0))
    told = Contrast(name=name, days_with=days_with, days_without=days_without)
    if min(days_with, days_without) < MIN_DAYS or values[there].std() <= MIN_SD_POINTS:
        return told
    mixture = _posterior(np.flatnonzero(there), values[there], given[there])
    low, middle, high, above = _summary(mixture)
    return Contrast(
        name=name,
        days_with=days_with,
        days_without=days_without,
        difference=middle,
        low=low,
        high=high,
        chance=2 * min(above, 1 - above),
    )


def _posterior(days: NDArray[np.intp], values: FloatArray, given: FloatArray) -> _Mixture:
    """Flat in a and b, 1/σ² in the variance, over the grid of (φ, error share)."""
    carry, share = (grid.ravel() for grid in np.meshgrid(_CARRY_OVER, _ERROR_SHARE))
    white, size = _whitened(days, np.column_stack([values, np.ones_like(values), given]), carry, share)
    y, x = white[..., 0], white[..., 1:]
    information = np.einsum("tgi,tgj->gij", x, x)
    estimate = np.linalg.solve(information, np.einsum("tgi,tg->gi", x, y)[..., None])[..., 0]
    left = ((y - np.einsum("tgi,gi->tg", x, estimate)) ** 2).sum(axis=0)
    freedom = len(values) - 2
    left = np.maximum(left, freedom * ROUNDING)
    fit = -0.5 * (freedom * np.log(left) + np.linalg.slogdet(information)[1] + size)
    prior = -0.5 * ((carry - 0.4) / 0.25) ** 2  # how much moods of a day usually carry over, loosely
    weight = np.exp(fit + prior - (fit + prior).max())
    spread = np.sqrt(np.linalg.inv(information)[:, 1, 1] * left / freedom)
    return _Mixture(middle=estimate[:, 1], spread=spread, weight=weight / weight.sum(), freedom=freedom)


def _whitened(
    days: NDArray[np.intp], columns: FloatArray, carry: FloatArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Columns (n, c) as one-step errors of the state's filter over their standard deviations (n, g, c), for every point
    of the grid, and the sum of log variances (g,). The variance of a single day is 1; gaps are as long as they are."""
    state, variance = np.zeros((len(carry), columns.shape[1])), 1 - share
    white, size, before = np.empty((len(days), *state.shape)), np.zeros(len(carry)), days[0]
    for n, day in enumerate(days):
        kept = carry ** (day - before)
        state, variance = kept[:, None] * state, kept**2 * variance + (1 - kept**2) * (1 - share)
        total = variance + share
        error = columns[n] - state
        white[n], size = error / np.sqrt(total)[:, None], size + np.log(total)
        gain = variance / total
        state, variance, before = state + gain[:, None] * error, variance * (1 - gain), day
    return white, size


def _summary(of: _Mixture) -> tuple[float, float, float, float]:
    """The 5 %, 50 % and 95 % points, and the share above 0, on a fine grid of values."""
    middle = float(of.weight @ of.middle)
    reach = float(np.abs(of.middle - middle).max() + 30 * of.spread.max())
    at = np.append(middle + reach * np.linspace(-1, 1, _STEPS) ** 3, 0.0)
    at.sort()
    z = (at[:, None] - of.middle) / of.spread
    constant = lgamma((of.freedom + 1) / 2) - lgamma(of.freedom / 2) - 0.5 * np.log(of.freedom * np.pi)
    density = np.exp(constant - (of.freedom + 1) / 2 * np.log1p(z**2 / of.freedom)) / of.spread @ of.weight
    below = np.concatenate([[0.0], np.cumsum(np.diff(at) * (density[1:] + density[:-1]) / 2)])
    below /= below[-1]
    low, half, high = np.interp((0.05, 0.5, 0.95), below, at)
    return float(low), float(half), float(high), float(1 - np.interp(0.0, at, below))


def _beyond_chance(found: Iterable[Contrast]) -> set[str]:
    """Holm (1979) over all that could be estimated."""
    estimated = sorted((one for one in found if one.difference is not None), key=lambda one: one.chance)
    clear: set[str] = set()
    for one in estimated:
        if one.chance * (len(estimated) - len(clear)) > MAX_CHANCE:
            break
        clear.add(one.name)
    return clear
