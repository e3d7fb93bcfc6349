"""Answers at an end of the slider: whoever is at 10 may be anywhere from there on.

Where more than a fifth of a series' answers sit at one end, each of them is taken for what it says: "at least that
much", or "at most". The bound lies half the distance between neighbouring values inside of the end, for that is from
where on one rounds to it. Below that share an answer at an end counts as any other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.series import HIGHEST, LOWEST

FloatArray = NDArray[np.float64]
SideArray = NDArray[np.int8]

SHARE = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Bounded:
    """A diary (days, 4) some of whose answers are only bounds.

    side: 1 where an answer says "at least `points`", −1 where "at most", 0 where `points` is the answer itself, or NaN.
    """

    points: FloatArray
    side: SideArray


def bounded(observed: FloatArray, *, moved: FloatArray, finest: FloatArray) -> Bounded:
    """Of answers (days, 4) in points, around levels that were `moved` (days, 4) points from their mean.

    finest: (4,), the distance between neighbouring values of each series, in points.
    """
    side = sides(observed)
    bound = np.where(side > 0, HIGHEST - finest / 2, LOWEST + finest / 2)
    return Bounded(points=np.where(side != 0, bound, observed) - moved, side=side)


def sides(observed: FloatArray) -> SideArray:
    """Which answers (days, k) in points say "at least" (1) or "at most" (−1)."""
    top, bottom = (_where_often(at_end, observed) for at_end in (observed >= HIGHEST, observed <= LOWEST))
    return top.astype(np.int8) - bottom.astype(np.int8)


def _where_often(at_end: NDArray[np.bool_], observed: FloatArray) -> NDArray[np.bool_]:
    """What is at an end, of those columns of which more than SHARE is."""
    answers = (~np.isnan(observed)).sum(axis=0)
    return np.asarray(at_end & (at_end.sum(axis=0) > SHARE * answers))
