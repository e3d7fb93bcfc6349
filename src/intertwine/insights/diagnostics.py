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

FloatArray = NDArray[np.float64]


def judged(draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bulk ESS and split R-hat of each quantity, (q,) each.

    Bulk ESS: of the middle of the distribution, from all chains split in half. R-hat: the larger of that for place
    (rank-normalised) and for width (rank-normalised distance from the median).
    """
    halves = _split(draws)
    place = _rank_normalised(halves)
    width = _rank_normalised(np.abs(halves - np.median(halves, axis=(1, 2, 3), keepdims=True)))
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
    """Normal scores of the ranks over everything (ties share their mean rank), (rank − 3/8)/(count + 1/4)."""
    flat = draws.reshape(len(draws), -1)
    count = flat.shape[1]
    order = np.array([row.argsort() for row in flat])
    values = np.take_along_axis(flat, order, axis=1)
    differs = values[:, 1:] != values[:, :-1]
    ends = np.ones((len(flat), 1), dtype=np.bool_)
    place = np.arange(count)
    first = np.maximum.accumulate(np.where(np.hstack([ends, differs]), place, 0), axis=1)
    backwards = np.where(np.hstack([differs, ends]), place, count - 1)[:, ::-1]
    last = np.minimum.accumulate(backwards, axis=1)[:, ::-1]
    scores = np.empty_like(flat)
    np.put_along_axis(scores, order, _scores(count)[first + last], axis=1)  # mean rank, from 1: (first + last)/2 + 1
    return scores.reshape(draws.shape)


@lru_cache(maxsize=8)
def _scores(count: int) -> FloatArray:
    """The normal score of every rank that can occur among `count` draws: 1, 1½, 2, … count."""
    quantile = NormalDist().inv_cdf
    return np.array([quantile((doubled / 2 - 0.375) / (count + 0.25)) for doubled in range(2, 2 * count + 1)])
