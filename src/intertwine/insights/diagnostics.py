"""Whether draws can be believed: split R-hat and bulk ESS after rank normalisation.

Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), *Rank-normalization, folding, and localization*, Bayesian
Analysis 16:667–718; for many short chains the nested form of Margossian et al. (2024), *Nested R-hat*, Bayesian
Analysis: chains that began at one point form a group, and the groups are compared. With one chain per group it is the
usual split R-hat. Draws have shape (quantities, groups, chains, draws).
"""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.kernels.ranking import normal_scores

FloatArray = NDArray[np.float64]


def judged(draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bulk ESS and split R-hat of each quantity, (q,) each.

    Bulk ESS: of the middle of the distribution, from all chains split in half. R-hat: the larger of that for place
    (rank-normalised) and for width (rank-normalised distance from the median).
    """
    place, width = _rank_normalised(_split(draws))
    return _ess(place.reshape(len(place), -1, place.shape[-1])), np.maximum(_rhat(place), _rhat(width))


def _split(draws: FloatArray) -> FloatArray:
    """First and second half of every group as groups of their own; an odd middle draw is left out."""
    half = draws.shape[-1] // 2
    return np.concatenate([draws[..., :half], draws[..., -half:]], axis=1)


def _rhat(draws: FloatArray) -> FloatArray:
    per_chain = draws.mean(axis=3)
    between = per_chain.mean(axis=2).var(axis=1, ddof=1)
    across = per_chain.var(axis=2, ddof=1) if draws.shape[2] > 1 else 0.0
    within = (draws.var(axis=3, ddof=1).mean(axis=2) + across).mean(axis=1)
    n = draws.shape[3]
    shrink = (n - 1) / n if draws.shape[2] == 1 else 1.0
    moved = np.where(within > 0, within, 1.0)
    never = np.where(between > 0, np.inf, 1.0)
    return np.asarray(np.where(within > 0, np.sqrt(shrink + between / moved), never))


def _ess(chains: FloatArray) -> FloatArray:
    """From autocorrelations of all chains (q, m, n) together, summed in pairs while they fall (Geyer 1992)."""
    _, m, n = chains.shape
    covariance = _autocovariance(chains).mean(axis=1)
    within = covariance[:, 0] * n / (n - 1)
    whole = covariance[:, 0] + chains.mean(axis=2).var(axis=1, ddof=1)
    moved = np.where(whole > 0, whole, 1.0)
    correlation = 1 - (within[:, None] - covariance) / moved[:, None]
    correlation[:, 0] = 1.0
    pairs = correlation[:, : n - n % 2].reshape(len(chains), -1, 2).sum(axis=2)
    kept = np.logical_and.accumulate(pairs > 0, axis=1)
    time = -1 + 2 * np.where(kept, np.minimum.accumulate(pairs, axis=1), 0.0).sum(axis=1)
    return np.asarray(np.where(whole > 0, m * n / np.maximum(time, 1 / np.log10(m * n)), m * n))


def _autocovariance(chains: FloatArray) -> FloatArray:
    """Of each chain (q, m, n) at lags 0 … n−1, divided by n."""
    n = chains.shape[2]
    frequencies = np.fft.rfft(chains - chains.mean(axis=2, keepdims=True), 2 * n)
    power = frequencies.real**2 + frequencies.imag**2
    return np.asarray(np.fft.irfft(power)[..., :n] / n)


def _rank_normalised(draws: FloatArray) -> FloatArray:
    """Normal scores of the ranks over everything, (rank − 3/8)/(count + 1/4) with the mean rank for ties: of the draws
    (q, …), and of their distances from the median, (2, q, …)."""
    flat = draws.reshape(len(draws), -1)
    return normal_scores(flat, flat.argsort(axis=1), _scores(flat.shape[1])).reshape(2, *draws.shape)


@lru_cache(maxsize=8)
def _scores(count: int) -> FloatArray:
    """The normal score of every rank that can occur among `count` draws: 1, 1½, 2, … count."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((doubled / 2 - 0.375) / (count + 0.25)) for doubled in range(2, 2 * count + 1)])
