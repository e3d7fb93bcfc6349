"""Numbers with their intervals, one under the other, as every result of a cohort draws itself."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

Line = tuple[str, float, float, float]
"""What it is, the number, and the ends of its interval."""


NAME = 36
"""Letters of a name that stand beside a picture without taking its place."""


def wrapped(name: str, width: int) -> str:
    """On several lines, broken between its parts or its words."""
    return name if len(name) <= width else fill(name.replace(":", ": "), width)


def forest(lines: Sequence[Line], *, below: str) -> Any:
    """A matplotlib figure. `below`: what the points and the lines are."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only who asks for a picture needs it

    names, middle, low, high = zip(*lines, strict=True)
    labels = [wrapped(name, NAME) for name in names]
    tall = max(label.count("\n") for label in labels)
    figure = Figure(figsize=(7, 0.9 + (0.38 + 0.14 * tall) * len(lines)), layout="constrained")
    axes = figure.subplots()
    reach = [[m - at for m, at in zip(middle, low, strict=True)], [at - m for m, at in zip(middle, high, strict=True)]]
    axes.errorbar(middle, range(len(lines)), xerr=reach, fmt="o", color="#2f5d62", capsize=3)
    axes.axvline(0, color="#999999", linewidth=0.8)
    axes.set_yticks(range(len(lines)), labels, fontsize=9)
    axes.invert_yaxis()
    axes.set_xlabel(below)
    return figure
