r"""The estimator of the actor–partner model and its kin: exact REML (or ML) from sums.

The model. Couple c, days t, members g ∈ {A, B}:

    y_gt = x_gtᵀ β + z_gtᵀ b_c + e_gt        b_c ~ N(0, G)        (e_At, e_Bt) ~ N(0, Σ), days independent

Only sums of products over days are needed of a couple's data: Σ_t x_g x_hᵀ, Σ_t x_g y_h, Σ_t y_g y_h over the days of
both, and the same over the days of one alone. With them, weighted by Σ⁻¹ (a day alone by 1/σ_g²),

    A_c = Z_cᵀR_c⁻¹Z_c          M_c = (A_c + G⁻¹)⁻¹          V_c⁻¹ = R_c⁻¹ − R_c⁻¹Z_c M_c Z_cᵀR_c⁻¹
    H = Σ_c X_cᵀV_c⁻¹X_c        β̂ = H⁻¹ Σ_c X_cᵀV_c⁻¹y_c      log|V_c| = log|R_c| + log|I + LᵀA_cL|,  G = LLᵀ

    −2ℓ = (N − p) log 2π + Σ_c log|V_c| + log|H| + Σ_c y_cᵀV_c⁻¹y_c − β̂ᵀHβ̂                            (REML)

The map over couples returns sums of U = ZᵀV⁻¹[X, y], S = ZᵀV⁻¹Z and their products; of those alone come, with
s = ZᵀV⁻¹(y − Xβ̂), the gradient and the expected information

    ∂ℓ/∂G = ½ Σ_c (s sᵀ − S + U_x H⁻¹ U_xᵀ)        ∂ℓ/∂Σ_h = ½ Σ_c (rᵀV⁻¹R_hV⁻¹r − tr V⁻¹R_h + tr H⁻¹XᵀV⁻¹R_hV⁻¹X)
    I_ij = ½ Σ_c tr(V⁻¹V_iV⁻¹V_j)

How the top is found from these is climb.py's affair.

Laird & Ware (1982), Biometrics 38:963–974; Lindstrom & Bates (1988), JASA 83:1014–1022; Satterthwaite's degrees of
freedom as in Giesbrecht & Burns (1985), Biometrics 41:477–486.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import Structure, lower
from intertwine.insights.cohort.moments import Moments, inverse_of, sandwich

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Method = Literal["reml", "ml"]
Roots = list[FloatArray]
Pass = Callable[[Roots], Moments]
"""One pass over all couples at these roots."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """Where one stands: the roots of the covariances, and atanh φ where residuals carry over."""

    roots: Roots
    carry: float | None = None

    @property
    def phi(self) -> float:
        """φ."""
        return float(np.tanh(self.carry or 0.0))

    def moved(self, structure: Structure, step: FloatArray) -> "Place":
        """A step further."""
        entries = len(structure.entries)
        carry = None if self.carry is None else self.carry + float(step[entries])
        return Place(roots=structure.moved(self.roots, step[:entries]), carry=carry)

    @property
    def coordinates(self) -> FloatArray:
        """All free numbers."""
        free = [root[lower(len(root))] for root in self.roots]
        return np.concatenate([*free, [] if self.carry is None else [self.carry]])


@dataclass(frozen=True, kw_only=True, eq=False)
class Counts:
    """Days of both, of the first alone, of the second alone; couples."""

    pairs: float
    first: float
    second: float
    couples: int

    @property
    def observations(self) -> int:
        """Rows that count."""
        return int(2 * self.pairs + self.first + self.second)

    @property
    def days(self) -> float:
        """Days with at least one row that counts."""
        return self.pairs + self.first + self.second


@dataclass(frozen=True, kw_only=True, eq=False)
class Point:
    """All that is known at one point of the climb. held: a coordinate that stays where it is."""

    place: Place
    structure: Structure
    moments: Moments
    counts: Counts
    method: Method
    held: int | None = None

    @property
    def roots(self) -> Roots:
        """Of the covariances."""
        return self.place.roots

    @cached_property
    def h(self) -> FloatArray:
        """XᵀV⁻¹X."""
        return self.moments.q[:-1, :-1]

    @cached_property
    def covariance(self) -> FloatArray:
        """Of β̂: H⁻¹."""
        return np.asarray(np.linalg.inv(self.h))

    @cached_property
    def beta(self) -> FloatArray:
        """β̂."""
        return np.asarray(np.linalg.solve(self.h, self.moments.q[:-1, -1]))

    @cached_property
    def sigma(self) -> FloatArray:
        """Σ: (2, 2)."""
        return self.structure.sigma(self.roots)

    @cached_property
    def log_likelihood(self) -> float:
        """ℓ, restricted unless the method is ML; −inf where it cannot be computed."""
        log_r = self.log_r
        if not np.isfinite(log_r) or not np.isfinite(self.moments.q).all():
            return -np.inf
        sign, log_h = np.linalg.slogdet(self.h)
        if sign <= 0:
            return -np.inf
        misfit = self.moments.q[-1, -1] - self.beta @ self.h @ self.beta
        free = self.counts.observations - (len(self.beta) if self.method == "reml" else 0)
        spread = log_r + self.moments.scalars[0] + (log_h if self.method == "reml" else 0.0)
        return float(-0.5 * (free * np.log(2 * np.pi) + spread + misfit))

    @cached_property
    def log_r(self) -> float:
        """Σ log|R|; not a number where Σ is no covariance."""
        one, two = self.sigma[0, 0], self.sigma[1, 1]
        both = one * two - self.sigma[0, 1] ** 2 if two > 0 else one
        if both <= 0:
            return np.nan
        log_r = self.counts.pairs * np.log(both) + self.counts.first * np.log(one)
        return float(log_r + (self.counts.second * np.log(two) if two > 0 else 0.0))

    @cached_property
    def _outer(self) -> FloatArray:
        """(−β̂, 1)(−β̂, 1)ᵀ, and for REML H⁻¹: what the moments of [X, y] are contracted with."""
        across = np.append(-self.beta, 1.0)
        outer = np.outer(across, across)
        if self.method == "reml":
            outer[:-1, :-1] += self.covariance
        return outer

    @cached_property
    def _uu(self) -> FloatArray:
        """Σ U⊗U: (q, p+1, q, p+1)."""
        q, p1 = len(self.moments.s), len(self.moments.q)
        return self.moments.uu.reshape(q, p1, q, p1)

    @cached_property
    def gradient(self) -> FloatArray:
        """∂ℓ/∂(entries of the blocks)."""
        of_g = (np.einsum("iajb,ab->ij", self._uu, self._outer) - self.moments.s) / 2
        of_g = (of_g + of_g.T) / 2
        rows, columns, half = self.structure.places_in_g
        random = of_g[rows, columns] * 2 * half
        h = len(self.moments.qr)
        traces = self.residual_traces - self.moments.scalars[1 : 1 + h]
        residual = (np.einsum("hab,ab->h", self.moments.qr, self._outer) - traces) / 2
        return np.concatenate([random, residual])

    @cached_property
    def residual_traces(self) -> FloatArray:
        """tr R⁻¹R_h."""
        return self._traces(self.structure.patterns)

    def _traces(self, *patterns: FloatArray) -> FloatArray:
        """tr R⁻¹R_h, or tr R⁻¹R_hR⁻¹R_k, of as many patterns as are stacked, (…, 2, 2)."""
        pair, inverse = np.eye(2), inverse_of(self.sigma)
        alone, by_itself = np.ones(2), 1 / np.maximum(self.sigma.diagonal(), np.finfo(float).tiny)
        for pattern in patterns:
            pair = pair @ inverse @ pattern
            alone = alone * pattern.diagonal(axis1=-2, axis2=-1) * by_itself
        days = np.array([self.counts.first, self.counts.second])
        return np.asarray(self.counts.pairs * (pair[..., 0, 0] + pair[..., 1, 1]) + alone @ days)

    @cached_property
    def information(self) -> FloatArray:
        """½ Σ tr(V⁻¹V_iV⁻¹V_j) for the entries of the blocks."""
        g, h = self.structure.of_g, len(self.moments.qr)
        n = g + h
        information = np.zeros((n, n))
        ss = self.moments.ss
        a, b, half = self.structure.places_in_g
        ac, bd, ad, bc = self.structure.crossings
        information[:g, :g] = half[:, None] * half * (ss[ac, bd] + ss[ad, bc])
        information[:g, g:] = half[:, None] * self.moments.zr[:, a, b].T
        information[g:, :g] = information[:g, g:].T
        information[g:, g:] = self.residual_information
        return (information + information.T) / 2

    @cached_property
    def residual_information(self) -> FloatArray:
        """The block of it for the entries of Σ."""
        h = len(self.moments.qr)
        pp = self.moments.scalars[1 + h : 1 + h + h * h].reshape(h, h)
        blocks = self.moments.scalars[1 + h + h * h :]
        first, second = self.structure.patterns[:, None], self.structure.patterns
        return (self._traces(first, second) - 2 * sandwich(self.sigma, first, second) @ blocks + pp) / 2

    @cached_property
    def jacobian(self) -> FloatArray:
        """∂(entries of the blocks)/∂(coordinates)."""
        return self.structure.jacobian(self.roots)

    @cached_property
    def in_roots(self) -> tuple[FloatArray, FloatArray]:
        """Slope and expected downward curvature in the coordinates of the roots; of one that is held, none and 1, so
        that no step moves it."""
        slope, bend = self.jacobian.T @ self.gradient, self.bend
        if self.held is not None:
            slope[self.held] = 0.0
            bend = bend.copy()
            bend[self.held], bend[:, self.held], bend[self.held, self.held] = 0.0, 0.0, 1.0
        return slope, bend

    @cached_property
    def bend(self) -> FloatArray:
        """That curvature, whether a coordinate is held or not."""
        return self.jacobian.T @ self.information @ self.jacobian + self.structure.bend(self.gradient)

    @cached_property
    def change_of_h(self) -> FloatArray:
        """−∂H/∂(entries): XᵀV⁻¹V_iV⁻¹X, (entries, p, p)."""
        a, b, half = self.structure.places_in_g
        part = self._uu[a, :-1, b, :-1]
        random = half[:, None, None] * (part + part.swapaxes(1, 2))
        return np.concatenate([random, self.moments.qr[:, :-1, :-1]])


At = Callable[[Place], Point]
"""All that is known at a place: one pass over the couples."""

AtOf = Callable[[Structure, int | None], At]
"""The same for blocks whose effects stand in this order, and with this coordinate held."""


def known_at(*, structure: Structure, counts: Counts, method: Method, over: Pass, held: int | None = None) -> At:
    """Where residuals do not carry over: everything from one pass over sums."""

    def at(place: Place) -> Point:
        moments = over(place.roots)
        return Point(place=place, structure=structure, moments=moments, counts=counts, method=method, held=held)

    return at


def degrees_of_freedom(point: Point, spread: FloatArray) -> FloatArray:
    """Satterthwaite's, for each fixed effect: 2 Var² / Var(Var). `spread`: the covariance of the estimated entries."""
    covariance = point.covariance
    slopes = np.einsum("ja,iab,bj->ij", covariance, point.change_of_h, covariance)
    return np.asarray(2 * np.diag(covariance) ** 2 / np.einsum("ij,ik,kj->j", slopes, spread, slopes))
