"""What a fit says, in every form: as text (summary.py), frame, JSON and picture."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.drawing import forest
from intertwine.insights.cohort.summary import lines
from intertwine.insights.cohort.types import Flow, Method, Model

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class FixedEffect:
    """One fixed effect. low, high: 95 % by Student's t with Satterthwaite's degrees of freedom."""

    name: str
    estimate: float
    se: float
    df: float
    t: float
    p: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A standard deviation and its 95 % interval. Of a random effect: large-sample on the log scale, or by the profile
    of the likelihood where that scale misleads: of effects that vary little or hardly at all. Of a residual: by χ² with
    Satterthwaite's degrees of freedom. NaN where there is none."""

    name: str
    sd: float
    low: float
    high: float
    profiled: bool = False


@dataclass(frozen=True, kw_only=True)
class RandomBlock:
    """Random effects that may correlate with each other. name: "" where there is one block; "shared" and "difference"
    for exchangeable members: (b_A + b_B)/2 and (b_A − b_B)/2. correlation: NaN with an effect that does not vary."""

    name: str
    effects: tuple[Spread, ...]
    correlation: tuple[tuple[float, ...], ...]
    covariance: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class ResidualPart:
    """sd: by role ("each" where members are alike or alone); rho: of the two on one day, phi: carry-over to the next
    day; None where the model has no such thing."""

    sd: tuple[Spread, ...]
    rho: float | None
    rho_low: float | None = None
    rho_high: float | None = None
    phi: float | None = None
    phi_low: float | None = None
    phi_high: float | None = None


class NoteKind(StrEnum):
    """What is to be known about a fit before it is believed."""

    NOT_CONVERGED = "not_converged"
    DOES_NOT_VARY = "does_not_vary"  # a random effect whose variance is estimated as none
    NOT_APART = "not_apart"  # random effects that the data cannot tell apart: the covariance is singular
    NO_OWN_VARIANCE = "no_own_variance"  # people whose outcome is the same every day
    FEW_COUPLES = "few_couples"


@dataclass(frozen=True, kw_only=True)
class Note:
    """`effect`: what it is about; `simpler`: the next simpler model, where one would help."""

    kind: NoteKind
    sentence: str
    effect: str | None = None
    simpler: Model | None = None


@dataclass(frozen=True, kw_only=True)
class Seconds:
    """Where the time went."""

    read: float
    sums: float
    fit: float


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The result. `covariance`: of the fixed effects, in their order."""

    model: Model
    method: Method
    log_likelihood: float
    observations: int
    couples: int
    days: int
    fixed: tuple[FixedEffect, ...]
    covariance: tuple[tuple[float, ...], ...]
    random: tuple[RandomBlock, ...]
    residual: ResidualPart
    flow: Flow
    notes: tuple[Note, ...]
    converged: bool
    passes: int
    seconds: Seconds
    parameters: int
    version: str = field(default="")

    @property
    def singular(self) -> bool:
        """Whether some random effect is at the edge of what it can be."""
        return any(note.kind in (NoteKind.DOES_NOT_VARY, NoteKind.NOT_APART) for note in self.notes)

    @property
    def aic(self) -> float:
        """Akaike's criterion, of the same likelihood."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's, with the observations less the fixed effects under REML, as nlme has it."""
        free = self.observations - (len(self.fixed) if self.method == "reml" else 0)
        return float(self.parameters * np.log(free) - 2 * self.log_likelihood)

    def effect(self, name: str) -> FixedEffect:
        """A fixed effect by name. KeyError where there is none."""
        return {effect.name: effect for effect in self.fixed}[name]

    def summary(self) -> str:
        """The table."""
        return "\n".join(lines(self)) + "\n"

    def to_frame(self) -> Any:
        """Fixed effects, one a row, as a polars frame."""
        import polars  # noqa: PLC0415 - only who asks for a frame needs it

        return polars.DataFrame([asdict(effect) for effect in self.fixed])

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        return _as_dict(self)

    def to_json(self, path: Path | None = None) -> str:
        """Everything, as text, and into a file if one is named. NaN becomes null."""
        text = json.dumps(_without_nan(self.to_dict()), indent=1, ensure_ascii=False)
        if path is not None:
            path.write_text(text + "\n", encoding="utf-8")
        return text

    def plot(self) -> Any:
        """The fixed effects with their intervals, as a matplotlib figure."""
        return _plot(self)


def _as_dict(fit: Fit) -> dict[str, Any]:
    names = [f"{b.name}:{e.name}" if b.name else e.name for b in fit.random for e in b.effects]
    correlation = np.zeros((len(names), len(names)))
    at = 0
    for block in fit.random:
        size = len(block.effects)
        correlation[at : at + size, at : at + size] = block.correlation
        at += size
    spreads = [effect for block in fit.random for effect in block.effects]
    return {
        "model": {"kind": type(fit.model).__name__, **asdict(fit.model)},
        "method": fit.method,
        "loglik_reml" if fit.method == "reml" else "loglik_ml": fit.log_likelihood,
        "aic": fit.aic,
        "bic": fit.bic,
        "n_obs": fit.observations,
        "n_days": fit.days,
        "n_couples": fit.couples,
        "fixed": [asdict(effect) for effect in fit.fixed],
        "fixed_covariance": fit.covariance,
        "random_sd": dict(zip(names, (s.sd for s in spreads), strict=True)),
        "random_sd_interval": dict(zip(names, ([s.low, s.high] for s in spreads), strict=True)),
        "random_sd_by_profile": [name for name, one in zip(names, spreads, strict=True) if one.profiled],
        "random_corr": correlation.tolist(),
        "residual": _residual_dict(fit.residual),
        "rows": fit.flow.rows,
        "excluded": [
            {"reason": str(one.reason), "rows": one.rows, "couples": one.couples, "sentence": one.sentence}
            for one in fit.flow.excluded
        ],
        "notes": [{"kind": str(n.kind), "effect": n.effect, "sentence": n.sentence} for n in fit.notes],
        "converged": fit.converged,
        "passes": fit.passes,
        "seconds": asdict(fit.seconds),
        "version": fit.version,
    }


def _residual_dict(residual: ResidualPart) -> Mapping[str, Any]:
    return {
        "sd": {s.name: s.sd for s in residual.sd},
        "sd_interval": {s.name: [s.low, s.high] for s in residual.sd},
        "rho": residual.rho,
        "rho_interval": [residual.rho_low, residual.rho_high],
        "phi": residual.phi,
        "phi_interval": [residual.phi_low, residual.phi_high],
    }


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    return [_without_nan(one) for one in value] if isinstance(value, (list, tuple)) else value


def _plot(fit: Fit) -> Any:
    shown = [effect for effect in fit.fixed if not effect.name.endswith("intercept")] or list(fit.fixed)
    return forest([(e.name, e.estimate, e.low, e.high) for e in shown], below="estimate, 95 % interval")
