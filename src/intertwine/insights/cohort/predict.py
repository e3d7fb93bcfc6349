r"""What a fit says of each couple: their own effects, and what it leaves unexplained.

With V = Z G Zᵀ + R of one couple's rows, r = y − X β̂:

    b̂ = G Zᵀ V⁻¹ r        Var(b̂ − b | β) = G − G Zᵀ V⁻¹ Z G        ê = y − X β̂ − Z b̂

R is Σ on the days of both, σ² on a day alone; with carry-over φ days h apart go together by φ^h (Laird & Ware 1982).
Dense in a couple's rows: for looking at cohorts of thousands, not of millions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.analyse import centers_of, read
from intertwine.insights.cohort.design import Design
from intertwine.insights.cohort.fit import Fit
from intertwine.insights.cohort.local import Local, central_sums, local_of
from intertwine.insights.cohort.types import Columns, Frame

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Predicted:
    """couples: labels, in order; effects: names of the random effects, q of them; average: the fixed effect each varies
    around, 0 for what sets one member apart; own: (couples, q), that plus what is the couple's own; se: (couples, q).
    residuals: by role, the rows' standardised residuals ê/σ, with fitted values; pairs: residuals of one member on
    days that follow each other, (n, 2), for their autocorrelation."""

    couples: tuple[str, ...]
    effects: tuple[str, ...]
    average: tuple[float, ...]
    own: FloatArray
    se: FloatArray
    residuals: tuple[FloatArray, ...]
    fitted: tuple[FloatArray, ...]
    pairs: FloatArray


def predict(frame: Frame, fit: Fit, columns: Columns) -> Predicted:
    """For every couple with a row that counts. `frame`, `columns`: what the fit was made from."""
    design, table = read(frame, fit.model, columns)
    local = local_of(table, design, centers_of(central_sums(table, design)))
    whose = [c for c in range(len(local.start) - 1) if local.whole[local.start[c] : local.start[c + 1]].any()]
    found = [_of_one(local, design, fit, int(local.start[c]), int(local.start[c + 1])) for c in whose]
    return Predicted(
        couples=tuple(str(table.labels[c]) for c in whose),
        effects=effect_names(fit),
        average=tuple(_fixed_beside(fit).tolist()),
        own=np.array([one.own for one in found]),
        se=np.array([one.se for one in found]),
        residuals=_by_role(design, [(one.role, one.residual) for one in found]),
        fitted=_by_role(design, [(one.role, one.fitted) for one in found]),
        pairs=np.concatenate([one.pairs for one in found]),
    )


def effect_names(fit: Fit) -> tuple[str, ...]:
    """The random effects, in order."""
    return tuple(f"{b.name}:{e.name}" if b.name else e.name for b in fit.random for e in b.effects)


@dataclass(frozen=True, kw_only=True, eq=False)
class _One:
    own: FloatArray
    se: FloatArray
    role: NDArray[np.int64]
    residual: FloatArray
    fitted: FloatArray
    pairs: FloatArray


def _of_one(local: Local, design: Design, fit: Fit, start: int, stop: int) -> _One:
    day, role = np.nonzero(local.whole[start:stop])
    rows = np.stack([design.maps[g] @ local.columns[start + t, g] for t, g in zip(day, role, strict=True)])
    x, z = rows[:, design.wiring.x[:-1]], rows[:, design.wiring.z]
    beta, g = np.array([one.estimate for one in fit.fixed]), random_covariance(fit)
    noise = residual_covariance(fit, role, local.day[start:stop][day])
    off = rows[:, design.wiring.x[-1]] - x @ beta
    solved = np.linalg.solve(z @ g @ z.T + noise, np.column_stack([off[:, None], z]))
    b = g @ z.T @ solved[:, 0]
    left = g - g @ z.T @ solved[:, 1:] @ g
    residual = (off - z @ b) / np.sqrt(np.diag(noise))
    return _One(
        own=b + _fixed_beside(fit),
        se=np.sqrt(np.maximum(np.diag(left), 0.0)),
        role=role,
        residual=residual,
        fitted=x @ beta + z @ b,
        pairs=_following(residual, role, local.day[start:stop][day]),
    )


def _fixed_beside(fit: Fit) -> FloatArray:
    """The fixed effect each random effect varies around; 0 for what sets one member apart from the other."""
    fixed = {one.name: one.estimate for one in fit.fixed}
    return np.array(
        [0.0 if block.name == "difference" else fixed[e.name] for block in fit.random for e in block.effects]
    )


def random_covariance(fit: Fit) -> FloatArray:
    """G of all blocks: (q, q)."""
    size = sum(len(block.effects) for block in fit.random)
    g, at = np.zeros((size, size)), 0
    for block in fit.random:
        here = slice(at, at + len(block.effects))
        g[here, here] = block.covariance
        at = here.stop
    return g


def residual_covariance(fit: Fit, role: NDArray[np.int64], day: NDArray[np.int64]) -> FloatArray:
    """R of rows of these members on these days: (n, n)."""
    sd = np.array([fit.residual.sd[min(r, len(fit.residual.sd) - 1)].sd for r in role])
    together = np.where(role[:, None] == role[None, :], 1.0, fit.residual.rho or 0.0)
    apart = np.abs(day[:, None] - day[None, :])
    carried = (apart == 0).astype(np.float64) if fit.residual.phi is None else np.power(fit.residual.phi, apart)
    return np.asarray(np.outer(sd, sd) * together * carried)


def _following(residual: FloatArray, role: NDArray[np.int64], day: NDArray[np.int64]) -> FloatArray:
    at = {(int(g), int(t)): i for i, (g, t) in enumerate(zip(role, day, strict=True))}
    pairs = [(residual[at[(g, t - 1)]], residual[i]) for (g, t), i in at.items() if (g, t - 1) in at]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)


def _by_role(design: Design, parts: list[tuple[NDArray[np.int64], FloatArray]]) -> tuple[FloatArray, ...]:
    role = np.concatenate([one for one, _ in parts])
    values = np.concatenate([one for _, one in parts])
    return tuple(values[role == g] if len(design.roles) == 2 else values for g in range(len(design.roles)))
