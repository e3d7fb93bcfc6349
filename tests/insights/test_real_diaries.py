"""The reference kernels on the diaries of 103 dating couples give the likelihoods found for them independently.

Couples share their dynamics; each has usual levels of its own, drawn from a normal distribution; no measurement error.
As a state-space model: states that move, beside states that never change and carry the levels. The figures were found
by another program from dense Gaussians; here they are found anew, by climbing to the highest likelihood.
"""

import csv
import json
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.optimize import minimize

from intertwine.insights.kernels import reference
from tests.insights.diaries import shared_data

FloatArray = NDArray[np.float64]
Build = Callable[[FloatArray], reference.StateSpace | None]

DIARIES = "kashy_couples_diary14.csv"
DAYS = 14


def kashy() -> FloatArray:
    """(couples, days, 4): conflict of man and woman, satisfaction of man and woman."""
    with shared_data(DIARIES).open() as lines:
        rows = list(csv.DictReader(lines))
    couples = {name: i for i, name in enumerate(dict.fromkeys(row["dyadid"] for row in rows))}
    data = np.full((len(couples), DAYS, 4), np.nan)
    for row in rows:
        for offset, column in enumerate(("conflict_A", "satisf_A")):
            if row[column]:
                series = int(row["person"]) - 1 + 2 * offset
                data[couples[row["dyadid"]], int(row["Day"]) - 1, series] = float(row[column])
    return data


def expected(name: str) -> float:
    return float(json.loads(shared_data("expected.json").read_text())[name]["logLik"])


def covariance(numbers: FloatArray) -> FloatArray:
    """From the entries of a log-Cholesky factor."""
    size = int((np.sqrt(8 * len(numbers) + 1) - 1) / 2)
    root = np.zeros((size, size))
    root[np.tril_indices(size)] = numbers
    root[np.diag_indices(size)] = np.exp(np.diag(root))
    return root @ root.T


def with_levels(
    transition: FloatArray, innovation: FloatArray, mean: FloatArray, levels: FloatArray
) -> reference.StateSpace | None:
    start = reference.stationary_covariance(transition, innovation)
    if start is None:
        return None
    n = len(mean)
    return reference.StateSpace(
        transition=block_diag(transition, np.eye(n)),
        innovation=block_diag(innovation, np.zeros((n, n))),
        start=block_diag(start, levels),
        loading=np.hstack([np.eye(n), np.eye(n)]),
        mean=mean,
        error=np.zeros(n),
    )


def var_1(p: FloatArray) -> reference.StateSpace | None:
    return with_levels(p[:4].reshape(2, 2), covariance(p[4:7]), p[7:9], covariance(p[9:12]))


def same_day_model(p: FloatArray) -> reference.StateSpace | None:
    f, b, lagged, c = (p[i : i + 4].reshape(2, 2) for i in (0, 4, 8, 12))
    omega, psi = covariance(p[16:19]), covariance(p[19:22])
    transition = np.block([[f, np.zeros((2, 2))], [b @ f + lagged, c]])
    innovation = np.block([[omega, omega @ b.T], [b @ omega, psi + b @ omega @ b.T]])
    return with_levels(transition, innovation, p[22:26], covariance(p[26:36]))


def summed_by_pattern(model: reference.StateSpace, data: FloatArray) -> float:
    """The joint Gaussian of every couple, one root for all couples that miss the same answers."""
    joint = reference.joint_covariance(model, DAYS)
    residuals = (data - model.mean).reshape(len(data), -1)
    there = ~np.isnan(residuals)
    total = 0.0
    for pattern in np.unique(there, axis=0):
        same = residuals[(there == pattern).all(axis=1)][:, pattern]
        root = np.linalg.cholesky(joint[np.ix_(pattern, pattern)])
        white = np.linalg.solve(root, same.T)
        per_couple = 0.5 * pattern.sum() * np.log(2 * np.pi) + np.log(np.diag(root)).sum()
        total -= len(same) * per_couple + 0.5 * float((white**2).sum())
    return total


def highest(build: Build, data: FloatArray, start: FloatArray) -> reference.StateSpace:
    def depth(p: FloatArray) -> float:
        model = build(p)
        return 1e6 if model is None else -summed_by_pattern(model, data)

    model = build(minimize(depth, start, method="BFGS", options={"gtol": 1e-2}).x)
    assert model is not None
    return model


def test_two_series_that_carry_over_between_days_and_partners() -> None:
    data = kashy()[:, :, 2:]
    best = highest(var_1, data, np.r_[0.3, 0, 0, 0.3, -0.5, 0.1, -0.5, 6.3, 6.4, -0.5, 0.3, -0.7])

    by_filter = sum(reference.kalman_log_likelihood(best, couple) for couple in data)

    assert abs(by_filter - expected("kashy_latent_var1")) < 1e-3


@pytest.mark.slow
def test_the_whole_same_day_model() -> None:
    data = kashy()
    dynamics = np.r_[[0.2, 0, 0, 0.2], [-0.15, -0.08, -0.06, -0.19], [0.0] * 4, [0.33, 0.05, 0.02, 0.33]]
    news = np.r_[0.2, 0.3, 0.2, -0.5, 0.1, -0.5]
    levels = np.r_[-0.2, 0.3, -0.3, -0.2, -0.1, -0.5, -0.1, -0.1, 0.3, -0.8]
    best = highest(same_day_model, data, np.r_[dynamics, news, [2.2, 2.2, 6.3, 6.4], levels])

    by_filter = sum(reference.kalman_log_likelihood(best, couple) for couple in data)

    assert abs(by_filter - expected("kashy_latent_dss_apim")) < 1e-3
