"""The interval of a random effect's standard deviation, by the profile of the likelihood.

    ζ(τ) = √(2 (ℓ(top) − max ℓ with the standard deviation held at τ))          95 %: every τ ≥ 0 with ζ(τ) ≤ 1.96

Near an edge, where an effect may not vary at all, no scale makes the likelihood a parabola: on the log scale an
interval reaches from nothing to hundreds of thousands. The profile asks the likelihood itself. The effect is put first
in its block: then its standard deviation is one coordinate of the root, L₁₁, and is held while all others climb. 0 is
in the interval, too, where a test whether the effect varies at all does not say so. (lme4's `confint` has the profile
of ML, this is of whichever likelihood was climbed; Venzon & Moolgavkar 1988, Applied Statistics 37:87–94.)
"""

from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.climb import NotPossible, climb, solved
from intertwine.insights.cohort.estimate import AtOf, Point
from intertwine.insights.cohort.order import first_of, ordered
from intertwine.insights.cohort.student import chi_square_tail

FloatArray = NDArray[np.float64]

LEVEL, NORMAL_95 = 0.95, 1.959963984540054
NEAR = 1e-3
"""How near to 1.96 the end of an interval is found: a thousandth of half its length and less."""

ENOUGH = 1e-6
"""Log-likelihood a climb with a standard deviation held may leave to be gained."""

FURTHER, FURTHEST = 1.05, 4.0
"""How far beyond where ζ would be 1.96 if it were straight the next try for the upper end is; and times as far as the
last at most."""

MOST = 40
"""Tries until an end is found; each a climb."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """One random effect's. top: where the climb ended, in the order as it was; at_of: the likelihood."""

    top: Point
    block: int
    row: int
    at_of: AtOf

    @cached_property
    def begin(self) -> Point:
        """The top with the effect first in its block, and its standard deviation held."""
        led = ordered(self.top, {self.block: first_of(len(self.top.roots[self.block]), self.row)})
        which = sum(size * (size + 1) // 2 for size in self.top.structure.sizes[: self.block])
        return replace(led, held=which)

    def sd(self, point: Point) -> float:
        """That is held there."""
        return float(point.roots[self.block][0, 0])

    def interval(self, far: float) -> tuple[float, float]:
        """Its ends. `far`: a first guess of the upper one. Not numbers where the likelihood cannot be computed."""
        try:
            return self._low(), self._high(far)
        except NotPossible:
            return np.nan, np.nan

    def _low(self) -> float:
        if not self.sd(self.begin):
            return 0.0
        nothing = self._held(0.0, self.begin)
        return 0.0 if self._may_be(nothing) else self._end(nothing)

    def _may_be(self, nothing: Point) -> bool:
        """Whether the effect may not vary at all. With its variance its covariances go, too: half of such drops are a
        χ² with one degree of freedom for each of those, half with one more (Stram & Lee 1994, Biometrics 50:1171–1177).
        """
        effects = len(nothing.roots[self.block])
        drop = self._drop(nothing)
        chance = (chi_square_tail(drop, effects - 1) + chi_square_tail(drop, effects)) / 2
        return chance > 1 - LEVEL or self._beyond(nothing) <= 0

    def _high(self, far: float) -> float:
        point, begin = self.begin, self.sd(self.begin)
        sd = far if far > begin else begin + sqrt(point.sigma[0, 0])
        for _ in range(MOST):
            point = self._held(sd, point)
            beyond = self._beyond(point)
            if beyond > 0:
                return self._end(point)
            sd = begin + (sd - begin) * min(FURTHER * NORMAL_95 / max(beyond + NORMAL_95, NEAR), FURTHEST)
        return np.inf

    def _held(self, sd: float, near: Point) -> Point:
        """As high as it gets with the standard deviation held there; from nearby, along the ridge if there is a way."""
        step = np.zeros_like(near.in_roots[0])
        step[near.held] = sd - self.sd(near)
        try:
            return self._climbed(near, step + _along(near, step))
        except NotPossible:
            return self._climbed(near, step)

    def _climbed(self, near: Point, step: FloatArray) -> Point:
        start = near.place.moved(near.structure, step)
        return climb(start, self.at_of, near.structure, held=near.held, enough=ENOUGH).top

    def _beyond(self, point: Point) -> float:
        """ζ less 1.96: above 0 outside of the interval."""
        return sqrt(self._drop(point)) - NORMAL_95

    def _drop(self, point: Point) -> float:
        """Of twice the log-likelihood, from the top."""
        return max(2 * (self.begin.log_likelihood - point.log_likelihood), 0.0)

    def _end(self, outside: Point) -> float:
        """Where ζ is 1.96, between the top and a place outside: by false position, an end that stays counting half as
        much each time (Dowell & Jarratt 1971)."""
        inside, low, high = self.begin, -NORMAL_95, self._beyond(outside)
        found, moved = outside, 0
        for _ in range(MOST):
            share = low / (low - high)
            sd = self.sd(inside) + share * (self.sd(outside) - self.sd(inside))
            found = self._held(sd, outside if share > 1 / 2 and self.sd(outside) else inside)
            beyond = self._beyond(found)
            if abs(beyond) < NEAR:
                break
            if beyond < 0:
                inside, low, high, moved = found, beyond, high / 2 if moved < 0 else high, -1
            else:
                outside, high, low, moved = found, beyond, low / 2 if moved > 0 else low, 1
        return self.sd(found)


def _along(near: Point, step: FloatArray) -> FloatArray:
    """Where the others go when one goes this step."""
    pull = -near.bend @ step
    pull[near.held] = 0.0
    return solved(near.in_roots[1], pull)
