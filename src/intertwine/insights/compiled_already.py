"""Whether the kernels are compiled for this Python and this processor, found out without loading them."""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KERNELS = Path(__file__).with_name("kernels")
ASKED_FOR = ("compiled.log_posterior", "standing_in.stand_ins")
"""The kernels that Python calls for the likelihood; the others are inside of them."""

CACHE = "NUMBA_CACHE_DIR"
"""The variable numba reads."""


def somewhere_to_write(data_directory: Path) -> Path | None:
    """Where machine code has to go when it may not lie beside its source; None when it may."""
    beside = KERNELS / "__pycache__"
    if os.access(beside if beside.exists() else KERNELS, os.W_OK):
        return None
    return data_directory / "compiled"


def is_compiled() -> bool:
    """Whether machine code at least as new as every kernel's source lies where numba looks for it."""
    made = [_made(_place(), kernel) for kernel in ASKED_FOR]
    return all(made) and min(made) >= max(source.stat().st_mtime for source in KERNELS.glob("*.py"))


def say_compiled() -> None:
    """After everything was loaded: sources that were only copied or touched need no second look."""
    for kernel in ASKED_FOR:
        for index in _indexes(_place(), kernel):
            with suppress(OSError):
                index.touch()


def _place() -> Path:
    return Path(os.environ.get(CACHE) or KERNELS / "__pycache__")


def _made(place: Path, kernel: str) -> float:
    """When, or 0."""
    return max((index.stat().st_mtime for index in _indexes(place, kernel)), default=0.0)


def _indexes(place: Path, kernel: str) -> Iterator[Path]:
    return place.rglob(f"{kernel}-*.py{sys.version_info.major}{sys.version_info.minor}.nbi")
