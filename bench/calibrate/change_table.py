"""The table `insights/change_chances.json`: how clear a change looks in series that never change."""

from pathlib import Path

import msgspec
import numpy as np

from intertwine.insights import changes

TABLE = Path(changes.__file__).with_name("change_chances.json")
LENGTHS = [21, 25, 30, 36, 43, 52, 63, 76, 91, 125]
RESEMBLANCE = [-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
CHANCES = [0.9999, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002]
SERIES = 400_000
AT_ONCE = 20_000
NEAR = 0.05
"""A row of the table stands for series whose resemblance is this near to its own."""


def write(count: int = SERIES) -> None:
    """A few minutes."""
    table = changes.Chances(
        provenance=f"{count:,} made-up series per length, seed [length, 1]; a row takes resemblances within {NEAR}",
        lengths=LENGTHS,
        resemblance=RESEMBLANCE,
        chances=CHANCES,
        clearness=[rows(length, count) for length in LENGTHS],
    )
    TABLE.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=1) + b"\n")


def rows(length: int, count: int) -> list[list[float]]:
    rng = np.random.default_rng([length, 1])
    scans = [changes.scan(changes.never_changing(length, AT_ONCE, rng)) for _ in range(count // AT_ONCE)]
    clearness = np.concatenate([one.clearness for one in scans])
    resemblance = np.concatenate([one.resemblance for one in scans])
    return [_row(clearness[np.abs(resemblance - middle) <= NEAR]) for middle in RESEMBLANCE]


def _row(clearness: np.ndarray) -> list[float]:
    return [float(f"{value:.4g}") for value in np.quantile(clearness, [1 - chance for chance in CHANCES])]
