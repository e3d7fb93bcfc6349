"""The pictures of a report: drawn once, written as SVG for screens and PNG for everything else."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from intertwine.insights.cohort import Fit
from intertwine.insights.cohort.drawing import NAME, wrapped
from intertwine.insights.cohort.predict import Predicted
from intertwine.insights.cohort.student import t_quantile
from intertwine.insights.cohort.types import Apim

ONE, TWO, BOTH, GREY = "#1a7285", "#b4472f", "#6d4c7d", "#645d54"
SHOWN = 200
"""Couples in a picture of couples: more would be a black band. The picture says which were taken."""

FULL = 3
"""Line breaks in a box from which its letters are smaller."""

FIXED_DATE = {"Date": None}
"""So that the same fit makes the same file."""


def write_figures(fit: Fit, predicted: Predicted | None, folder: Path) -> tuple[str, ...]:
    """Every figure this fit has, by name, as name.svg and name.png."""
    folder.mkdir(exist_ok=True)
    drawn = {name: draw() for name, draw in _figures(fit, predicted).items()}
    for name, figure in drawn.items():
        figure.savefig(folder / f"{name}.svg", metadata=FIXED_DATE)
        figure.savefig(folder / f"{name}.png", dpi=160)
    return tuple(drawn)


def _figures(fit: Fit, predicted: Predicted | None) -> Mapping[str, Callable[[], Figure]]:
    found: dict[str, Callable[[], Figure]] = {"effects": lambda: _effects(fit)}
    if isinstance(fit.model, Apim) and len(fit.model.drivers) == 1 and not fit.model.moderators:
        found["paths"] = lambda: _paths(fit)
    if predicted is not None and len(predicted.effects):
        found["couples"] = lambda: _couples(predicted)
    if predicted is not None:
        found["residuals"] = lambda: _residuals(fit, predicted)
    return found


def _effects(fit: Fit) -> Figure:
    figure: Figure = fit.plot()
    return figure


def _paths(fit: Fit) -> Figure:
    """The path diagram: drivers on the left, outcomes on the right; actor paths straight, partner paths across."""
    assert isinstance(fit.model, Apim)
    driver, outcome = fit.model.drivers[0], fit.model.outcome
    roles = [one.name for one in fit.residual.sd] if len(fit.residual.sd) == 2 else ["one", "the other"]
    figure = Figure(figsize=(7.2, 3.6), layout="constrained")
    axes = figure.subplots()
    axes.set_xlim(0, 10)
    axes.set_ylim(0, 5)
    axes.axis("off")
    when = (
        f", {fit.model.lag} day before"
        if fit.model.lag == 1
        else f", {fit.model.lag} days before"
        if fit.model.lag
        else ""
    )
    for role, y, colour in ((roles[0], 4.0, ONE), (roles[1], 1.0, TWO)):
        _box(axes, 1.6, y, f"{driver}\n{role}{when}", colour)
        _box(axes, 8.2, y, f"{outcome}\n{role}", colour)
    for (at, to), (kind, which), colour in (
        ((4.0, 4.0), ("actor", 0), ONE),
        ((1.0, 1.0), ("actor", 1), TWO),
        ((1.0, 4.0), ("partner", 0), GREY),
        ((4.0, 1.0), ("partner", 1), GREY),
    ):
        _arrow(axes, at, to, _said(fit, kind, driver, which), colour)
    bend = FancyArrowPatch(
        (9.55, 4.0), (9.55, 1.0), arrowstyle="<->", mutation_scale=12, color=BOTH, connectionstyle="arc3,rad=-.12"
    )
    axes.add_patch(bend)
    axes.text(9.45, 2.5, f"{fit.residual.rho:.2f}", color=BOTH, ha="center", va="center", backgroundcolor="white")
    return figure


def _said(fit: Fit, kind: str, driver: str, which: int) -> str:
    alike = len(fit.residual.sd) == 1
    name = f"{kind}:{driver}" if alike else f"{fit.residual.sd[which].name}:{kind}:{driver}"
    effect = fit.effect(name)
    return f"{effect.estimate:.3f}\n({effect.low:.3f}, {effect.high:.3f})"


def _box(axes: Any, x: float, y: float, text: str, colour: str) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (x - 1.3, y - 0.55), 2.6, 1.1, boxstyle="round,pad=0.02,rounding_size=0.2", fc="white", ec=colour, lw=1.6
        )
    )
    told = "\n".join(wrapped(line, 26) for line in text.split("\n"))
    axes.text(x, y, told, ha="center", va="center", fontsize=9 if told.count("\n") < FULL else 7)


def _arrow(axes: Any, at: float, to: float, text: str, colour: str) -> None:
    arrow = FancyArrowPatch((2.95, at), (6.85, to), arrowstyle="-|>", mutation_scale=14, color=colour, lw=1.4)
    axes.add_patch(arrow)
    share = 0.5 if at == to else 0.28
    x, y = 2.95 + share * 3.9, at + share * (to - at)
    axes.text(
        x, y, text, ha="center", va="center", fontsize=8, color=colour, bbox={"fc": "white", "ec": "none", "pad": 1}
    )


def _couples(predicted: Predicted) -> Figure:
    """Each couple's own effects with 95 % intervals, in order of size; the cohort's average as a line."""
    count = len(predicted.effects)
    wide = min(count, 3)
    rows = -(-count // wide)
    figure = Figure(figsize=(2.6 * wide, 2.9 * rows), layout="constrained")
    axes = np.atleast_1d(figure.subplots(rows, wide, squeeze=False)).ravel()
    taken = np.unique(np.linspace(0, len(predicted.couples) - 1, min(SHOWN, len(predicted.couples))).astype(int))
    for i, name in enumerate(predicted.effects):
        order = np.argsort(predicted.own[:, i])[taken]
        own, reach = predicted.own[order, i], t_quantile(0.975, 1e9) * predicted.se[order, i]
        axes[i].hlines(range(len(order)), own - reach, own + reach, color=ONE, alpha=0.35, lw=1)
        axes[i].plot(own, range(len(order)), ".", color=ONE, ms=2.5)
        axes[i].axvline(predicted.average[i], color=TWO, lw=1)
        axes[i].set_title(wrapped(name, NAME), fontsize=8)
        axes[i].set_yticks([])
        axes[i].tick_params(labelsize=7)
    for empty in axes[count:]:
        empty.axis("off")
    return figure


def _residuals(fit: Fit, predicted: Predicted) -> Figure:
    """Against fitted values, and against what a normal distribution would give."""
    count = len(predicted.residuals)
    figure = Figure(figsize=(6.6, 2.9 * count), layout="constrained")
    axes = figure.subplots(count, 2, squeeze=False)
    for i, (residuals, fitted, colour) in enumerate(
        zip(predicted.residuals, predicted.fitted, (ONE, TWO), strict=False)
    ):
        name = fit.residual.sd[i].name
        step = max(1, len(residuals) // 4000)
        axes[i][0].plot(fitted[::step], residuals[::step], ".", color=colour, alpha=0.35, ms=2.5)
        axes[i][0].axhline(0, color=GREY, lw=0.8)
        axes[i][0].set(xlabel="fitted", ylabel="standardised residual", title=name)
        ordered = np.sort(residuals)[::step]
        expected = normal_scores(len(ordered))
        axes[i][1].plot(expected, ordered, ".", color=colour, ms=2.5)
        axes[i][1].plot(expected[[0, -1]], expected[[0, -1]], color=GREY, lw=0.8)
        axes[i][1].set(xlabel="normal quantile", ylabel="standardised residual", title=name)
    return figure


def normal_scores(count: int) -> Any:
    """Expected order statistics of a standard normal, by Blom's rule."""
    from statistics import NormalDist  # noqa: PLC0415 - here alone

    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 1 - 0.375) / (count + 0.25)) for i in range(count)])
