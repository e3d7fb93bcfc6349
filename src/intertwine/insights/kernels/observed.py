"""A diary ready for filtering."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """`values` (days, k), 0 where not `present`."""

    values: FloatArray
    present: NDArray[np.bool_]

    @classmethod
    def of(cls, observed: FloatArray) -> "Observed":
        """From an array of shape (days, k) with NaN for missing."""
        present = ~np.isnan(observed)
        return cls(values=np.where(present, observed, 0.0), present=present)
