"""The likelihood of a linear Gaussian state-space model, twice, written to be obviously right rather than fast.

    z_1 ~ N(0, start)    z_t = transition z_{t−1} + w_t,  w_t ~ N(0, innovation)    o_t = mean + loading z_t + e_t

with e_t ~ N(0, diag(error)) and any entry of o_t missing. `dense_log_likelihood` writes down the one big Gaussian of
everything observed; `kalman_log_likelihood` walks through the days. They agree to 1e-10 (Durbin & Koopman 2012,
chapter 4 and section 6.4 for one scalar update per observed value).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MAX_SPECTRAL_RADIUS = 0.98
DOUBLINGS = 12
"""0.98 to the power 2 · 2¹² is below 1e-70: more than every digit a double has."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StateSpace:
    """One model. n states, k observed series.

    transition, innovation, start: (n, n); loading: (k, n); mean, error (variances, may be 0): (k,).
    """

    transition: FloatArray
    innovation: FloatArray
    start: FloatArray
    loading: FloatArray
    mean: FloatArray
    error: FloatArray


def stationary_covariance(transition: FloatArray, innovation: FloatArray) -> FloatArray | None:
    """P with P = ΦPΦᵀ + Q, by doubling; None where the spectral radius of Φ is MAX_SPECTRAL_RADIUS or more."""
    if np.abs(np.linalg.eigvals(transition)).max() >= MAX_SPECTRAL_RADIUS:
        return None
    power, total = transition, innovation
    for _ in range(DOUBLINGS):
        total = total + power @ total @ power.T
        power = power @ power
    return total


def stationary(*, transition: FloatArray, innovation: FloatArray, mean: FloatArray, error: FloatArray) -> StateSpace:
    """A model that observes every state and starts in its stationary distribution. ValueError where there is none."""
    start = stationary_covariance(transition, innovation)
    if start is None:
        raise ValueError(f"the spectral radius is {MAX_SPECTRAL_RADIUS} or more")
    loading = np.eye(len(mean))
    return StateSpace(
        transition=transition, innovation=innovation, start=start, loading=loading, mean=mean, error=error
    )


def joint_covariance(model: StateSpace, days: int) -> FloatArray:
    """Covariance of all observations of `days` days, day-major: (days · k, days · k)."""
    n = len(model.start)
    states = np.zeros((days, n, days, n))
    here = model.start
    for s in range(days):
        ahead = here
        for t in range(s, days):
            states[t, :, s, :] = ahead
            states[s, :, t, :] = ahead.T
            ahead = model.transition @ ahead
        here = model.transition @ here @ model.transition.T + model.innovation
    k = len(model.mean)
    seen = np.einsum("ai,sitj,bj->satb", model.loading, states, model.loading).reshape(days * k, days * k)
    return np.asarray(seen + np.diag(np.tile(model.error, days)))


def dense_log_likelihood(model: StateSpace, observed: FloatArray) -> float:
    """log p(observed), observed of shape (days, k) with NaN for missing, from the joint Gaussian. Cubic in days."""
    there = ~np.isnan(observed).ravel()
    residual = (observed - model.mean).ravel()[there]
    if residual.size == 0:
        return 0.0
    root = np.linalg.cholesky(joint_covariance(model, len(observed))[np.ix_(there, there)])
    white = np.linalg.solve(root, residual)
    return float(-0.5 * (white @ white + residual.size * np.log(2 * np.pi)) - np.log(np.diag(root)).sum())


def kalman_log_likelihood(model: StateSpace, observed: FloatArray) -> float:
    """The same number by a Kalman filter, linear in days: one scalar update for every value that is there."""
    state, covariance = np.zeros(len(model.start)), model.start
    total = 0.0
    for day, row in enumerate(observed):
        if day > 0:
            state = model.transition @ state
            covariance = model.transition @ covariance @ model.transition.T + model.innovation
        for series in np.flatnonzero(~np.isnan(row)):
            look = model.loading[series]
            gain = covariance @ look
            variance = look @ gain + model.error[series]
            surprise = row[series] - model.mean[series] - look @ state
            state = state + gain * (surprise / variance)
            covariance = covariance - np.outer(gain, gain) / variance
            total -= 0.5 * (np.log(2 * np.pi * variance) + surprise**2 / variance)
    return float(total)
