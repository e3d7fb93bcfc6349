"""Numbers with their intervals, one under the other, as every result of a cohort draws itself."""

from collections.abc import Sequence
from typing import Any

Line = tuple[str, float, float, float]
"""What it is, the number, and the ends of its interval."""


def forest(lines: Sequence[Line], *, below: str) -> Any:
    """A matplotlib figure. `below`: what the points and the lines are."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only who asks for a picture needs it

    figure = Figure(figsize=(7, 0.9 + 0.38 * len(lines)), layout="constrained")
    axes = figure.subplots()
    names, middle, low, high = zip(*lines, strict=True)
    reach = [[m - at for m, at in zip(middle, low, strict=True)], [at - m for m, at in zip(middle, high, strict=True)]]
    axes.errorbar(middle, range(len(lines)), xerr=reach, fmt="o", color="#2f5d62", capsize=3)
    axes.axvline(0, color="#999999", linewidth=0.8)
    axes.set_yticks(range(len(lines)), names)
    axes.invert_yaxis()
    axes.set_xlabel(below)
    return figure
