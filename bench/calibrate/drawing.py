"""The pictures of docs/calibration.md: small SVGs that read in black and white."""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy.stats import binom

INK, PALE = "#4a3f55", "#d9d2e0"
mpl.rcParams.update({"svg.hashsalt": "calibration", "svg.fonttype": "none", "font.size": 7, "axes.linewidth": 0.5})


def ranks(place: Path, found: NDArray[np.intp], names: list[str], ranks_there_are: int, bins: int) -> None:
    """A histogram per parameter; the band holds 99 % of each bar where ranks are uniform."""
    figure, axes = plt.subplots(4, 7, figsize=(9, 4.6), sharex=True, sharey=True)
    low, high = binom.ppf([0.005, 0.995], len(found), 1 / bins)
    for axis, name, column in zip(axes.flat, names, found.T, strict=True):
        axis.axhspan(low, high, color=PALE)
        counts = np.bincount(column * bins // ranks_there_are, minlength=bins)
        axis.bar(np.arange(bins), counts, width=0.8, color=INK)
        axis.set_title(name, fontsize=7)
        axis.set_xticks([])
    _save(figure, place)


def coverage(place: Path, cells: dict[str, dict[str, list[tuple[float, float]]]], nominal: float) -> None:
    """A panel per share of error: coverage with two standard errors, by days and kind of effect."""
    figure, axes = plt.subplots(1, len(cells), figsize=(9, 2.6), sharey=True)
    for axis, (title, groups) in zip(axes, cells.items(), strict=True):
        axis.axhspan(nominal - 0.02, nominal + 0.02, color=PALE)
        for i, (group, points) in enumerate(groups.items()):
            middle, error = np.array(points).T
            axis.errorbar(
                np.arange(len(points)) + (i - 1.5) * 0.12,
                middle,
                yerr=2 * error,
                fmt="osD^"[i],
                markersize=3,
                color=INK,
                linewidth=0.7,
                label=group,
            )
        axis.set_title(title, fontsize=7)
        axis.set_xticks(range(len(points)), ["14", "30", "90", "365"][: len(points)])
        axis.set_xlabel("days")
    axes[0].set_ylabel("90 % intervals that hold the truth")
    axes[0].legend(fontsize=6, frameon=False, loc="lower left")
    _save(figure, place)


def _save(figure: Figure, place: Path) -> None:
    figure.tight_layout()
    figure.savefig(place, metadata={"Date": None})
    plt.close(figure)
