"""A diary ready for filtering."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """`values` (days, k), 0 where not `present`. Of each series: `centre`, the mean of its answers, and `per_answer`,
    1 / their number; 0 and 1 where there are none."""

    values: FloatArray
    present: NDArray[np.bool_]
    centre: FloatArray
    per_answer: FloatArray

    @classmethod
    def of(cls, observed: FloatArray) -> "Observed":
        """From an array of shape (days, k) with NaN for missing."""
        present = ~np.isnan(observed)
        values = np.where(present, observed, 0.0)
        per_answer = 1 / np.maximum(present.sum(axis=0), 1)
        return cls(values=values, present=present, centre=values.sum(axis=0) * per_answer, per_answer=per_answer)
