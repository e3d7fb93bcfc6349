"""Diaries made by models, for posterior predictive checks: day by day, all models side by side."""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.compiling import compiled

FloatArray = NDArray[np.float64]


@compiled
def add_product(matrices: FloatArray, vectors: FloatArray, out: FloatArray) -> None:
    """Of matrices (k, k, m) and vectors (k, m), onto out (k, m)."""
    k, m = vectors.shape
    for row in range(k):
        for column in range(k):
            for i in range(m):
                out[row, i] += matrices[row, column, i] * vectors[column, i]


@compiled
def replicas(  # noqa: PLR0917 - numba knows no keyword-only arguments
    transition: FloatArray,
    first: FloatArray,
    later: FloatArray,
    mean: FloatArray,
    error_sd: FloatArray,
    normals: FloatArray,
) -> FloatArray:
    """A diary (days, k, m) of each of m models of k series, in the unit of the model.

    first, later: lower roots of the covariances of the first state and of a day's news, (k, k, m). normals: standard
    normal variables, (days, 2, k, m): of each day what moves the state, and what moves the answers.
    """
    days, _, k, m = normals.shape
    made, state = np.empty((days, k, m)), np.zeros((k, m))
    for day in range(days):
        after = np.zeros((k, m))
        if day == 0:
            add_product(first, normals[day, 0], after)
        else:
            add_product(transition, state, after)
            add_product(later, normals[day, 0], after)
        state = after
        for row in range(k):
            for i in range(m):
                made[day, row, i] = mean[row, i] + state[row, i] + error_sd[row, i] * normals[day, 1, row, i]
    return made
