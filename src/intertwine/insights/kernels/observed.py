"""A diary ready for filtering."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SideArray = NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """`values` (days, k, 1), or one diary for each of several walkers (days, k, walkers); 0 where not `present`.

    side: (days, k), 1 where an answer says no more than "at least `bound`", −1 where "at most", 0 where it says its
    value. Of the first two `values` hold the depth (at least 0) of what stands in for it: about exponentially
    distributed, see `filtering.place`; at first its median. Of each series: `centre`, the mean of its answers and
    bounds, and `per_answer`, 1 / their number; 0 and 1 where there are none.
    """

    values: FloatArray
    present: NDArray[np.bool_]
    side: SideArray
    bound: FloatArray
    centre: FloatArray
    per_answer: FloatArray

    @classmethod
    def of(cls, observed: FloatArray, side: SideArray | None = None) -> Self:
        """From an array of shape (days, k) with NaN for missing and a bound where `side` is not 0."""
        present = ~np.isnan(observed)
        side = np.zeros(observed.shape, dtype=np.int8) if side is None else side
        values = np.where(present, observed, 0.0)
        per_answer = 1 / np.maximum(present.sum(axis=0), 1)
        return cls(
            values=np.where(side == 0, values, np.log(2.0))[..., None],
            present=present,
            side=side,
            bound=values,
            centre=values.sum(axis=0) * per_answer,
            per_answer=per_answer,
        )

    @property
    def is_bounded(self) -> bool:
        """Whether any answer is only a bound."""
        return bool(self.side.any())

    def with_values(self, values: FloatArray) -> Self:
        """The same with other stand-ins."""
        return replace(self, values=np.ascontiguousarray(values))
