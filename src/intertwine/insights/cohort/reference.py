"""The likelihood of a cohort written down as one dense Gaussian per couple: slow, and obviously right.

    V_c = Z_c G Z_cᵀ + R_c        −2ℓ = (N − p) log 2π + Σ log|V_c| + log|XᵀV⁻¹X| + (y − Xβ̂)ᵀV⁻¹(y − Xβ̂)

R_c holds Σ between the two rows of one day; with carry-over φ it is Σ_gh φ^|t−s| between any two rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.estimate import Method
from intertwine.insights.cohort.local import Local

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Dense:
    """One couple. x: (n, p), z: (n, q), y: (n,); member: (n,); day: (n,)."""

    x: FloatArray
    z: FloatArray
    y: FloatArray
    member: NDArray[np.int64]
    day: NDArray[np.int64]

    def covariance(self, g: FloatArray, sigma: FloatArray, phi: float = 0.0) -> FloatArray:
        """V_c."""
        gaps = np.abs(self.day[:, None] - self.day[None, :])
        return self.z @ g @ self.z.T + self.residual(sigma) * np.where(gaps == 0, 1.0, phi ** np.maximum(gaps, 1))

    def residual(self, sigma: FloatArray) -> FloatArray:
        """Σ between the members of any two rows."""
        return np.asarray(sigma[np.ix_(self.member, self.member)])

    def same_day(self) -> FloatArray:
        """1 between rows of one day."""
        return np.asarray((self.day[:, None] == self.day[None, :]).astype(float))


def dense_couples(local: Local, design: Design) -> Iterator[Dense]:
    """Every couple that has a row that counts."""
    wiring = design.wiring
    for c in range(len(local.start) - 1):
        days = np.arange(local.start[c], local.start[c + 1])
        at = [(day, member) for day in days for member in (0, 1) if local.whole[day, member]]
        if at:
            rows = np.array([design.maps[member] @ local.columns[day, member] for day, member in at])
            yield Dense(
                x=rows[:, wiring.x[:-1]],
                z=rows[:, wiring.z],
                y=rows[:, wiring.x[-1]],
                member=np.array([member for _, member in at]),
                day=np.array([local.day[day] for day, _ in at]),
            )


def dense_log_likelihood(
    couples: Sequence[Dense], *, g: FloatArray, sigma: FloatArray, phi: float = 0.0, method: Method = "reml"
) -> tuple[float, FloatArray, FloatArray]:
    """ℓ, β̂ and XᵀV⁻¹X at these covariances."""
    p = couples[0].x.shape[1]
    h, c, log_det, n = np.zeros((p, p)), np.zeros(p), 0.0, 0
    for one in couples:
        inverse = np.linalg.inv(v := one.covariance(g, sigma, phi))
        h += one.x.T @ inverse @ one.x
        c += one.x.T @ inverse @ one.y
        log_det += float(np.linalg.slogdet(v)[1])
        n += len(one.y)
    beta = np.linalg.solve(h, c)
    misfit = 0.0
    for one in couples:
        residual = one.y - one.x @ beta
        misfit += float(residual @ np.linalg.solve(one.covariance(g, sigma, phi), residual))
    restricted = method == "reml"
    spread = log_det + (float(np.linalg.slogdet(h)[1]) if restricted else 0.0)
    height = -0.5 * ((n - restricted * p) * np.log(2 * np.pi) + spread + misfit)
    return float(height), np.asarray(beta, dtype=np.float64), h
