"""Ranks of draws by their value, and by their distance from the middle, in one pass each.

See `diagnostics.py` for what they are good for. Draws are sorted once: those below the middle, backwards, and those
above it are in the order of their distances already, and only have to be merged.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import compiled

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@compiled
def put_scores(values: FloatArray, order: IntArray, scores: FloatArray, out: FloatArray) -> None:
    """Of values (n,) that rise along `order`, the score of each rank into out (n,); ties get that of their mean rank.

    scores: of the ranks 1, 1½, 2, … n, (2n − 1,).
    """
    n = values.size
    first = 0
    for last in range(n):
        if last + 1 < n and values[order[last + 1]] == values[order[last]]:
            continue
        for place in range(first, last + 1):
            out[order[place]] = scores[first + last]
        first = last + 1


@compiled
def outwards(values: FloatArray, order: IntArray, far: FloatArray) -> IntArray:
    """The distances of values (n,) from their median, into far (n,), and the order along which they rise; n even."""
    n = values.size
    middle = (values[order[n // 2 - 1]] + values[order[n // 2]]) / 2
    for i in range(n):
        far[i] = abs(values[i] - middle)
    merged = np.empty(n, dtype=np.int64)
    low, high = n // 2 - 1, n // 2
    for i in range(n):
        if high == n or (low >= 0 and far[order[low]] <= far[order[high]]):
            merged[i] = order[low]
            low -= 1
        else:
            merged[i] = order[high]
            high += 1
    return merged


@compiled
def normal_scores(values: FloatArray, order: IntArray, scores: FloatArray) -> FloatArray:
    """Of values (q, n), each row of which rises along that of `order`: the scores of the values' ranks, and those of
    the ranks of their distances from the row's median, (2, q, n); n even. scores: see `put_scores`."""
    rows, n = values.shape
    found, far = np.empty((2, rows, n)), np.empty(n)
    for row in range(rows):
        put_scores(values[row], order[row], scores, found[0, row])
        put_scores(far, outwards(values[row], order[row], far), scores, found[1, row])
    return found
