"""What a pass over the couples brings home: sums, so that any split over cores or machines is one sum.

Couples are taken in leaves of a fixed size in the order of the file, and leaves are added along a fixed binary tree:
the last digit does not depend on who computed what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure
from intertwine.insights.cohort.kernels import BLOCKS, accumulate

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEAF = 4096
"""Couples added one after another before the tree begins."""

NO_GRAM = np.zeros((0, 0, 0, 0))


@dataclass(frozen=True, kw_only=True, eq=False)
class Moments:
    """Sums over couples: log|C|; X̃ᵀV⁻¹X̃ (p+1, p+1); U⊗U (q(p+1), q(p+1)); S (q, q); S⊗S of their
    lower triangles; X̃ᵀV⁻¹R_hV⁻¹X̃ and ZᵀV⁻¹R_hV⁻¹Z for each entry h of Σ; traces. The names are those of
    kernels.accumulate."""

    scalars: FloatArray
    q: FloatArray
    uu: FloatArray
    s: FloatArray
    ss: FloatArray
    qr: FloatArray
    zr: FloatArray

    def __add__(self, other: "Moments") -> "Moments":
        return Moments(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, kw_only=True, eq=False)
class Wiring:
    """Where a couple's blocks go in the Gram matrix of the global columns, and which of those are random or fixed.

    place: (entries, 4): place in the blocks, block, row, column (row ≥ column); sign: (entries,); z, x: global columns
    of the random effects, and of the fixed effects and the outcome.
    """

    place: IntArray
    sign: FloatArray
    z: IntArray
    x: IntArray

    @classmethod
    def of(cls, maps: tuple[FloatArray, FloatArray], *, z: Sequence[int], x: Sequence[int]) -> "Wiring":
        """From the maps (global columns, local columns) of the first and the second member."""
        places: list[tuple[int, int, int, int]] = []
        signs: list[float] = []
        at = 0
        for block, (left, right) in enumerate(((0, 0), (0, 1), (1, 1), (0, 0), (1, 1))):
            for i, j in _products(maps[left].shape[1], whole=block == 1):
                for row, column, sign in _targets(maps[left][:, i], maps[right][:, j], same=left == right and i == j):
                    places.append((at, block, row, column))
                    signs.append(sign)
                at += 1
        return cls(
            place=np.array(places, dtype=np.int64).reshape(-1, 4),
            sign=np.array(signs),
            z=np.array(z, dtype=np.int64),
            x=np.array(x, dtype=np.int64),
        )


def _products(k: int, *, whole: bool) -> Iterable[tuple[int, int]]:
    return [(i, j) for i in range(k) for j in range(k if whole else i + 1)]


def _targets(left: FloatArray, right: FloatArray, *, same: bool) -> Iterable[tuple[int, int, float]]:
    """Where a product of two local columns goes, in the lower triangle; twice on the diagonal if it stands for both
    orders of two different columns."""
    for row in np.flatnonzero(left):
        for column in np.flatnonzero(right):
            sign = float(left[row] * right[column])
            if same and column > row:
                continue
            twice = row == column and not same
            yield int(max(row, column)), int(min(row, column)), 2 * sign if twice else sign


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """How the blocks count: R⁻¹ (5,), and R⁻¹R_hR⁻¹ (h, 5); root of G (q, q)."""

    of_r: FloatArray
    of_each: FloatArray
    root: FloatArray

    @classmethod
    def of(cls, structure: Structure, roots: Sequence[FloatArray]) -> "Weights":
        """At these roots. A member alone on a day has the variance of their own residual."""
        sigma = structure.sigma(roots)
        return cls(
            of_r=day_weights(inverse_of(sigma), 1 / _alone(sigma)),
            of_each=sandwich(sigma, structure.patterns),
            root=structure.root_of_g(roots),
        )


def inverse_of(sigma: FloatArray) -> FloatArray:
    """Σ⁻¹; of one member's Σ, whose second row is empty, the inverse of what is there; not numbers where Σ has none."""
    (a, b), (_, d) = sigma.tolist()
    if d == 0 < a:
        return np.diag([1 / a, 0.0])
    if a <= 0 or a * d - b * b <= 0:
        return np.full((2, 2), np.nan)
    return np.asarray(np.array([[d, -b], [-b, a]]) / (a * d - b * b))


def _alone(sigma: FloatArray) -> FloatArray:
    variance = sigma.diagonal()
    return np.where(variance > 0, variance, np.inf)


def day_weights(pair: FloatArray, alone: FloatArray) -> FloatArray:
    """The weights of the five blocks, (…, 5): of a day of both (…, 2, 2), of a day of one (…, 2)."""
    weights = np.empty((*pair.shape[:-2], BLOCKS))
    weights[..., 0], weights[..., 2] = pair[..., 0, 0], pair[..., 1, 1]
    weights[..., 1] = (pair[..., 0, 1] + pair[..., 1, 0]) / 2
    weights[..., 3:] = alone
    return weights


def sandwich(sigma: FloatArray, *patterns: FloatArray) -> FloatArray:
    """The weights of R⁻¹R_hR⁻¹, or of R⁻¹R_hR⁻¹R_kR⁻¹ for two patterns; of as many as are stacked, (…, 2, 2)."""
    pair = inverse = inverse_of(sigma)
    alone = by_itself = 1 / _alone(sigma)
    for pattern in patterns:
        pair = pair @ pattern @ inverse
        alone = alone * pattern.diagonal(axis1=-2, axis2=-1) * by_itself
    return day_weights(pair, alone)


def empty(wiring: Wiring, residual_entries: int) -> Moments:
    """Nothing added yet."""
    q, p1, h = len(wiring.z), len(wiring.x), residual_entries
    return Moments(
        scalars=np.zeros(1 + h + h * h + BLOCKS),
        q=np.zeros((p1, p1)),
        uu=np.zeros((q * p1, q * p1)),
        s=np.zeros((q, q)),
        ss=np.zeros((q * (q + 1) // 2, q * (q + 1) // 2)),
        qr=np.zeros((h, p1, p1)),
        zr=np.zeros((h, q, q)),
    )


def leaf(sums: FloatArray, wiring: Wiring, weights: Weights, gram: FloatArray = NO_GRAM) -> Moments:
    """The moments of some couples, one after another."""
    m = empty(wiring, len(weights.of_each))
    accumulate(
        sums, wiring.place, wiring.sign, weights.of_r, weights.of_each, weights.root, wiring.z, wiring.x, gram,
        m.scalars, m.q, m.uu, m.s, m.ss, m.qr, m.zr,
    )  # fmt: skip
    return m


def tree(leaves: Sequence[Moments]) -> Moments:
    """Added in pairs, then pairs of pairs: the same tree for the same number of leaves."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]
