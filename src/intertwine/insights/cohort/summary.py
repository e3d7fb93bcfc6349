"""A fit as text: the table a user of nlme expects."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite, nan
from typing import TYPE_CHECKING

from intertwine.insights.cohort.types import Mediation, Model

if TYPE_CHECKING:  # a fit prints itself with what is here
    from intertwine.insights.cohort.fit import Fit, FixedEffect, RandomBlock, ResidualPart


def lines(fit: "Fit") -> list[str]:
    """The whole table."""
    name = "REML" if fit.method == "reml" else "ML"
    sizes = f"{fit.observations:,} observations of {fit.couples:,} units"
    if fit.residual.rho is not None:
        sizes = f"{fit.observations:,} observations on {fit.days:,} days of {fit.couples:,} couples"
    return [
        f"{describe(fit.model)}, by {name}",
        sizes,
        "",
        *_table(("AIC", "BIC", "logLik"), [[f"{fit.aic:.3f}", f"{fit.bic:.3f}", f"{fit.log_likelihood:.3f}"]]),
        "",
        "Random effects",
        *_random_lines(fit.random),
        *_profiled_line(fit.random),
        *_residual_lines(fit.residual),
        "",
        "Fixed effects, with Satterthwaite's degrees of freedom",
        *_table(HEAD, [_fixed_line(effect) for effect in fit.fixed]),
        "",
        *_together_lines(fit),
        f"Rows in the file {fit.flow.rows:,}, used {fit.flow.used:,}",
        *(f"  left out: {one.sentence}" for one in fit.flow.excluded),
        *(f"Note: {note.sentence}" for note in fit.notes),
    ]


HEAD = ("", "Value", "Std.Error", "DF", "t-value", "p-value", "2.5 %", "97.5 %")


MANY = 12
"""Fixed effects beyond which their correlations are wider than a screen."""

NOTHING = "–"
"""Where there is no number."""


def _number(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}" if isfinite(value) else NOTHING


def _together_lines(fit: "Fit") -> list[str]:
    """How the estimates of the fixed effects go together: a lower triangle, its columns in the order of its rows."""
    sd = [effect.se or nan for effect in fit.fixed]
    rows = [
        [effect.name, *(_number(fit.covariance[i][j] / (sd[i] * sd[j]), 3) for j in range(i))]
        for i, effect in enumerate(fit.fixed)
    ]
    if len(rows) == 1:
        return []
    if len(rows) > MANY:
        return [f"Correlations of the {len(rows)} fixed effects: in the JSON, from their covariance", ""]
    return ["Correlations of the fixed effects, in the same order", *_table(("",), rows), ""]


def _fixed_line(e: "FixedEffect") -> list[str]:
    numbers = [f"{e.estimate:.6f}", f"{e.se:.6f}", f"{e.df:.1f}", f"{e.t:.3f}", _p(e.p)]
    return [e.name, *numbers, f"{e.low:.4f}", f"{e.high:.4f}"]


def describe(model: Model | Mediation) -> str:
    """The model in a line."""
    given = {name: value for name, value in asdict(model).items() if value not in ((), [], None, False)}
    return f"{type(model).__name__}(" + ", ".join(f"{name}={value!r}" for name, value in given.items()) + ")"


def _p(p: float) -> str:
    return "<.0001" if p < 0.0001 else f"{p:.4f}"


def _random_lines(blocks: Sequence["RandomBlock"]) -> list[str]:
    rows = []
    for block in blocks:
        for i, effect in enumerate(block.effects):
            name = f"{block.name} {effect.name}".strip()
            correlations = [_number(value, 3) for value in block.correlation[i][:i]]
            rows.append([name, f"{effect.sd:.5f}", _number(effect.low, 4), _number(effect.high, 4), *correlations])
    return _table(("", "StdDev", "2.5 %", "97.5 %", "Corr"), rows) if rows else ["  none"]


def _profiled_line(blocks: Sequence["RandomBlock"]) -> list[str]:
    names = profiled_names(blocks)
    return [f"  by the likelihood's profile: the interval of {', '.join(names)}"] if names else []


def profiled_names(blocks: Sequence["RandomBlock"]) -> list[str]:
    """The random effects whose intervals are not those of the log scale, as the table has them."""
    return [f"{block.name} {one.name}".strip() for block in blocks for one in block.effects if one.profiled]


def _residual_lines(residual: "ResidualPart") -> list[str]:
    rows = [["residual " + s.name, f"{s.sd:.5f}", _number(s.low, 4), _number(s.high, 4)] for s in residual.sd]
    named = {
        "same-day correlation": (residual.rho, residual.rho_low, residual.rho_high),
        "carry-over (AR 1)": (residual.phi, residual.phi_low, residual.phi_high),
    }
    for name, (value, low, high) in named.items():
        if value is not None:
            rows.append([name, f"{value:.5f}", *(_number(v, 4) for v in (low, high) if v is not None)])
    return _table(("", "Value", "2.5 %", "97.5 %"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    width = max(len(head), *(len(row) for row in rows))
    full = [[*row, *[""] * (width - len(row))] for row in (head, *rows)]
    widths = [max(len(row[i]) for row in full) for i in range(width)]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        return "  " + "  ".join(cells).rstrip()

    return [line(row) for row in full if any(row)]
