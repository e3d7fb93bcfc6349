"""Whether draws can be believed: split R-hat and bulk ESS after rank normalisation.

Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), *Rank-normalization, folding, and localization*, Bayesian
Analysis 16:667–718; for many short chains the nested form of Margossian et al. (2024), *Nested R-hat*, Bayesian
Analysis: chains that began at one point form a group, and the groups are compared. With one chain per group it is the
usual split R-hat. Draws have shape (groups, chains, draws) of one quantity.
"""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def bulk_ess(draws: FloatArray) -> float:
    """Effective sample size of the middle of the distribution, from all chains split in half."""
    halves = _split(draws)
    return _ess(_rank_normalised(halves).reshape(-1, halves.shape[-1]))


def split_rhat(draws: FloatArray) -> float:
    """The larger of R-hat for place (rank-normalised) and for width (rank-normalised distance from the median)."""
    halves = _split(draws)
    folded = np.abs(halves - np.median(halves))
    return max(_rhat(_rank_normalised(halves)), _rhat(_rank_normalised(folded)))


def _split(draws: FloatArray) -> FloatArray:
    """First and second half of every group as groups of their own; an odd middle draw is left out."""
    half = draws.shape[-1] // 2
    return np.concatenate([draws[..., :half], draws[..., -half:]], axis=0)


def _rhat(draws: FloatArray) -> float:
    between = draws.mean(axis=(1, 2)).var(ddof=1)
    per_chain = draws.mean(axis=2)
    across = per_chain.var(axis=1, ddof=1) if draws.shape[1] > 1 else 0.0
    within = float((draws.var(axis=2, ddof=1).mean(axis=1) + across).mean())
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    n = draws.shape[2]
    shrink = (n - 1) / n if draws.shape[1] == 1 else 1.0
    return float(np.sqrt(shrink + between / within))


def _ess(chains: FloatArray) -> float:
    """From autocorrelations of all chains (m, n) together, summed in pairs while they fall (Geyer 1992)."""
    m, n = chains.shape
    covariance = _autocovariance(chains).mean(axis=0)
    within = covariance[0] * n / (n - 1)
    whole = covariance[0] + chains.mean(axis=1).var(ddof=1)
    if whole == 0:
        return float(m * n)
    correlation = 1 - (within - covariance) / whole
    correlation[0] = 1.0
    pairs = correlation[: n - n % 2].reshape(-1, 2).sum(axis=1)
    negative = np.flatnonzero(pairs <= 0)
    kept = pairs[: negative[0]] if negative.size else pairs
    time = -1 + 2 * np.minimum.accumulate(kept).sum()
    return float(m * n / max(time, 1 / np.log10(m * n)))


def _autocovariance(chains: FloatArray) -> FloatArray:
    """Of each chain (m, n) at lags 0 … n−1, divided by n."""
    n = chains.shape[1]
    frequencies = np.fft.rfft(chains - chains.mean(axis=1, keepdims=True), 2 * n)
    return np.asarray(np.fft.irfft(np.abs(frequencies) ** 2)[:, :n] / n)


def _rank_normalised(draws: FloatArray) -> FloatArray:
    """Normal scores of the ranks over everything (ties share their mean rank), (rank − 3/8)/(count + 1/4)."""
    _, inverse, counts = np.unique(draws, return_inverse=True, return_counts=True)
    doubled_rank = 2 * np.cumsum(counts) - counts + 1
    return np.asarray(_scores(draws.size)[doubled_rank[inverse.reshape(draws.shape)] - 2])


@lru_cache(maxsize=8)
def _scores(count: int) -> FloatArray:
    """The normal score of every rank that can occur among `count` draws: 1, 1½, 2, … count."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((doubled / 2 - 0.375) / (count + 0.25)) for doubled in range(2, 2 * count + 1)])
